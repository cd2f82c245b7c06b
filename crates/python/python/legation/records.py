"""The records of a reading, as the JSON contract has them (``legation schema``).

Spans are ``[start, end)`` in Unicode scalar values, so that ``text[span.start:span.end]`` are the words. Days are :class:`datetime.date`.
Lists are never None; what is unknown is.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Span(NamedTuple):
    """A stretch of the document's text: ``text[start:end]``."""

    start: int
    """First character, from 0."""
    end: int
    """Behind the last character."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A party at one spot of the text."""

    party: int
    """Index into ``Reading.parties``."""
    country: str | None
    """ISO 3166 alpha-3 code, or a code of the codebook such as UNO, IGO, NGO."""
    sectors: list[str]
    """PLOVER sectors as of the record's date, such as GOV or MIL."""
    text: str
    """The words at that spot: the name, the pronoun, "the pair"."""
    span: Span


@dataclass(frozen=True, slots=True)
class Reporter(Ref):
    """Who reports something, and through which channel."""

    channel: str | None
    """``Xinhua``, ``Truth Social``, ``a statement``."""


@dataclass(frozen=True, slots=True)
class Other(Ref):
    """A party with another role than actor or recipient."""

    role: str
    """``host``, ``mediator``, ``about`` or ``beneficiary``."""


@dataclass(frozen=True, slots=True)
class Date:
    """The days ``start`` to ``end``, both inside; both None where the text does not fix them."""

    start: datetime.date | None
    end: datetime.date | None
    precision: str
    """``day``, ``week``, ``month``, ``quarter``, ``season``, ``year``, ``decade`` or ``unknown``."""
    basis: str
    """``stated``, ``relative``, ``inferred``, ``publication`` or ``none``."""
    text: str | None
    span: Span | None
    why: str | None
    """The arithmetic in words, such as "Tuesday before 2026-02-04"."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened."""

    name: str
    country: str | None
    geonames: int | None
    """GeoNames id."""
    lat: float | None
    """Degrees north."""
    lon: float | None
    """Degrees east."""
    precision: str
    """``venue``, ``city``, ``division``, ``country`` or ``region``."""
    span: Span


