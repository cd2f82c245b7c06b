"""A store: an archive read once, into one file, and asked as often as one likes."""

from __future__ import annotations

import datetime
import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from legation import _legation
from legation._errors import InputTypeError
from legation._read import Day, Document, available, day, given, words
from legation._reading import Reading
from legation._world import load
from legation.records import Account, Commitment, Event, Meeting, Party, Point, Source, Statement, made

Kind = Literal["event", "statement", "commitment", "meeting", "account"]
Record = Event | Statement | Commitment | Meeting | Account
_KINDS: dict[str, Any] = {"event": Event, "statement": Statement, "commitment": Commitment, "meeting": Meeting, "account": Account}


class Ingested(NamedTuple):
    """What became of the items that went into a store."""

    read: int
    known: int
    """Stored already."""
    failed: int
    """Could not be read; ``legation store failures`` lists them."""


class Linked(NamedTuple):
    """What linking found."""

    copies: int
    """Pairs of near-duplicate documents."""
    same: int
    """Pairs of records that tell one act or meeting."""
    answers: int
    """Denials and outcomes."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that answers a question, with its document."""

    kind: str
    record: Record
    document: dict[str, Any]
    """The document without its text: ``id, ref, title, url, publisher, published, ...``"""
    parties: list[Party]
    reports: int
    """How many documents tell it."""
    sources: list[Source]
    """Those, where they are more than one."""

    @property
    def id(self) -> str:
        """The record's id; of an account its meeting's."""
        return self.record.meeting if isinstance(self.record, Account) else self.record.id

    @property
    def event(self) -> Event:
        """The record, which must be an event."""
        if not isinstance(self.record, Event):
            raise InputTypeError(f"this answer is a {self.kind}, no event")
        return self.record


@dataclass(frozen=True, slots=True)
class Member:
    """One of the records that tell one act."""

    key: str
    """The record's id."""
    reference: str
    """Its document."""
    publisher: str | None
    published: datetime.date | None
    stands: bool
    """Whether it stands for all."""
    rule: str | None
    """Why it is taken for the same act."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a store; what is left out does not matter. The flags of ``legation events`` and the parameters of addresses are the same."""

    actor: str | None = None
    """Who acts, speaks, promises or takes part: a code such as USA, or a name."""
    recipient: str | None = None
    """Who is acted upon, spoken to or promised something."""
    dyad: str | None = None
    """Two countries between which it happens, either way: ``USA,CHN``."""
    types: Sequence[str] = ()
    """PLOVER types of events, kinds of meetings, strengths of commitments: one of these."""
    labels: Sequence[str] = ()
    """Modes and contexts of events, topics of statements: one of these."""
    statuses: Sequence[str] = ()
    from_: Day | None = None
    """From this day, month (``2025-11``) or year on."""
    to: Day | None = None
    """Up to this day, month or year."""
    speaker: str | None = None
    text: str | None = None
    """Words of the record; in quotation marks they stand together."""
    source: str | None = None
    """Who published it."""
    min_confidence: float | None = None
    """0 to 1."""
    open: bool = False
    """Commitments and meetings that nothing has become of yet."""
    as_of: Day | None = None
    """The day that is spoken of: what is over on it is not open."""
    due_before: Day | None = None
    order: Literal["newest", "oldest", "most-reported", "surest"] = "newest"
    limit: int | None = None
    """At most so many."""
    skip: int = 0
    """How many to leave out first."""
    every: bool = False
    """Every report of an act, not only the one that stands for all."""

    def asked(self) -> str:
        """The question as the engine takes it."""
        fields = asdict(self)
        fields["from"] = day("from_", fields.pop("from_"))
        fields["to"] = day("to", fields["to"])
        fields["as_of"] = day("as_of", fields["as_of"])
        fields["due_before"] = day("due_before", fields["due_before"])
        del fields["skip"]
        for name in ("types", "labels", "statuses"):
            fields[name] = [fields[name]] if isinstance(fields[name], str) else list(fields[name])
        return json.dumps(fields)


