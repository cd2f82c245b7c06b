"""Arrow batches: documents in, records out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from legation import _legation
from legation._errors import InputError, InputTypeError, needed
from legation._read import available
from legation._world import load

if TYPE_CHECKING:
    import pyarrow


def read_batch(batch: pyarrow.RecordBatch, *, columns: Mapping[str, str] | None = None, threads: int | None = None) -> pyarrow.RecordBatch:
    """Reads a batch of documents into a batch of records.

    In: one document a row, in columns named as in :func:`legation.arrow.document_schema`; other columns are passed over, and ``columns``
    tells of other names, such as ``{"text": "body"}``. Out: one row a document, record or failure, in
    :func:`legation.arrow.record_schema`, in the order of the documents; a row that is no document gives a row of kind ``error``, never an
    exception. Rows depend on their document alone. ``threads`` is one a core unless given. Batches cross without a copy; 64 documents are
    held as readings at a time.
    """
    needed("pyarrow", "arrow")
    if not hasattr(batch, "__arrow_c_array__"):
        hint = "of a table take table.to_batches()" if hasattr(batch, "__arrow_c_stream__") else "of data frames take pyarrow.RecordBatch.from_pandas(df)"
        raise InputTypeError(f"batch must be a pyarrow.RecordBatch, not {type(batch).__name__}", hint)
    load()
    pairs = ",".join(f"{field}={column}" for field, column in (columns or {}).items())
    try:
        return _legation.read_batch(batch, pairs, threads or available())
    except (InputError, InputTypeError):
        raise
    except (TypeError, ValueError) as error:
        raise InputTypeError(f"the batch cannot be taken as Arrow: {error}", "give a pyarrow.RecordBatch with columns") from error


def schema(which: Any) -> Any:
    """A schema, as pyarrow has it."""
    needed("pyarrow", "arrow")
    return which()
