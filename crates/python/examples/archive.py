"""Many texts, a data frame, a store and questions: python archive.py FOLDER"""

import sys
from pathlib import Path

import legation

folder = Path(sys.argv[1])
paths = sorted(folder.glob("*.txt"))
documents = (legation.Document(path.read_text(encoding="utf-8"), id=path.name, published="2026-05-12") for path in paths)
total = 0
for reading in legation.read_many(documents, progress=True, errors="skip"):
    total += len(reading.events)
print(total, "events")

store = legation.Store(folder / "record.db", create=True)
print(store.ingest(paths, published="2026-05-12"))
for hit in store.events(actor="USA", statuses=["occurred"], limit=3):
    print(hit.event.type, hit.event.date.start, hit.document["ref"], hit.reports)
for point in store.timeline("month", dyad="USA,IND"):
    print(point.start, point.count, round(point.mean, 1))
