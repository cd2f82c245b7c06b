"""Measures what docs/scale.md says: python bench.py [DOCUMENTS]. LEGATION is the program, else target/release/legation."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "tests"))
from conftest import ROOT, documents

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
PROGRAM = os.environ.get("LEGATION", str(ROOT / "target" / "release" / "legation"))


def articles(count: int) -> list[dict[str, Any]]:
    """Reports of about 600 words, made of twelve short ones each."""
    short = documents(12 * count, seed=5)
    texts = ["\n\n".join(own["text"] for own in short[12 * at : 12 * at + 12]) for at in range(count)]
    return [{"id": f"a{at}", "text": text, "published": "2026-03-04"} for at, text in enumerate(texts)]


def memory() -> int:
    """The most that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tell(what: str, seconds: float, own: list[dict[str, Any]], more: str = "") -> None:
    words = sum(len(document["text"].split()) for document in own)
    print(f"{what}: {len(own)} documents, {words} words, {seconds:.1f} s, {len(own) / seconds:.1f} documents/s, {words / seconds:,.0f} words/s{more}", flush=True)


def by_program(folder: Path, threads: int) -> float:
    began = time.monotonic()
    with (folder / "out.jsonl").open("wb") as out:
        subprocess.run([PROGRAM, "read", folder / "in.jsonl", "--format", "jsonl", "--threads", str(threads)], stdout=out, check=True)
    return time.monotonic() - began


def by_python(own: list[dict[str, Any]], threads: int) -> float:
    import legation

    began = time.monotonic()
    assert sum(1 for _ in legation.read_many(own, threads=threads)) == len(own)
    return time.monotonic() - began


def by_spark(folder: Path, cores: int) -> float:
    code = f"""
import time, legation.spark as s
from pyspark.sql import SparkSession
b = SparkSession.builder.master("local[{cores}]").config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
spark = b.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
df = spark.read.parquet({str(folder / "in.parquet")!r}).repartition(8).localCheckpoint()
t = time.monotonic()
s.read(df).write.mode("overwrite").parquet({str(folder / "records")!r})
print(time.monotonic() - t)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    import legation

    legation.version()
    own = articles(COUNT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.jsonl").write_text("".join(json.dumps(document) + "\n" for document in own), encoding="utf-8")
        table = pa.Table.from_pylist(own)
        pq.write_table(table, folder / "in.parquet", compression="zstd")
        print("load", [round(value, 2) for value in os.getloadavg()])
        # Turn about, since others may use the machine.
        for _ in range(2):
            tell("legation read, 2 threads", by_program(folder, 2), own)
            tell("read_many, 2 threads", by_python(own, 2), own)
        before = memory()
        batch = table.slice(0, 1000).combine_chunks().to_batches()[0]
        began = time.monotonic()
        records = legation.read_batch(batch)
        seconds = time.monotonic() - began
        tell("read_batch", seconds, own[:1000], f", {records.num_rows} rows, {records.nbytes >> 20} MB of records, memory {before} MB before, {memory()} MB at most")
        pq.write_table(pa.Table.from_batches([records]), folder / "records.parquet", compression="zstd")
        sizes = [(folder / file).stat().st_size // min(COUNT, 1000) for file in ("in.parquet", "records.parquet")]
        print(f"bytes a document in Parquet: {sizes[0]} in, {sizes[1]} out")
        slim = pa.Table.from_batches([records]).drop_columns(["json", "act"])
        pq.write_table(slim, folder / "slim.parquet", compression="zstd")
        print(f"without json and act: {(folder / 'slim.parquet').stat().st_size // min(COUNT, 1000)}")
        for cores in (1, 2):
            tell(f"Spark, local[{cores}]", by_spark(folder, cores), own)


if __name__ == "__main__":
    main()
