"""Legation reads the news and keeps the record of relations between states.

>>> import legation
>>> reading = legation.read("France on Monday condemned the attack.", published="2026-03-04")
>>> for event in reading.events:
...     print(event.type, event.date.start)
ACCUSE 2026-03-02

``read`` and ``read_many`` give a :class:`Reading`: events, statements, commitments, meetings and accounts, every field with the words it was
taken from. :class:`Store` keeps readings in a file and answers questions. ``read_batch`` does the same over Arrow batches, and
``legation.spark`` and ``legation.ray`` spread it over a cluster. Model and data are in the package; nothing is downloaded.
"""

from legation._answers import brief, compare, relate, resolve
from legation._batch import read_batch
from legation._errors import InputError, InputTypeError, LegationError, MissingPackage, StoreError
from legation._legation import __version__
from legation._read import Document, read, read_many
from legation._reading import Reading
from legation._store import Ingested, Linked, Store
from legation._world import version

__all__ = [
    "Document",
    "Ingested",
    "InputError",
    "InputTypeError",
    "LegationError",
    "Linked",
    "MissingPackage",
    "Reading",
    "Store",
    "StoreError",
    "__version__",
    "brief",
    "compare",
    "read",
    "read_batch",
    "read_many",
    "relate",
    "resolve",
    "version",
]
