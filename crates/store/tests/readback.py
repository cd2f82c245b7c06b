"""Reads the exports of tests/export back with programs that are not Legation's: pandas, DuckDB, pyarrow and icalendar.

    cargo test -p legation-store
    python3 -m venv .venv && .venv/bin/pip install -r crates/store/tests/requirements-readback.txt
    .venv/bin/python crates/store/tests/readback.py [FOLDER, else target/tmp/exports]
"""

import csv
import datetime
import json
import pathlib
import sys

import duckdb
import icalendar
import pandas
import pyarrow
import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "target/tmp/exports"
CALL = "https://www.example.org/news/1?a=1;2"


def same(one, other, what):
    assert one == other, f"{what}: {one!r} is not {other!r}"


def tabbed(name, **options):
    """A tab-separated file, which is the same whether quotation marks are heeded or not."""
    heeded, not_heeded = (pandas.read_csv(FOLDER / name, sep="\t", quoting=quoting, **options) for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE))
    pandas.testing.assert_frame_equal(heeded, not_heeded)
    return heeded


def polecat():
    frame = tabbed("polecat.tsv", encoding="latin-1", na_values="None", keep_default_na=False)
    same(frame.shape, (5, 40), "POLECAT")
    same(list(frame.columns[[0, 5, 39]]), ["Event ID", "Quad Code", "Version"], "header")
    same(frame["Event ID"].is_unique, True, "ids")
    same(frame["Intensity"].dtype.kind, "f", "intensity")
    same(frame["Actor Name"][0].split("; "), ["Élise Moreau", "Ken Sato"], "actors")
    same(frame["Actor COW"][0], "220; 740", "COW numbers")
    same(list(frame["Quad Code"].unique()), ["VERBAL COOPERATION", "MATERIAL CONFLICT"], "quads")
    dates = pandas.to_datetime(frame["Event Date"])
    same(list(dates.isna()), [False, False, True, False, True], "days that are not known")
    same((frame["Latitude"][2], frame["Longitude"][2], frame["GeoNames ID"][2]), (42.67, 21.17, 786714), "place")
    same(frame["Wikipedia Actor ID"].isna().all(), True, "missing values")


def gdelt():
    text = {4: str, 26: str, 27: str, 28: str}
    events = tabbed("gdelt.CSV", header=None, dtype=text)
    same(events.shape, (8, 61), "GDELT Events")
    same(events[0].dtype.kind, "i", "GLOBALEVENTID")
    same(events[0].is_unique, True, "ids")
    same(list(events[26][:4]), ["041", "041", "163", "163"], "codes keep their nought")
    same(list(events[[5, 15]].iloc[0]), ["FRAGOV", "JPNGOV"], "actors")
    same(list(events[[5, 15]].iloc[7]), ["IGOUNO", "IGOEUREEC"], "organisations")
    same(events[1][0], 20260303, "SQLDATE")
    same(events[4][0], "2026.1726", "FractionDate")
    same(list(events[29]), [1, 1, 4, 4, 4, 1, 1, 1], "QuadClass")
    same(list(events[[51, 52, 53]].iloc[4]), [4, "Pristina, Kosovo", "KV"], "ActionGeo")
    same(events[60][0], CALL, "SOURCEURL")
    mentions = tabbed("gdelt-mentions.CSV", header=None)
    same(mentions.shape, (11, 16), "GDELT Mentions")
    same(set(mentions[0]), set(events[0]), "every event is mentioned and every mention is of an event")
    counts = mentions.merge(events[[0, 31]], on=0).groupby(0).size()
    same(counts[events[0][0]], events[31][0], "NumMentions of the call")
    text = json.loads((FOLDER / "readings.jsonl").read_text("utf-8").splitlines()[0])["document"]["text"]
    sentence, actor, recipient, action = mentions[[6, 7, 8, 9]].iloc[0]
    same((sentence, text[actor:].startswith("Élise Moreau"), text[recipient:].startswith("Ken Sato")), (2, True, True), "offsets of parties")
    same(text[action:].startswith("held talks"), True, "offset of the act")
    same(mentions[12][0], len(text), "MentionDocLen")


def icews():
    frame = tabbed("icews.tsv", na_values="NULL", keep_default_na=False, dtype={"CAMEO Code": str})
    same(frame.shape, (8, 20), "ICEWS")
    same(frame["Event ID"].dtype.kind, "i", "ids")
    same(frame["Event ID"][1] - frame["Event ID"][0], 1, "a reciprocal act is two rows with consecutive ids")
    same(frame["Event ID"].max() < 2**53, True, "ids that R reads")
    same((frame["Source Name"][1], frame["Target Name"][1]), (frame["Target Name"][0], frame["Source Name"][0]), "and both sides")
    same(frame["CAMEO Code"][0], "041", "code")
    same(list(frame["Intensity"]), [1.0, 1.0, -8.0, -8.0, -5.0, 1.0, 1.0, 3.4], "intensity")
    same(frame["Source Name"][4], "Police (Kosovo)", "a generic actor")
    same(list(frame["District"].isna()), [True] * 8, "missing values")


