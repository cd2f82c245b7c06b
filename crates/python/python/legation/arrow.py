"""The two schemas of Arrow batches, and readings back from records. docs/arrow.md tells the fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from legation import _legation
from legation._batch import read_batch, schema
from legation._reading import KINDS, Reading

if TYPE_CHECKING:
    import pyarrow

DOCUMENTS = "legation.documents/1"
"""Name and version of the schema of documents; it stands in the schema's metadata under ``legation``."""
RECORDS = "legation.records/1"
"""Name and version of the schema of records."""


def document_schema() -> pyarrow.Schema:
    """What goes in. Columns may stand in any order and be missing but for ``text`` or ``html``; each field's ``meaning`` is in its metadata."""
    return schema(_legation.document_schema)


def record_schema() -> pyarrow.Schema:
    """What comes out: one row a document, a record or a failure; each field's ``meaning`` is in its metadata."""
    return schema(_legation.record_schema)


def readings(records: pyarrow.RecordBatch | pyarrow.Table) -> Iterator[Reading]:
    """The readings that records were made of: a document's rows have to stand together, as ``read_batch`` gives them."""
    current: dict[str, Any] | None = None
    for row in records.select(["kind", "json"]).to_pylist():
        if row["kind"] in ("document", "error") and current is not None:
            yield Reading.from_dict(current)
            current = None
        if row["kind"] == "document":
            current = {**json.loads(row["json"]), **{kind: [] for kind in KINDS}}
        elif current is not None:
            current[f"{row['kind']}s"].append(json.loads(row["json"]))
    if current is not None:
        yield Reading.from_dict(current)


__all__ = ["DOCUMENTS", "RECORDS", "document_schema", "read_batch", "readings", "record_schema"]
