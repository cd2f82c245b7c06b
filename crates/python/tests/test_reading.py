"""One document, and many."""

from __future__ import annotations

import dataclasses
import datetime
import json
import multiprocessing
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import documents, read_by_program

import legation
from legation import Document, InputError, InputTypeError


def test_a_reading_has_typed_records_whose_spans_are_their_words(article: str) -> None:
    reading = legation.read(article, published="2026-05-12", publisher="Capital Letter")
    call = next(event for event in reading.events if event.modes == ["phone"])
    assert call.type == "CONSULT" and call.date.start == datetime.date(2026, 5, 12)
    assert {reading.name(ref) for ref in call.actors} == {"Donald Trump", "Narendra Modi"}
    # The text has curly quotation marks before it: offsets in bytes would be off.
    for ref in [ref for event in reading.events for ref in event.actors]:
        assert reading.text[ref.span.start : ref.span.end] == ref.text
    assert reading.publisher == "Capital Letter" and reading.published == datetime.date(2026, 5, 12)
    assert any(commitment.due.end == datetime.date(2026, 9, 30) for commitment in reading.commitments)
    assert {side.id for side in reading.accounts[0].sides} == {"USA", "IND"}


def test_every_field_of_the_json_has_its_place_in_the_records(article: str) -> None:
    def same(record: object, told: object) -> None:
        if dataclasses.is_dataclass(record) and isinstance(told, dict):
            assert {field.name for field in dataclasses.fields(record)} == set(told), type(record)
            for name, value in told.items():
                same(getattr(record, name), value)
        elif isinstance(record, list) and isinstance(told, list):
            assert len(record) == len(told)
            for one, other in zip(record, told, strict=True):
                same(one, other)
        elif isinstance(record, datetime.date):
            assert record.isoformat() == told
        elif not isinstance(record, dict):
            assert (list(record) if isinstance(record, tuple) else record) == told

    reading = legation.read(article, published="2026-05-12")
    raw = reading.to_dict()
    for kind in ("parties", "events", "statements", "commitments", "meetings", "accounts", "notes"):
        assert raw[kind], kind
        same(getattr(reading, kind), raw[kind])


def test_readings_are_the_programs_own_byte_for_byte(program: Path, tmp_path: Path, article: str) -> None:
    own = [*documents(40), {"id": "call", "text": article, "published": "2026-05-12", "url": "https://example.org/a"}]
    told = read_by_program(program, own, tmp_path)
    for reading in legation.read_many(own):
        assert reading.to_json() == told[reading.ref]


def test_a_reading_comes_back_from_its_dictionary_and_from_a_pickle(article: str) -> None:
    reading = legation.read(article, published=datetime.date(2026, 5, 12))
    assert legation.Reading.from_dict(reading.to_dict()).events == reading.events
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_repr_and_page_tell_what_is_in_it_and_escape_the_text() -> None:
    evil = 'France on Monday condemned <script>alert("x")</script> the attack & "others". Talks resumed.'
    reading = legation.read(evil, published="2026-03-04", title="<b>bold</b>", publisher="<i>Post</i>")
    assert repr(reading).startswith("Reading('France on Monday") and "2026-03-04" in repr(reading) and "event" in repr(reading)
    page = reading._repr_html_()
    for tag in ("<script", "<b>bold", "<i>Post"):
        assert tag not in page
    assert "&lt;script&gt;" in page and "<mark" in page and "Events (" in page and "ACCUSE" in page


def test_the_page_has_the_five_tables(article: str) -> None:
    page = legation.read(article, published="2026-05-12")._repr_html_()
    for table in ("Events (", "Statements (", "Commitments (", "Meetings (", "Account of one meeting", "not mentioned"):
        assert table in page


def test_events_are_a_frame_of_pandas_and_of_polars(article: str) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    reading = legation.read(article, published="2026-05-12")
    frame = reading.events_frame()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == len(reading.events)
    assert ["USA", "IND"] in frame["actors"].tolist()
    assert isinstance(reading.events_frame("polars"), polars.DataFrame)
    empty = legation.read("Rain is expected.")
    assert list(empty.events_frame().columns) == list(frame.columns) == empty.events_frame("polars").columns


def test_many_come_in_order_and_no_more_are_drawn_than_are_needed() -> None:
    drawn = 0

    def endless() -> Iterator[dict[str, str]]:
        nonlocal drawn
        for document in documents(500):
            drawn += 1
            yield document

    readings = legation.read_many(endless(), threads=2)
    assert [next(readings).ref for _ in range(3)] == ["d00000", "d00001", "d00002"]
    readings.close()  # type: ignore[attr-defined]
    assert drawn <= 3 + 16


