"""A reading as HTML for a notebook: the text with marked spans, and the five tables. Everything from the document is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from legation.records import Date, Ref, Span

if TYPE_CHECKING:
    from legation._reading import Reading

# Longer texts are cut in the page, never in the reading.
_SHOWN = 20_000
_COLOURS = {"event": "#ffd8a8", "statement": "#d0ebff", "commitment": "#d3f9d8", "meeting": "#eebefa"}


def page(reading: Reading) -> str:
    """The page."""
    parts = [_head(reading), _marked(reading)]
    for title, header, rows in _tables(reading):
        if rows:
            parts.append(_table(f"{title} ({len(rows)})", header, rows))
    notes = [f"<li>{escape(note.text)}</li>" for note in reading.notes if note.kind != "boilerplate"]
    if notes:
        parts.append(f"<ul style='color:#868e96'>{''.join(notes)}</ul>")
    return f"<div class='legation' style='max-width:60em;text-align:left'>{''.join(parts)}</div>"


def _head(reading: Reading) -> str:
    title = escape(reading.title or reading.ref)
    about = " · ".join(escape(str(known)) for known in (reading.publisher, reading.published) if known)
    keys = " ".join(f"<span style='background:{colour}'>&nbsp;{kind}&nbsp;</span>" for kind, colour in _COLOURS.items())
    return f"<p><b>{title}</b><br><small>{about} {keys}</small></p>"


def _marked(reading: Reading) -> str:
    """The text with what was found marked; of spans that overlap the first stands."""
    spans: list[tuple[Span, str, str]] = []
    for event in reading.events:
        spans += [(span, "event", f"{event.type} {' '.join(event.modes)} ({event.status})") for span in event.mentions]
    for commitment in reading.commitments:
        spans.append((commitment.act, "commitment", f"{commitment.strength}, {commitment.status}"))
    for meeting in reading.meetings:
        spans.append((meeting.because.span, "meeting", f"{meeting.kind}, {meeting.status}"))
    for statement in reading.statements:
        spans += [(span, "statement", _names(reading, statement.speakers) or "unnamed speaker") for span in statement.content]
    text, out, at = reading.text, [], 0
    # Words of acts lie inside what is said, so the text is cut at each border and a piece takes the narrowest mark.
    borders = sorted({edge for span, _, _ in spans for edge in span if edge <= _SHOWN} | {0, min(len(text), _SHOWN)})
    spans.sort(key=lambda own: own[0].end - own[0].start)
    for at, end in zip(borders, borders[1:], strict=False):
        piece = escape(text[at:end]).replace("\n", "<br>")
        mark = next(((kind, title) for span, kind, title in spans if span.start <= at and end <= span.end), None)
        out.append(piece if mark is None else f"<mark style='background:{_COLOURS[mark[0]]}' title='{escape(mark[1])}'>{piece}</mark>")
    more = "<p><i>The rest of the text is not shown.</i></p>" if len(text) > _SHOWN else ""
    return f"<div style='white-space:normal;line-height:1.6'>{''.join(out)}</div>{more}"


_Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


def _tables(reading: Reading) -> Iterable[_Table]:
    def names(refs: list[Ref]) -> str:
        return _names(reading, refs)

    yield (
        "Events",
        ("type", "who", "to whom", "when", "status", "words"),
        [
            (" ".join([own.type, *own.modes]), names(own.actors), names(own.recipients), _date(own.date), own.status, reading.words(own.sentence))
            for own in reading.events
        ],
    )
    yield (
        "Statements",
        ("who", "to whom", "through", "what"),
        [(names(own.speakers), names(own.addressees), own.channel or "", reading.words(own.content)) for own in reading.statements],
    )
    yield (
        "Commitments",
        ("who", "to whom", "how firmly", "due", "what"),
        [(names(own.by), names(own.to), f"{own.strength}, {own.status}", _date(own.due), own.text) for own in reading.commitments],
    )
    yield (
        "Meetings",
        ("kind", "who", "when", "where", "status"),
        [
            (own.name or own.kind, names(own.participants), _date(own.date), own.place.name if own.place else "", own.status)
            for own in reading.meetings
        ],
    )
    for account in reading.accounts:
        sides = tuple(side.id for side in account.sides)
        rows = [
            (row.topic, *(" … ".join(_told(reading, cell.document, cell.span) for cell in row.cells.get(side, [])) or "not mentioned" for side in sides))
            for row in account.rows
        ]
        yield ("Account of one meeting, topics", ("topic", *sides), rows)


def _told(reading: Reading, document: str, span: Span) -> str:
    return reading.words(span) if document == reading.ref else document


def _table(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    style = "style='text-align:left;vertical-align:top'"
    head = "".join(f"<th {style}>{escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td {style}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h4>{escape(title)}</h4><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _names(reading: Reading, refs: list[Ref]) -> str:
    return ", ".join(f"{reading.name(ref)} ({ref.country})" if ref.country else reading.name(ref) for ref in refs)


def _date(date: Date) -> str:
    if date.start is None:
        return f"until {date.end}" if date.end else ""
    return str(date.start) if date.start == date.end or date.end is None else f"{date.start} to {date.end}"
