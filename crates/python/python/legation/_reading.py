"""What one document says."""

from __future__ import annotations

import datetime
import json
from functools import cached_property
from typing import Any, Literal

from legation._errors import InputError, needed
from legation.records import (
    Account,
    Cell,
    Commitment,
    Event,
    Meeting,
    Note,
    Party,
    Ref,
    Span,
    Statement,
    made,
)


class Reading:
    """What one document says: five kinds of record, every field of which points at the words it came from.

    It shows itself in a notebook: the text with what was found marked, and the five tables. Records are made from JSON when they are first
    asked for.
    """

    def __init__(self, json: str) -> None:
        self._json = json

    @classmethod
    def from_dict(cls, reading: dict[str, Any]) -> Reading:
        """A reading back from :meth:`to_dict`."""
        return cls(json.dumps(reading, ensure_ascii=False))

    def to_json(self) -> str:
        """The reading as one line of JSON, byte for byte what ``legation read --format jsonl`` prints."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """The reading as the JSON contract has it (``docs/reading.schema.json``); spans are ``[start, end]``."""
        return dict(json.loads(self._json))

    @cached_property
    def _raw(self) -> dict[str, Any]:
        return self.to_dict()

    @property
    def id(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return str(self._raw["document"]["id"])

    @property
    def ref(self) -> str:
        """What you call the document."""
        return str(self._raw["document"]["ref"])

    @property
    def text(self) -> str:
        """The text that all spans point into."""
        return str(self._raw["document"]["text"])

    @property
    def title(self) -> str | None:
        """The headline."""
        return _words(self._raw["document"]["title"])

    @property
    def publisher(self) -> str | None:
        """Who published it."""
        return _words(self._raw["document"]["publisher"])

    @property
    def url(self) -> str | None:
        """Its address."""
        return _words(self._raw["document"]["url"])

    @property
    def language(self) -> str | None:
        """ISO 639-1 code, None where the text is too short to tell."""
        return _words(self._raw["document"]["language"])

    @property
    def published(self) -> datetime.date | None:
        """The day of publication."""
        day = self._raw["document"]["published"]
        return None if day is None else datetime.date.fromisoformat(day)

    @property
    def by(self) -> dict[str, str]:
        """What read it: versions and hashes of engine, data, model and codebook."""
        return dict(self._raw["by"])

    @cached_property
    def parties(self) -> list[Party]:
        """Who is in it."""
        return made(list[Party], self._raw["parties"])

    @cached_property
    def events(self) -> list[Event]:
        """Who did what to whom."""
        return made(list[Event], self._raw["events"])

    @cached_property
    def statements(self) -> list[Statement]:
        """Who said what."""
        return made(list[Statement], self._raw["statements"])

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Who promised what."""
        return made(list[Commitment], self._raw["commitments"])

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Who meets whom."""
        return made(list[Meeting], self._raw["meetings"])

    @cached_property
    def accounts(self) -> list[Account]:
        """One meeting as each side tells it."""
        return made(list[Account], self._raw["accounts"])

    @cached_property
    def notes(self) -> list[Note]:
        """What else the reader should know."""
        return made(list[Note], self._raw["notes"])

    def words(self, of: Span | Cell | list[Span] | None) -> str:
        """The words of a span; of several with " … " between."""
        if of is None:
            return ""
        if isinstance(of, Span):
            return self.text[of.start : of.end]
        if isinstance(of, Cell):
            return self.words(of.span)
        return " … ".join(self.words(span) for span in of)

    def name(self, ref: Ref) -> str:
        """The usual name of a party."""
        return self.parties[ref.party].name

    def events_frame(self, library: Literal["pandas", "polars"] | None = None) -> Any:
        """The events as a data frame, one row each, with the columns of ``legation read --format csv`` that a plot or a model needs.

        Columns: ``document, published, event_id, type, modes, contexts, quad (1 to 4), score (-10 to 10), cameo, status, date_start, date_end,
        date_precision, actors, actor_names, recipients, recipient_names, place, place_country, lat, lon (degrees), confidence (0 to 1),
        sentence``. Lists are lists; days are ``datetime.date``. ``library`` is pandas where it is installed, else polars.
        """
        return events_frame([self], library)

    def __repr__(self) -> str:
        raw = self._raw
        counts = [f"{len(raw[kind])} {kind[:-1] if len(raw[kind]) == 1 else kind}" for kind in KINDS if raw[kind]]
        beginning = " ".join(self.text[:200].split())
        shown = beginning if len(beginning) <= 48 else f"{beginning[:47]}…"
        published = f", {raw['document']['published']}" if raw["document"]["published"] else ""
        return f"Reading({shown!r}{published}: {', '.join(counts) or 'no records'})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reading) and self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __reduce__(self) -> tuple[type[Reading], tuple[str]]:
        return (Reading, (self._json,))

    def _repr_html_(self) -> str:
        from legation._page import page

        return page(self)


KINDS = ("events", "statements", "commitments", "meetings", "accounts")


def _words(value: Any) -> str | None:
    return None if value is None else str(value)


def events_frame(readings: list[Reading], library: Literal["pandas", "polars"] | None = None) -> Any:
    """The events of readings as one data frame; columns as :meth:`Reading.events_frame`."""
    rows = [row for reading in readings for row in _rows(reading)]
    if library not in (None, "pandas", "polars"):
        raise InputError(f"{library!r} is no library of data frames that is known here", "give 'pandas' or 'polars'")
    if library == "polars" or (library is None and not _installed("pandas") and _installed("polars")):
        polars = needed("polars", "polars")
        return polars.DataFrame(rows, schema=list(COLUMNS)) if not rows else polars.DataFrame(rows, infer_schema_length=None)
    return needed("pandas", "pandas").DataFrame(rows, columns=list(COLUMNS))


def _installed(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is not None


COLUMNS = (
    "document",
    "published",
    "event_id",
    "type",
    "modes",
    "contexts",
    "quad",
    "score",
    "cameo",
    "status",
    "date_start",
    "date_end",
    "date_precision",
    "actors",
    "actor_names",
    "recipients",
    "recipient_names",
    "place",
    "place_country",
    "lat",
    "lon",
    "confidence",
    "sentence",
)


def _rows(reading: Reading) -> list[dict[str, Any]]:
    rows = []
    for event in reading.events:
        place = event.place
        values = (
            reading.ref,
            reading.published,
            event.id,
            event.type,
            event.modes,
            event.contexts,
            event.quad,
            event.score,
            event.cameo,
            event.status,
            event.date.start,
            event.date.end,
            event.date.precision,
            [ref.country for ref in event.actors],
            [reading.name(ref) for ref in event.actors],
            [ref.country for ref in event.recipients],
            [reading.name(ref) for ref in event.recipients],
            place.name if place else None,
            place.country if place else None,
            place.lat if place else None,
            place.lon if place else None,
            event.confidence,
            reading.words(event.sentence),
        )
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows
