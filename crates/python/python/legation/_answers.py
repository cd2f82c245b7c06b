"""Questions that need no store: whom words mean, what one does to another, accounts side by side, and what is open between two countries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from legation import _legation
from legation._errors import InputError, InputTypeError
from legation._read import Day, day, words
from legation._reading import Reading
from legation._world import load
from legation.records import Account, Cell, Difference, Fact, Line, Span, made


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom the words of a mention mean; ``name`` is None where they name nobody."""

    name: str | None
    kind: str | None
    """``person``, ``state``, ``government``, ``organisation``, ``group`` or ``generic``."""
    country: str | None
    sectors: list[str]
    """PLOVER sectors on that day, the primary one first."""
    office: str | None
    wikidata: str | None
    why: str


def resolve(mention: str, date: Day | None = None, *, country: str | None = None, context: str | None = None) -> Answer:
    """Tells whom the words of a mention mean on a day.

    ``country`` is that of the text they are from ("the president" is its president), ``context`` the text before them.

    >>> resolve("President Bush", "1991-05-14").name
    'George H. W. Bush'
    """
    load()
    given = words("mention", mention)
    if given is None:
        raise InputTypeError("mention must be str, not None")
    return made(Answer, json.loads(_legation.resolve(given, day("date", date), words("country", country), words("context", context))))


@dataclass(frozen=True, slots=True)
class Relation:
    """The PLOVER type of what a source does to a target."""

    type: str
    """The likeliest of the sixteen."""
    types: dict[str, float]
    """The probability of each, 0 to 1; they sum to 1."""


def relate(text: str, source: str | Sequence[tuple[int, int]], target: str | Sequence[tuple[int, int]]) -> Relation:
    """Gives the PLOVER type of what ``source`` does to ``target`` in a text.

    Both are words of the text (each place where they stand is meant) or spans in characters.

    >>> relate("France condemned the attack by Syria.", "France", "Syria").type
    'ACCUSE'
    """
    load()
    own = words("text", text)
    if own is None:
        raise InputTypeError("text must be str, not None")
    types = _legation.relate(own, _spans(own, "source", source), _spans(own, "target", target))
    if not types:
        raise InputError("the text tells no act", "give a sentence in which source does something to target")
    return Relation(max(types, key=lambda kind: types[kind]), types)


def _spans(text: str, name: str, given: str | Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    if not isinstance(given, str):
        return [(start, end) for start, end in given]
    found, at = [], text.find(given) if given else -1
    while at >= 0:
        found.append((at, at + len(given)))
        at = text.find(given, at + len(given))
    if not found:
        raise InputError(f"the {name} {given!r} does not stand in the text", "write it as the text does, or give spans")
    return found


class Comparison:
    """One meeting as several documents tell it, side by side; it shows itself as a table in a notebook."""

    def __init__(self, accounts: list[Account], facts: list[Fact], differences: list[Difference], readings: list[Reading]) -> None:
        self.accounts = accounts
        """By topic; empty where the documents tell of no meeting in common."""
        self.facts = facts
        """Beside the topics: who asked for it, tone, asks, promises, red lines."""
        self.differences = differences
        """Where the sides contradict each other in a number, a date or a name."""
        self._texts = {reading.ref: reading for reading in readings}

    @property
    def sides(self) -> list[str]:
        """Country codes of those who tell it, in the order of the documents."""
        return [side.id for account in self.accounts[:1] for side in account.sides]

    def words(self, cells: list[Cell]) -> str:
        """The words of a cell; "" is "not mentioned"."""
        return " … ".join(" ".join(self._texts[cell.document].words(cell.span).split()) for cell in cells if cell.document in self._texts)

    def table(self) -> list[dict[str, str]]:
        """One row a topic or aspect: ``section, about`` and a column a side; "" is "not mentioned"."""
        rows = []
        for account in self.accounts[:1]:
            for row in account.rows:
                rows.append({"section": "topic", "about": row.topic, **{side: self.words(row.cells.get(side, [])) for side in self.sides}})
        for fact in self.facts:
            rows.append({"section": "beside", "about": fact.aspect, **{side: self.words(fact.cells.get(side, [])) for side in self.sides}})
        for difference in self.differences:
            rows.append({"section": "difference", "about": difference.about, **{side: difference.values.get(side, "") for side in self.sides}})
        return rows

    def __repr__(self) -> str:
        topics = len(self.accounts[0].rows) if self.accounts else 0
        return f"Comparison({' and '.join(self.sides) or 'no meeting in common'}: {topics} topics, {len(self.differences)} differences)"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in ["", *self.sides])
        body = []
        for row in self.table():
            cells = "".join(f"<td style='text-align:left'>{escape(row[side]) or '<i>not mentioned</i>'}</td>" for side in self.sides)
            body.append(f"<tr><th style='text-align:left'>{escape(row['about'])}</th>{cells}</tr>")
        return f"<table class='legation'><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def compare(readings: Iterable[Reading]) -> Comparison:
    """Tells one meeting as several documents tell it, each taken for the account of the side that it begins with."""
    load()
    own = _readings(readings)
    if len(own) < 2:
        raise InputError("there are fewer than two readings to compare", "give two or more that tell of the same meeting")
    if len({reading.ref for reading in own}) < len(own):
        raise InputError("two readings have the same id", "give each document an id of its own when it is read")
    told = json.loads(_legation.compare([reading.to_json() for reading in own]))
    return Comparison(made(list[Account], told["accounts"]), made(list[Fact], told["facts"]), made(list[Difference], told["differences"]), own)


@dataclass(frozen=True, slots=True)
class Brief:
    """What is last known and still open between two countries."""

    dyad: list[str]
    """The two codes."""
    as_of: str | None
    """The day for which it holds."""
    lines: list[Line]

    def __str__(self) -> str:
        lines = [f"{line.topic}: {line.text} ({line.date.start or 'no date'}; {line.document})" for line in self.lines]
        return "\n".join([f"{self.dyad[0]} and {self.dyad[1]}, as of {self.as_of or 'no day'}", *lines])


def brief(one: str, other: str, readings: Iterable[Reading], *, as_of: Day | None = None) -> Brief:
    """Tells what is last known and still open between two countries (codes or names): last contact, what is to come, open commitments, last
    measures each way, each line with its source sentence. ``as_of`` is the day of the last document unless given."""
    load()
    own = [reading.to_json() for reading in _readings(readings)]
    first, second = words("one", one), words("other", other)
    if first is None or second is None:
        raise InputTypeError("a country must be str, not None")
    return made(Brief, json.loads(_legation.brief(first, second, own, day("as_of", as_of))))


def _readings(given: Iterable[Reading]) -> list[Reading]:
    own = list(given)
    wrong = next((item for item in own if not isinstance(item, Reading)), None)
    if wrong is not None:
        raise InputTypeError(f"a reading must be a Reading, not {type(wrong).__name__}", "read the texts first, with legation.read")
    return own


__all__ = ["Answer", "Brief", "Comparison", "Relation", "Span", "brief", "compare", "relate", "resolve"]