class Store:
    """Readings in one SQLite file, which the program ``legation`` reads and writes too.

    >>> store = Store("record.db", create=True)  # doctest: +SKIP
    >>> store.ingest(["archive/", "news.csv.gz"])  # doctest: +SKIP
    Ingested(read=1234, known=0, failed=2)
    >>> store.events(dyad="USA,CHN", types=["CONSULT"], limit=1)  # doctest: +SKIP
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = False) -> None:
        self.path = Path(path)
        self._native = _legation.Store.open(os.fspath(path), create)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Store:
        """Opens a store that is there."""
        return cls(path)

    def ingest(
        self,
        documents: Iterable[str | os.PathLike[str] | Document | Mapping[str, Any]],
        *,
        columns: Mapping[str, str] | None = None,
        published: Day | None = None,
        publisher: str | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Ingested:
        """Reads documents into the store, each once, and links them.

        ``documents`` are either paths and addresses (str or Path: files, folders, wildcards; text, Markdown, HTML, JSON Lines, CSV, Parquet,
        feeds, WARC, zip, gzip), or :class:`Document` and dictionaries. ``columns`` tells which column fills which field of a document, such
        as ``{"text": "body"}``. What cannot be read is passed over and kept. Killed, the same call goes on where it was.
        """
        load()
        workers = threads or available()
        if isinstance(documents, str | os.PathLike):
            documents = [documents]
        own = iter(documents)
        first = next(own, None)
        if first is None:
            return Ingested(0, 0, 0)
        items = itertools.chain([first], own)
        told = _tell if progress else None
        if isinstance(first, str | os.PathLike):
            paths = [_path(item) for item in items]
            run = self._native.begin(" ".join(paths), _now())
            counts = self._native.ingest_paths(
                run, paths, mapping(columns), day("published", published), words("publisher", publisher), workers, told
            )
        else:
            run = self._native.begin("python", _now())
            counts = (0, 0, 0)
            for portion in _portions(items, 64):
                read, known, failed = self._native.ingest_documents(run, [given(item) for item in portion], workers)
                counts = (counts[0] + read, counts[1] + known, counts[2] + failed)
                if told:
                    told(*counts)
        self._native.finish(run, *counts, _now())
        self._native.link()
        if told:
            print(file=sys.stderr)
        return Ingested(*counts)

    def query(self, kind: Kind = "event", query: Query | None = None, **fields: Any) -> list[Hit]:
        """The records of one kind that a question asks for, given as a :class:`Query` or by its fields as keywords."""
        asked = _query(query, fields)
        hits = self._native.query(kind, asked.asked(), asked.skip)
        return [_hit(kind, json.loads(hit)) for hit in hits]

    def events(self, query: Query | None = None, **fields: Any) -> list[Hit]:
        """Events that a question asks for, the latest first."""
        return self.query("event", query, **fields)

    def statements(self, query: Query | None = None, **fields: Any) -> list[Hit]:
        """Statements that a question asks for, the latest first."""
        return self.query("statement", query, **fields)

    def commitments(self, query: Query | None = None, **fields: Any) -> list[Hit]:
        """Commitments that a question asks for, the latest first."""
        return self.query("commitment", query, **fields)

    def meetings(self, query: Query | None = None, **fields: Any) -> list[Hit]:
        """Meetings that a question asks for, the latest first."""
        return self.query("meeting", query, **fields)

    def accounts(self, query: Query | None = None, **fields: Any) -> list[Hit]:
        """Accounts that a question asks for, the latest first."""
        return self.query("account", query, **fields)

    def count(self, kind: Kind = "event", query: Query | None = None, **fields: Any) -> int:
        """How many records a question asks for, whatever its limit."""
        return self._native.count(kind, _query(query, fields).asked())

    def documents(self, query: Query | None = None, **fields: Any) -> list[Reading]:
        """The readings of the documents that a question asks for: by ``text``, ``source``, ``from_``, ``to``, ``dyad`` and ``actor``."""
        asked = _query(query, fields)
        return [Reading(reading) for reading in self._native.documents(asked.asked(), asked.skip)]

    def timeline(self, step: Literal["day", "week", "month", "year"] = "month", query: Query | None = None, **fields: Any) -> list[Point]:
        """Events counted by steps of time, with their mean score (-10 to 10). Undated events are in none."""
        return made(list[Point], json.loads(self._native.timeline(_query(query, fields).asked(), step)))

    def last(self, one: str, other: str, **fields: Any) -> Hit | None:
        """The last event between two countries (codes) that happened, None where nothing is known."""
        known = {"statuses": ("occurred", "ongoing"), **fields, "dyad": f"{one},{other}", "limit": 1}
        return next(iter(self.query("event", **known)), None)

    def reading(self, document: str) -> Reading | None:
        """The reading of a document, by its hash, the first 8 digits of its hash or more, or its id."""
        found = self._native.reading(document)
        return None if found is None else Reading(found)

    def links(self, record: str) -> list[Member]:
        """All records that tell what the record with this id tells, the standing one first."""
        return made(list[Member], json.loads(self._native.members(record)))

    def __repr__(self) -> str:
        return f"Store({os.fspath(self.path)!r})"


def mapping(columns: Mapping[str, str] | None) -> str:
    """Columns as the program's ``--map`` has them."""
    return ",".join(f"{field}={column}" for field, column in (columns or {}).items())


def _query(query: Query | None, fields: dict[str, Any]) -> Query:
    if query is not None and fields:
        raise InputTypeError("give a Query or its fields, not both")
    try:
        return query or Query(**fields)
    except TypeError as error:
        hint = f"there are {', '.join(Query.__dataclass_fields__)}"
        raise InputTypeError(f"a query has no such field: {error}", hint) from None


def _hit(kind: str, told: dict[str, Any]) -> Hit:
    record = made(_KINDS[kind], told[kind])
    return Hit(kind, record, told["document"], made(list[Party], told["parties"]), told["reports"], made(list[Source], told["sources"]))


def _path(item: Any) -> str:
    if not isinstance(item, str | os.PathLike):
        raise InputTypeError(f"after a path comes another path, not {type(item).__name__}", "give paths and documents in calls of their own")
    return str(os.fspath(item))


def _portions(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    own = iter(items)
    while portion := list(itertools.islice(own, size)):
        yield portion


def _tell(read: int, known: int, failed: int) -> None:
    print(f"\r{read} documents read, {known} known already, {failed} failed", end="", file=sys.stderr, flush=True)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