@dataclass(frozen=True, slots=True)
class Amount:
    """How much."""

    value: float
    """The number, "million" and the like multiplied in."""
    unit: str
    """ISO 4217 code, ``percent``, ``tonnes``, ``people``, ..."""
    role: str
    """``value``, ``from``, ``to`` or ``change``."""
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as reported; a bound is None where the text does not say."""

    low: int | None
    best: int | None
    high: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Casualties:
    """How many people an event killed, injured, arrested and displaced."""

    killed: Count | None
    injured: Count | None
    arrested: Count | None
    displaced: Count | None


@dataclass(frozen=True, slots=True)
class Because:
    """Why a record says what it says: the rule or model head, the words it fired on, how surely, and what it rests on."""

    rule: str
    span: Span
    confidence: float
    """0 to 1."""
    parts: list[Because]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who acts, speaks or is acted upon."""

    id: int
    name: str
    kind: str
    """``person``, ``state``, ``government``, ``organisation``, ``group`` or ``generic``."""
    country: str | None
    sectors: list[str]
    office: str | None
    """Held on the document's date, such as "President of China"."""
    wikidata: str | None
    mentions: list[Span]


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom: one act, in PLOVER 2.0 with CAMEO beside it."""

    id: str
    """16 hexadecimal digits."""
    type: str
    """One of PLOVER's sixteen types, such as ``CONSULT``."""
    modes: list[str]
    contexts: list[str]
    quad: int
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
    score: float
    """-10 to 10."""
    cameo: str
    status: str
    """``occurred``, ``ongoing``, ``planned``, ``conditional``, ``possible``, ``negated`` or ``denied``."""
    actors: list[Ref]
    """All parties of a reciprocal act."""
    recipients: list[Ref]
    """Empty for reciprocal acts."""
    others: list[Other]
    date: Date
    """A planned act's date is when it is to happen."""
    place: Place | None
    amounts: list[Amount]
    casualties: Casualties | None
    said_by: list[Reporter]
    trigger: Span
    """The word or short phrase that names the act."""
    mentions: list[Span]
    sentence: Span
    confidence: float
    """0 to 1."""
    because: Because


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what, to whom, through which channel, as reported by whom."""

    id: str
    speakers: list[Ref]
    addressees: list[Ref]
    reported_by: list[Reporter]
    channel: str | None
    kind: str
    """``direct``, ``indirect`` or ``mixed``."""
    cue: Span | None
    content: list[Span]
    """All that is attributed; several spans where it is broken."""
    quotes: list[Span]
    polarity: str
    """``asserted`` or ``negated``."""
    topics: list[str]
    date: Date
    sentence: Span
    confidence: float
    """0 to 1."""
    because: Because


@dataclass(frozen=True, slots=True)
class Commitment:
    """Who promised what to whom, how much, by when, on what condition, how firmly."""

    id: str
    by: list[Ref]
    to: list[Ref]
    act: Span
    text: str
    strength: str
    """``agreed``, ``pledged``, ``offered``, ``considering`` or ``demanded``."""
    status: str
    """``open``, ``kept``, ``broken``, ``withdrawn``, ``extended`` or ``expired``."""
    amounts: list[Amount]
    starts: Date
    due: Date
    term: str | None
    """An ISO 8601 duration such as ``P1Y``."""
    condition: Span | None
    event: str | None
    """Id of the event that made it."""
    said_by: list[Reporter]
    confidence: float
    """0 to 1."""
    because: Because


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who meets or met whom, where and when."""

    id: str
    kind: str
    """``call``, ``video``, ``meeting``, ``visit``, ``summit`` or ``forum``."""
    name: str | None
    participants: list[Ref]
    host: Ref | None
    place: Place | None
    date: Date
    status: str
    """``held``, ``ongoing``, ``scheduled``, ``invited``, ``proposed``, ``postponed`` or ``cancelled``."""
    events: list[str]
    """Ids of the events that tell of it."""
    confidence: float
    """0 to 1."""
    because: Because


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an account."""

    id: str
    """Its country code."""
    channels: list[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A passage of a document."""

    document: str
    """The id of the document that it is in."""
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """One topic of an account."""

    topic: str
    cells: dict[str, list[Cell]]
    """By side: where it mentions the topic; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Account:
    """One meeting as each side tells it, topic by topic."""

    meeting: str
    """The meeting's id."""
    sides: list[Side]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Note:
    """What else the reader should know: text that is no news, a missing date, a foreign language."""

    kind: str
    span: Span | None
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One aspect of a meeting beside its topics, by side."""

    aspect: str
    """``initiated``, ``length``, ``tone``, ``asks``, ``promises``, ``next``, ``acknowledged`` or ``red-lines``."""
    cells: dict[str, list[Cell]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the sides contradict each other in a number, a date or a name."""

    about: str
    values: dict[str, str]
    cells: dict[str, list[Cell]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief, with the sentence that it is known from."""

    topic: str
    """``last-contact``, ``next-meeting``, ``open-commitment``, ``measure-out`` or ``measure-in``."""
    text: str
    date: Date
    document: str
    sentence: Span
    record: str
    """The record's id."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that tells a record."""

    document: str
    reference: str
    url: str | None
    publisher: str | None
    published: datetime.date | None


@dataclass(frozen=True, slots=True)
class Point:
    """Events of one step of a time series."""

    start: datetime.date
    """Its first day."""
    count: int
    mean: float
    """Mean PLOVER score, -10 to 10."""
    quads: list[int]
    """How many are verbal cooperation, material cooperation, verbal conflict, material conflict."""


def made(kind: type[T], value: Any) -> T:
    """The record of a kind that a piece of JSON tells."""
    return typing.cast(T, _maker(typing.cast(Any, kind))(value))


@functools.cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """How to make a value of a type from its JSON."""
    if kind in (str, int, bool, Any):
        return lambda value: value
    if kind is float:
        return float
    if kind is datetime.date:
        return datetime.date.fromisoformat
    if kind is Span:
        return lambda value: Span(value[0], value[1])
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        inner = _maker(arguments[0])
        return lambda value: None if value is None else inner(value)
    if origin is list:
        item = _maker(arguments[0])
        return lambda value: [item(own) for own in value]
    if origin is dict:
        member = _maker(arguments[1])
        return lambda value: {key: member(own) for key, own in value.items()}
    return _record(kind)


def _record(kind: Any) -> Callable[[Any], Any]:
    """How to make a dataclass; its fields are looked up at the first use, as a reason has reasons."""
    makers: list[tuple[str, Callable[[Any], Any]]] = []

    def make(value: Any) -> Any:
        if not makers:
            hints = typing.get_type_hints(kind)
            makers.extend((field.name, _maker(hints[field.name])) for field in dataclasses.fields(kind))
        return kind(**{name: maker(value.get(name)) for name, maker in makers})

    return make
