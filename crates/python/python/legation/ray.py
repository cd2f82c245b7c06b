"""Legation on Ray Data: documents to records over ``map_batches``.

    import legation.ray as legation_ray

    records = legation_ray.read(ray.data.read_parquet("articles"))
    records.write_parquet("records", partition_cols=["kind"])

The model is loaded once a worker. A worker that dies is replaced by Ray, its batches are read again and give the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from legation._errors import InputTypeError, needed

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset


def read(ds: Dataset, *, columns: Mapping[str, str] | None = None, workers: int | None = None, batch_size: int = 64, **options: Any) -> Dataset:
    """Reads a dataset of documents into one of records (:func:`legation.arrow.record_schema`).

    Columns are named as in :func:`legation.arrow.document_schema`; ``columns`` tells of other names. A row that is no document gives a row of
    kind ``error``. ``workers`` is how many actors read, each on one core (one a core of the cluster unless given); ``batch_size`` how many
    documents they take at a time. ``options`` go to ``map_batches``.
    """
    data = needed("ray.data", "ray")
    needed("pyarrow", "ray")
    if not isinstance(ds, data.Dataset):
        raise InputTypeError(f"ds must be a Dataset of Ray, not {type(ds).__name__}", "make one with ray.data.read_parquet or ray.data.from_arrow")
    if workers is None:
        workers = max(1, int(needed("ray", "ray").cluster_resources().get("CPU", 1)))
    # A worker that is lost is started anew, and its batch is given to it again.
    told: dict[str, Any] = {"num_cpus": 1, "max_restarts": -1, "max_task_retries": -1, **options}
    return ds.map_batches(
        _Reader,
        fn_constructor_kwargs={"columns": dict(columns or {})},
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=data.ActorPoolStrategy(size=workers),
        zero_copy_batch=True,
        **told,
    )


class _Reader:
    """A worker."""

    def __init__(self, columns: dict[str, str]) -> None:
        from legation._world import load

        load()
        self.columns = columns

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        import pyarrow

        from legation import read_batch
        from legation.arrow import record_schema

        read = [read_batch(part, columns=self.columns, threads=1) for part in batch.combine_chunks().to_batches()]
        return pyarrow.Table.from_batches(read, schema=record_schema())


__all__ = ["read"]