def test_the_interpreter_goes_on_while_many_are_read() -> None:
    beats = 0
    done = threading.Event()

    def beat() -> None:
        nonlocal beats
        while not done.is_set():
            beats += 1
            time.sleep(0.001)

    heart = threading.Thread(target=beat)
    heart.start()
    began = time.monotonic()
    assert len(list(legation.read_many(documents(100), threads=2))) == 100
    took = time.monotonic() - began
    done.set()
    heart.join()
    # With the lock held for whole documents it would be a few.
    assert beats > 20 * took


def test_what_many_read_does_not_depend_on_threads() -> None:
    one, four = (list(legation.read_many(documents(30), threads=threads)) for threads in (1, 4))
    assert one == four


@pytest.mark.parametrize("wrong", [None, b"bytes", 7, float("nan"), ["text"]])
def test_what_is_no_text_is_a_type_error_that_says_so(wrong: object) -> None:
    with pytest.raises(InputTypeError, match="not (None|bytes|int|float|list)") as error:
        legation.read(wrong)  # type: ignore[arg-type]
    assert isinstance(error.value, TypeError) and isinstance(error.value, legation.LegationError)


def test_bytes_and_none_have_hints() -> None:
    with pytest.raises(InputTypeError, match="hint: decode it first"):
        legation.read(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(InputTypeError, match="hint: leave documents without a text out"):
        list(legation.read_many([{"text": None}]))


def test_a_wrong_date_half_a_character_and_a_huge_text_are_value_errors() -> None:
    for published in ("soon", "2026-13-01", ""):
        with pytest.raises(InputError, match="is no date"):
            legation.read("Talks resumed.", published=published)
    with pytest.raises(InputError, match="lone surrogate"):
        legation.read("Talks \ud800 resumed.")
    with pytest.raises(InputError, match="MiB is too long"):
        legation.read("Talks resumed. " * (18 << 16))
    assert issubclass(InputError, ValueError)


def test_long_empty_and_odd_texts_are_read() -> None:
    assert len(legation.read("Talks resumed on Monday. " * 4000).text) == 100_000
    assert legation.read("").notes[0].kind
    assert legation.read("\0\u200b\U0001f600 \r\n" * 50).events == []


def test_one_text_is_no_iterable_of_documents_and_unknown_keys_are_told() -> None:
    for wrong in ("text", b"text", {"text": "x"}):
        with pytest.raises(InputTypeError, match="use legation.read"):
            legation.read_many(wrong)  # type: ignore[arg-type]
    with pytest.raises(InputTypeError, match="no 'body'"):
        list(legation.read_many([{"body": "Talks resumed."}]))


def test_a_bad_item_is_left_out_where_that_is_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    own = [Document("One."), b"two", {"text": "Three.", "published": "soon"}, "Four."]
    readings = list(legation.read_many(own, errors="skip"))  # type: ignore[arg-type]
    assert [reading.text for reading in readings] == ["One.", "Four."]
    assert "not bytes" in capfd.readouterr().err


def test_progress_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert len(list(legation.read_many(documents(5), progress=True))) == 5
    assert "5 documents read" in capfd.readouterr().err


def test_threads_may_read_at_once(article: str) -> None:
    readings: list[legation.Reading] = []
    threads = [threading.Thread(target=lambda: readings.append(legation.read(article, published="2026-05-12"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(readings) == 6 and len(set(readings)) == 1


def _read_in_child(text: str) -> str:
    return legation.read(text, published="2026-03-04").to_json() + str(len(list(legation.read_many([text] * 4))))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_fork_after_reading_reads_too() -> None:
    text = "France on Monday condemned the attack."
    expected = _read_in_child(text)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.apply_async(_read_in_child, (text,)).get(timeout=60) == expected


def test_a_fork_after_import_reads_too() -> None:
    code = "import os, legation\nif os.fork() == 0:\n    legation.read('Talks resumed.'); os._exit(7)\nprint(os.waitstatus_to_exitcode(os.wait()[1]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "7", done.stderr


def test_import_takes_less_than_a_third_of_a_second_and_loads_no_model() -> None:
    code = "import time; t = time.perf_counter(); import legation; print(time.perf_counter() - t, legation._world._loaded)"
    told = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() for _ in range(3)]
    assert min(float(took) for took, _ in told) < 0.3 and told[0][1] == "False"


def test_the_version_is_that_of_readings() -> None:
    assert legation.version()._asdict() == legation.read("Talks resumed.").by
    assert json.dumps(legation.__version__)