def phoenix():
    frame = tabbed("phoenix.tsv", header=None, dtype={13: str, 14: str})
    same(frame.shape, (6, 26), "Phoenix")
    same([len(frame[column][0].split(";")) for column in (23, 24, 25)], [2, 2, 2], "ids, addresses and sources of a day")
    same(list(frame[15]), [1, 1, 3, 3, 4, 1], "quads")
    same(list(frame[13]), ["041", "041", "163", "163", "173", "051"], "codes")


def tables():
    counts = {"events": 6, "statements": 1, "commitments": 1, "meetings": 3, "coded": 0}
    for name, count in counts.items():
        frame = pandas.read_csv(FOLDER / f"{name}.csv", dtype={"cameo": str})
        table = pyarrow.parquet.read_table(FOLDER / f"{name}.parquet")
        same((len(frame), table.num_rows), (count, count), name)
        same(list(frame.columns), table.column_names, f"columns of {name}")
        same(duckdb.sql(f"select count(*) from '{FOLDER / name}.parquet'").fetchall(), [(count,)], name)
        for column in table.column_names:
            csv_cells = ["" if pandas.isna(cell) else cell for cell in frame[column]]
            for cell, value in zip(csv_cells, table[column].to_pylist()):
                if isinstance(value, list):
                    same(cell, "; ".join(item or "" for item in value), f"{name}.{column}")
                elif isinstance(value, (int, float)):
                    same(float(cell), float(value), f"{name}.{column}")
                else:
                    same(str(cell), "" if value is None else str(value), f"{name}.{column}")
    schema = pyarrow.parquet.read_schema(FOLDER / "events.parquet")
    same(schema.field("date_start").type, pyarrow.date32(), "days")
    same(schema.field("quad").type, pyarrow.int64(), "whole numbers")
    same(schema.field("confidence").type, pyarrow.float64(), "numbers")
    same(schema.field("actor_names").type.value_type, pyarrow.string(), "lists")
    same(schema.field("cameo").type, pyarrow.string(), "codes")
    query = f"select type, list_extract(actor_names, 1), date_start, confidence from '{FOLDER}/events.parquet' where list_contains(recipient_countries, 'XKX') order by cameo"
    rows = duckdb.sql(query).fetchall()
    same(rows, [("SANCTION", "France", datetime.date(2026, 3, 2), 0.97), ("COERCE", "police", datetime.date(2026, 2, 1), 0.97)], "DuckDB")
    title = pandas.read_csv(FOLDER / "events.csv")["title"][0]
    same(title, 'Ministers "talk"; tariffs\tto fall', "quotation marks and tabs in CSV")
    duckdb_csv = duckdb.sql(f"select title from read_csv('{FOLDER}/events.csv') limit 1").fetchall()
    same(duckdb_csv, [(title,)], "CSV in DuckDB")


def calendar():
    events = icalendar.Calendar.from_ical((FOLDER / "ics.ics").read_bytes()).events
    same(len(events), 3, "entries")
    same(len({event["UID"] for event in events}), 3, "UIDs")
    call, visit, deadline = events
    same((call.start, call.end), (datetime.date(2026, 3, 3), datetime.date(2026, 3, 4)), "the call's day")
    same(str(call["SUMMARY"]), "call: Élise Moreau, Ken Sato", "escaped commas")
    same(str(visit["SUMMARY"]).endswith("folded — twice, if it can be: \\o/: Recep Tayyip Erdoğan"), True, "folded lines")
    same((str(visit["STATUS"]), str(visit["LOCATION"]), visit["GEO"].latitude), ("TENTATIVE", "Pristina", 42.67), "the visit")
    same((deadline.start, str(deadline["CATEGORIES"].cats[0])), (datetime.date(2026, 6, 1), "DEADLINE"), "the deadline")
    same(call.DTSTAMP, datetime.datetime(2026, 3, 4, tzinfo=datetime.timezone.utc), "DTSTAMP")


def lines():
    records = [json.loads(line) for line in (FOLDER / "plover.jsonl").read_text("utf-8").splitlines()]
    same(len(records), 6, "PLOVER")
    same([record["event"][0] for record in records], ["CONSULT", "SANCTION", "COERCE", "AGREE", "CONSULT", "SUPPORT"], "types")
    same("future" in records[3]["context"], True, "the planned visit")
    same(records[2]["size"]["arrested"], 5, "casualties")
    same(all("text" not in record for record in records), True, "no text")
    frame = pandas.read_json(FOLDER / "plover.jsonl", lines=True)
    same(frame["quad_code"].dtype.kind, "i", "quads")
    shared = [json.loads(line) for line in (FOLDER / "share-safe.jsonl").read_text("utf-8").splitlines()]
    whole = [json.loads(line) for line in (FOLDER / "readings.jsonl").read_text("utf-8").splitlines()]
    same([reading["document"]["text"] for reading in shared], [None, None], "share-safe")
    for safe, reading in zip(shared, whole, strict=True):
        same([event["id"] for event in safe["events"]], [event["id"] for event in reading["events"]], "ids stay")
        start, end = safe["events"][0]["actors"][0]["text"]["at"]
        same(reading["document"]["text"][start:end], reading["events"][0]["actors"][0]["text"], "words by their offsets")


for check in (polecat, gdelt, icews, phoenix, tables, calendar, lines):
    check()
    print(f"{check.__name__}: as it should be")
