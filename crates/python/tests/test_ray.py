"""Ray on two workers, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import documents

import legation
from legation import InputTypeError

ray = pytest.importorskip("ray")

import legation.ray as legation_ray  # noqa: E402

COUNT = 2000


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    ray.init(num_cpus=3, include_dashboard=False, _node_ip_address="127.0.0.1", log_to_driver=False, configure_logging=False)
    yield
    ray.shutdown()


def _reading_workers() -> list[int]:
    """Processes of this user that are workers of ours; Ray names them after the class that they serve."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            name = (process / "cmdline").read_text().split("\0")[0]
        except OSError:
            continue
        if name.startswith("ray::") and "Map" in name and process.name.isdigit():
            found.append(int(process.name))
    return found


def test_a_killed_worker_changes_no_row(cluster: None, tmp_path: Path) -> None:
    own = documents(COUNT)
    expected = pa.Table.from_batches([legation.read_batch(pa.RecordBatch.from_pylist(own))])
    dataset = ray.data.from_arrow(pa.Table.from_pylist(own)).repartition(20)
    records = legation_ray.read(dataset, workers=2)
    rows: list[dict[str, Any]] = []
    killed: list[int] = []
    for batch in records.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        rows += batch.to_pylist()
        if not killed and len(rows) > 100:
            workers = _reading_workers()
            assert workers, "no worker of Ray was found"
            os.kill(workers[0], signal.SIGKILL)
            killed.append(workers[0])
    assert killed
    key = lambda row: (row["document"], row["kind"], row["ordinal"] if row["ordinal"] is not None else -1)  # noqa: E731
    assert sorted(rows, key=key) == sorted(expected.to_pylist(), key=key)


def test_records_are_written_by_kind(cluster: None, tmp_path: Path) -> None:
    dataset = ray.data.from_arrow(pa.Table.from_pylist(documents(20)))
    legation_ray.read(dataset, workers=1).write_parquet(str(tmp_path / "records"), partition_cols=["kind"])
    table = pq.read_table(tmp_path / "records")
    assert set(table.column("kind").to_pylist()) >= {"document", "event"} and (tmp_path / "records" / "kind=event").is_dir()


def test_other_things_than_datasets_are_told(cluster: None) -> None:
    with pytest.raises(InputTypeError, match="Dataset of Ray"):
        legation_ray.read([{"text": "One."}])
