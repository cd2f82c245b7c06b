"""Questions that need no store, and those to one."""

from __future__ import annotations

import datetime
import subprocess
import threading
from pathlib import Path

import pytest
from conftest import documents

import legation
from legation import InputError, InputTypeError, Store, StoreError
from legation._store import Query


def test_words_mean_who_held_office_on_that_day() -> None:
    answer = legation.resolve("President Bush", "1991-05-14")
    assert (answer.name, answer.country, answer.sectors[0]) == ("George H. W. Bush", "USA", "GOV") and answer.why
    assert legation.resolve("former President Barack Obama", datetime.date(2024, 5, 1)).sectors == ["ELI"]
    assert legation.resolve("").name is None
    with pytest.raises(InputError, match="no country code"):
        legation.resolve("the president", country="U")
    with pytest.raises(InputTypeError):
        legation.resolve(None)  # type: ignore[arg-type]


def test_source_and_target_may_be_words_or_spans() -> None:
    text = "France condemned the attack by Syria."
    by_words, by_spans = legation.relate(text, "France", "Syria"), legation.relate(text, [(0, 6)], [(31, 36)])
    assert by_words == by_spans and by_words.type == "ACCUSE"
    assert abs(sum(by_words.types.values()) - 1) < 0.01 and len(by_words.types) == 16
    with pytest.raises(InputError, match="does not stand in the text"):
        legation.relate(text, "Chile", "Syria")
    with pytest.raises(InputError, match="outside the text"):
        legation.relate(text, [(0, 600)], [(31, 36)])


NORWAY = (
    "OSLO. Prime Minister Jonas Gahr Store of Norway spoke by phone with President Gabriel Boric of Chile on Monday. The two leaders discussed "
    "fisheries and the ocean treaty. Norway promised to ratify the treaty by June 2024."
)
CHILE = (
    "SANTIAGO. President Gabriel Boric of Chile spoke by phone with Prime Minister Jonas Gahr Store of Norway on Monday. They discussed fisheries "
    "and salmon farms. Chile will open its ports to Norwegian ships."
)


def test_two_readings_are_put_side_by_side() -> None:
    readings = [legation.read(text, published="2024-03-05", id=name) for name, text in (("norway", NORWAY), ("chile", CHILE))]
    comparison = legation.compare(readings)
    assert len(comparison.sides) == 2 and comparison.table()
    assert "not mentioned" in comparison._repr_html_() and "topics" in repr(comparison)
    with pytest.raises(InputError, match="fewer than two"):
        legation.compare(readings[:1])
    with pytest.raises(InputError, match="same id"):
        legation.compare([readings[0], readings[0]])
    with pytest.raises(InputTypeError, match="not str"):
        legation.compare([NORWAY, CHILE])  # type: ignore[list-item]


def test_a_brief_tells_the_last_contact_with_its_sentence() -> None:
    reading = legation.read(NORWAY, published="2024-03-05", id="norway")
    brief = legation.brief("NOR", "Chile", [reading])
    contact = next(line for line in brief.lines if line.topic == "last-contact")
    assert brief.dyad == ["NOR", "CHL"] and contact.date.start == datetime.date(2024, 3, 4)
    assert "spoke by phone" in reading.words(contact.sentence)
    with pytest.raises(InputError, match="is no country"):
        legation.brief("Atlantis", "CHL", [reading])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("store") / "record.db", create=True)
    counts = made.ingest(documents(60))
    assert counts == (60, 0, 0)
    return made


def test_a_store_answers_the_same_questions_as_the_program(store: Store, program: Path) -> None:
    import json

    event = next(hit.event for hit in store.events() if hit.event.actors and hit.event.recipients)
    dyad = f"{event.actors[0].country},{event.recipients[0].country}"
    hits = store.events(dyad=dyad, limit=5, order="oldest")
    command: list[str | Path] = [program, "events", "--dyad", dyad, "--limit", "5", "--order", "oldest", "--format", "json", "--store", store.path]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert hits and [hit.event.id for hit in hits] == [hit["event"]["id"] for hit in told]
    assert [hit.document["ref"] for hit in hits] == [hit["document"]["ref"] for hit in told]
    assert store.events(Query(dyad=dyad, limit=5, order="oldest")) == hits


def test_a_store_counts_links_and_gives_readings_back(store: Store) -> None:
    assert store.count("event", every=True) >= store.count("event") > 0
    merged = [hit for hit in store.events(order="most-reported", limit=5) if hit.reports > 1]
    assert merged and len(store.links(merged[0].event.id)) >= 2 and len(merged[0].sources) == merged[0].reports
    reading = store.reading("d00000")
    assert reading is not None and reading == next(legation.read_many(documents(1)))
    assert store.reading("nothing") is None
    assert len(store.documents(text="fisheries", limit=2)) == 2
    assert sum(point.count for point in store.timeline("month")) > 0
    day = store.events(from_="2026-02", to=datetime.date(2026, 2, 28), limit=1)[0].event.date.start
    assert day is not None and day <= datetime.date(2026, 2, 28)


def test_what_is_stored_is_not_read_again_and_files_are_read(store: Store, tmp_path: Path) -> None:
    assert store.ingest(documents(10)) == (0, 10, 0)
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.txt").write_text("Peru on Monday condemned the attack by Chile.", encoding="utf-8")
    (folder / "b.txt").write_bytes(b"\0\1\2" * 100)
    own = Store(tmp_path / "own.db", create=True)
    assert own.ingest([folder], published="2026-03-04") == (1, 0, 1)
    assert own.last("PER", "CHL") is not None and own.last("PER", "USA") is None


def test_wrong_stores_and_questions_say_what_to_do(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="create=True"):
        Store(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("no store " * 1000)
    with pytest.raises(StoreError, match="no Legation store"):
        Store(tmp_path / "text.db")
    for wrong in ({"dyad": "USA"}, {"from_": "next week"}, {"order": "any"}, {"min_confidence": 7.0}):
        with pytest.raises(InputError):
            store.events(**wrong)
    with pytest.raises(InputTypeError, match="there are actor, recipient"):
        store.events(who="USA")
    with pytest.raises(InputError, match="no record"):
        store.links("0000000000000000")


def test_a_store_may_be_asked_from_threads(store: Store) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(store.events(limit=10)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [10] * 6
