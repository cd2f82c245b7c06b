"""Reading documents: one, or many side by side."""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from legation import _legation
from legation._errors import InputTypeError, LegationError
from legation._reading import Reading
from legation._world import load

Day = datetime.date | str
"""A day: a ``date``, a ``datetime`` (its date as written), or words such as ``2026-02-04`` or an RFC 3339 time."""

_Given = tuple[str, str | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Document:
    """A news report as plain text, with what is known about it."""

    text: str
    """The article, exactly as it came; at most 16 MiB in UTF-8."""
    id: str | None = None
    """What you call it; the SHA-256 of the text where None."""
    title: str | None = None
    """The headline; it is not part of the text."""
    publisher: str | None = None
    published: Day | None = None
    """The day from which relative dates ("on Tuesday") are counted; without it they stay open."""
    url: str | None = None


def read(
    text: str,
    *,
    published: Day | None = None,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    id: str | None = None,
) -> Reading:
    """Reads one news report.

    ``text`` is the article as plain text; ``published`` the day of publication, from which relative dates are counted. English is coded; of
    another language the reading only has a note. A report of 600 words takes about 0.15 s on one core.

    >>> reading = read("France on Monday condemned the attack.", published="2026-03-04")
    >>> reading.events[0].actors[0].country
    'FRA'
    """
    load()
    return Reading(_legation.read(given(Document(text, id, title, publisher, published, url))))


def read_many(
    documents: Iterable[str | Document | Mapping[str, Any]],
    *,
    threads: int | None = None,
    progress: bool = False,
    errors: Literal["raise", "skip"] = "raise",
) -> Iterator[Reading]:
    """Reads many news reports side by side; gives their readings one by one, in the order that they came in.

    ``documents`` are texts, :class:`Document` or dictionaries with the same keys, from any iterable; it is drawn from as readings are
    taken, so that memory stays small however many there are. ``threads`` is one a core unless given; the interpreter lock is released while
    they read. ``progress`` shows on standard error how far it has come. An item that is no document raises, or with ``errors="skip"`` is told
    on standard error and left out.
    """
    if isinstance(documents, str | bytes | Mapping):
        raise InputTypeError(f"documents must be an iterable of documents, not one {type(documents).__name__}", "use legation.read for one text")
    if errors not in ("raise", "skip"):
        raise InputTypeError(f"errors must be 'raise' or 'skip', not {errors!r}")
    workers = threads or available()
    return _read_many(iter(documents), workers, progress, errors == "skip")


def _read_many(documents: Iterator[Any], workers: int, progress: bool, skip: bool) -> Iterator[Reading]:
    load()
    bar = Progress() if progress else None
    pool = ThreadPoolExecutor(workers, thread_name_prefix="legation")
    waiting: deque[Future[str]] = deque()
    ended = False
    try:
        while True:
            # So many wait that no worker does, however long one document takes; and no more, so that memory stays small.
            while not ended and len(waiting) < 8 * workers:
                try:
                    item = next(documents)
                except StopIteration:
                    ended = True
                    break
                try:
                    waiting.append(pool.submit(_legation.read, given(item)))
                except LegationError as error:
                    if not skip:
                        raise
                    print(f"legation: {error}", file=sys.stderr)
            if not waiting:
                return
            try:
                reading = Reading(waiting.popleft().result())
            except LegationError as error:
                if not skip:
                    raise
                print(f"legation: {error}", file=sys.stderr)
                continue
            if bar:
                bar.step(reading)
            yield reading
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        if bar:
            bar.close()


class Progress:
    """How far reading has come, on standard error, at most five times a second."""

    def __init__(self) -> None:
        self.documents = 0
        self.words = 0
        self.began = self.told = time.monotonic()

    def step(self, reading: Reading) -> None:
        self.documents += 1
        self.words += reading.text.count(" ") + 1
        if time.monotonic() - self.told > 0.2:
            self.tell("\r")

    def tell(self, start: str, end: str = "") -> None:
        self.told = time.monotonic()
        speed = self.words / max(self.told - self.began, 0.001)
        print(f"{start}{self.documents} documents read, {speed:,.0f} words a second   ", end=end, file=sys.stderr, flush=True)

    def close(self) -> None:
        self.tell("\r", "\n")


def available() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def given(item: str | Document | Mapping[str, Any]) -> _Given:
    """A document as the engine takes it, or why it is none."""
    if isinstance(item, str):
        item = Document(item)
    elif isinstance(item, Mapping):
        item = _from_mapping(item)
    elif not isinstance(item, Document):
        raise InputTypeError(f"a document must be str, Document or a dictionary, not {type(item).__name__}", _HINTS.get(type(item), ""))
    text = words("text", item.text)
    if text is None:
        raise InputTypeError("text must be str, not None", _HINTS[type(None)])
    return (text, words("id", item.id), words("title", item.title), words("publisher", item.publisher), day("published", item.published), words("url", item.url))


_HINTS: dict[type, str] = {
    bytes: "decode it first, such as text.decode('utf-8'); Store.ingest reads files of any encoding",
    type(None): "leave documents without a text out, or give an empty text",
    float: "a missing value of pandas? leave it out with df.dropna(subset=['text'])",
}


def _from_mapping(item: Mapping[str, Any]) -> Document:
    unknown = sorted(set(item) - {"text", "id", "title", "publisher", "published", "url"})
    if unknown:
        raise InputTypeError(f"a document has no {', '.join(map(repr, unknown))}", "its keys are text, id, title, publisher, published, url")
    return Document(**{"text": None, **item})


def words(name: str, value: Any) -> str | None:
    """A text, or None; else why it is none."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputTypeError(f"{name} must be str, not {type(value).__name__}", _HINTS.get(type(value), ""))
    try:
        value.encode()
    except UnicodeEncodeError as error:
        from legation._errors import InputError

        hint = "decode the bytes with errors='replace', or text.encode('utf-8', 'replace').decode()"
        raise InputError(f"{name} holds half of a character at {error.start} (a lone surrogate)", hint) from error
    return str(value)


def day(name: str, value: Any) -> str | None:
    """A day in words, or None; else why it is none."""
    if value is None or isinstance(value, str):
        return words(name, value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise InputTypeError(f"{name} must be a date or words such as 2026-02-04, not {type(value).__name__}")
