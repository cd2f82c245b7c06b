"""Spark in local mode: the program's rows, and the merges of a store."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import documents, read_by_program

from legation import InputError, InputTypeError, Store

pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("SPARK IS NOT TESTED: there is no java (Debian: default-jre-headless)", allow_module_level=True)

import legation.spark as legation_spark  # noqa: E402


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    # The workers have to be the Python that has legation; without this they are the first one on the path.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("legation").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.local.dir", str(tmp_path_factory.mktemp("spark"))).getOrCreate()
    yield session
    session.stop()


COUNT = 2000


@pytest.fixture(scope="module")
def records(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("records")
    rows = [*documents(COUNT), {"id": "bad", "text": None, "title": None, "published": None, "publisher": None}]
    df = spark.createDataFrame(rows, "id string, text string, title string, published string, publisher string")
    legation_spark.read(df.repartition(4)).write.partitionBy("kind").parquet(str(folder / "records"))
    return spark.read.parquet(str(folder / "records"))


def test_spark_gives_the_programs_own_rows(records: Any, program: Path, tmp_path: Path) -> None:
    told = {ref: json.loads(reading) for ref, reading in read_by_program(program, documents(COUNT), tmp_path).items()}
    counts = dict.fromkeys(("document", "event", "statement", "commitment", "meeting", "account", "error"), 0)
    for row in records.select("kind", "document", "ordinal", "json").collect():
        counts[row.kind] += 1
        if row.kind == "document":
            reading = told[row.document]
            assert json.loads(row.json) == {key: reading[key] for key in ("schema", "document", "by", "parties", "notes")}
        elif row.kind != "error":
            assert json.loads(row.json) == told[row.document][f"{row.kind}s"][row.ordinal]
    assert counts.pop("error") == 1 and counts.pop("document") == COUNT
    assert counts == {kind: sum(len(reading[f"{kind}s"]) for reading in told.values()) for kind in counts}


def test_link_makes_the_merges_of_a_store(records: Any, tmp_path: Path) -> None:
    store = Store(tmp_path / "record.db", create=True)
    store.ingest(documents(COUNT))
    expected: dict[str, str] = {}
    reports: dict[str, int] = {}
    for kind in ("event", "meeting"):
        for hit in store.query(kind, every=True):
            members = store.links(hit.id)
            expected[hit.id] = members[0].key
        reports.update({hit.id: hit.reports for hit in store.query(kind)})
    linked = legation_spark.link(records).where("act is not null").select("id", "head", "reports", "story", "document_id").collect()
    assert {row.id: row.head for row in linked} == expected
    assert sum(head != id for id, head in expected.items()) > COUNT / 20, "too few merges to tell anything"
    assert {row.id: row.reports for row in linked if row.head == row.id} == reports
    stories = {row.document_id: row.story for row in linked}
    standing = {reading.id for reading in store.documents(limit=0)}
    assert {document for document, story in stories.items() if story != document} == set(stories) - standing


def test_other_things_than_frames_and_records_are_told(spark: Any) -> None:
    with pytest.raises(InputTypeError, match="DataFrame of Spark"):
        legation_spark.read([{"text": "One."}])
    with pytest.raises(InputError, match="no records"):
        legation_spark.link(spark.createDataFrame([("One.",)], "text string"))
    with pytest.raises(InputError, match="name the text"):
        legation_spark.read(spark.createDataFrame([("One.",)], "story string"))
    named = legation_spark.read(spark.createDataFrame([("One.",)], "story string"), columns={"text": "story"})
    assert [row.kind for row in named.collect()] == ["document"]
