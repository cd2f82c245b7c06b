"""Arrow batches in and out, and the program's own over Parquet."""

from __future__ import annotations

import datetime
import json
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, documents, read_by_program

import legation
from legation import InputError, InputTypeError
from legation.arrow import document_schema, readings, record_schema


def batch(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows)


def test_records_are_the_programs_own_row_by_row(program: Path, tmp_path: Path) -> None:
    own = documents(60)
    told = read_by_program(program, own, tmp_path)
    records = legation.read_batch(batch(own))
    assert records.schema.equals(record_schema(), check_metadata=True)
    back = {reading.ref: reading.to_dict() for reading in readings(records)}
    assert back == {ref: json.loads(reading) for ref, reading in told.items()}
    for row in records.to_pylist():
        if row["kind"] not in ("document", "error"):
            record = json.loads(told[row["document"]])[f"{row['kind']}s"][row["ordinal"]]
            assert json.loads(row["json"]) == record
            text = json.loads(told[row["document"]])["document"]["text"]
            assert 0 <= row["span_start"] < row["span_end"] <= len(text)
            if row["kind"] == "event":
                assert row["id"] == record["id"] and row["words"] == text[row["span_start"] : row["span_end"]]
                assert row["actors"] == [ref["country"] for ref in record["actors"]] and row["score"] == pytest.approx(record["score"])


def test_a_bad_row_gives_a_row_with_an_error() -> None:
    rows: list[dict[str, Any]] = [{"id": "a", "text": "One.", "published": "2026-03-04"}, {"id": "b", "text": None}, {"id": "c", "text": "Three.", "published": "soon"}]
    records = legation.read_batch(batch(rows)).to_pylist()
    assert [(row["kind"], row["document"]) for row in records] == [("document", "a"), ("error", "b"), ("error", "c")]
    assert "is no date" in records[2]["error"] and records[1]["document_id"] is None


def test_columns_may_have_other_names_and_types() -> None:
    days = pa.array([datetime.datetime(2026, 3, 4, 23, 30)], pa.timestamp("us"))
    for text in (pa.array(["One."], pa.large_string()), pa.array(["One."]).dictionary_encode(), pa.array(["One."], pa.string_view())):
        table = pa.RecordBatch.from_arrays([text, days, pa.array([7])], names=["story", "when", "id"])
        row = legation.read_batch(table, columns={"text": "story", "published": "when"}).to_pylist()[0]
        assert (row["document"], row["published"]) == ("7", datetime.date(2026, 3, 4))


def test_a_wrong_schema_is_an_error_that_names_the_columns() -> None:
    with pytest.raises(InputError, match="no column is named as one of text.*it has body_text"):
        legation.read_batch(batch([{"body_text": "One."}]))
    for wrong in ([b"One."], [1], [["One."]]):
        with pytest.raises(InputError, match="not text"):
            legation.read_batch(pa.RecordBatch.from_arrays([pa.array(wrong)], names=["text"]))
    with pytest.raises(InputError, match="no column 'body'|no column \"body\""):
        legation.read_batch(batch([{"text": "One."}]), columns={"text": "body"})
    with pytest.raises(InputTypeError, match="to_batches"):
        legation.read_batch(pa.Table.from_pylist([{"text": "One."}]))
    for nothing in (None, b"One.", [{"text": "One."}]):
        with pytest.raises(InputTypeError, match="must be a pyarrow.RecordBatch"):
            legation.read_batch(nothing)


def test_an_empty_batch_and_a_slice_are_read() -> None:
    assert legation.read_batch(batch([{"text": "One."}]).slice(0, 0)).num_rows == 0
    two = batch([{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}])
    assert legation.read_batch(two.slice(1)).column("document").to_pylist() == ["b"]


def test_rows_do_not_depend_on_how_documents_are_dealt_out() -> None:
    own = documents(30)
    whole = legation.read_batch(batch(own), threads=2)
    parts = [legation.read_batch(batch(own[at : at + 7]), threads=1) for at in range(0, 30, 7)]
    assert pa.Table.from_batches([whole]).equals(pa.Table.from_batches(parts).combine_chunks())


def test_every_field_is_in_the_page_on_schemas() -> None:
    page = (ROOT / "docs" / "arrow.md").read_text(encoding="utf-8")
    for schema in (document_schema(), record_schema()):
        assert schema.metadata[b"legation"].decode() in page
        for field in schema:
            row = re.search(rf"^\| `{field.name}` \| ([^|]*) \| (.*) \|$", page, re.M)
            assert row, field.name
            assert field.metadata[b"meaning"].decode() in page, field.name


def write(path: Path, own: list[dict[str, Any]], group: int) -> None:
    pq.write_table(pa.Table.from_pylist(own), path, row_group_size=group)


def test_the_program_writes_the_same_rows(program: Path, tmp_path: Path) -> None:
    own = [*documents(50), {"id": "bad", "text": None}]
    write(tmp_path / "in.parquet", own, 20)
    done = subprocess.run([program, "batch", tmp_path / "in.parquet", tmp_path / "out.parquet"], capture_output=True, text=True)
    assert done.returncode == 1 and "51 documents read" in done.stdout and "bad" in done.stderr
    table = pq.read_table(tmp_path / "out.parquet")
    expected = pa.Table.from_batches([legation.read_batch(batch(own))])
    assert table.schema.equals(record_schema(), check_metadata=True)
    # The message of a bad row tells its number, which is that of the file here and of the batch there; both are 51.
    assert table.combine_chunks().equals(expected.combine_chunks())
    assert not (tmp_path / "out.parquet.parts").exists()


def test_the_program_goes_on_behind_the_last_whole_row_group(program: Path, tmp_path: Path) -> None:
    own = documents(240)
    write(tmp_path / "in.parquet", own, 60)
    command: list[str | Path] = [program, "batch", tmp_path / "in.parquet", tmp_path / "out.parquet", "--threads", "1"]
    parts = tmp_path / "out.parquet.parts"
    first = subprocess.Popen(command)
    until = time.monotonic() + 120
    while not (parts / "000000.parquet").exists() and time.monotonic() < until:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not (tmp_path / "out.parquet").exists()
    (parts / "000001.parquet").unlink(missing_ok=True)
    subprocess.run(command, check=True)
    subprocess.run([*command[:3], tmp_path / "again.parquet"], check=True)
    resumed, whole = (pq.read_table(tmp_path / name).combine_chunks() for name in ("out.parquet", "again.parquet"))
    assert resumed.equals(whole) and set(resumed.column("document").to_pylist()) == {document["id"] for document in own}


def test_parts_of_another_table_are_thrown_away(program: Path, tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", documents(4), 2)
    (tmp_path / "out.parquet.parts").mkdir()
    (tmp_path / "out.parquet.parts" / "made-of.txt").write_text("something else")
    (tmp_path / "out.parquet.parts" / "000000.parquet").write_text("no Parquet")
    subprocess.run([program, "batch", tmp_path / "in.parquet", tmp_path / "out.parquet"], check=True)
    assert len(list(readings(pq.read_table(tmp_path / "out.parquet")))) == 4


def test_the_program_says_what_is_wrong_with_a_table(program: Path, tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", [{"story": "One."}], 1)
    (tmp_path / "text.parquet").write_text("no Parquet " * 100)
    for name, says in (("in", "--map text=COLUMN"), ("text", "no sound Parquet"), ("none", "could not read")):
        done = subprocess.run([program, "batch", tmp_path / f"{name}.parquet", tmp_path / "out.parquet"], capture_output=True, text=True)
        assert done.returncode == 2 and says in done.stderr, done.stderr
