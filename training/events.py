"""Reads the sentences of `training/events/`: text, words, and the events marked in them.

usage: python -m training.events FILE...     checks files and counts types, modes and statuses
"""
from __future__ import annotations

import collections
import glob
import hashlib
import os
import re
import sys
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
ROLES = ["actor", "recipient", "host", "mediator", "about", "beneficiary", "place", "date"]
STATUSES = ["occurred", "ongoing", "planned", "conditional", "possible", "negated", "denied"]
MODES = {
    "AGREE": "", "CONSULT": "visit third-party multilateral phone", "SUPPORT": "", "CONCEDE": "", "COOPERATE": "", "AID": "",
    "RETREAT": "withdraw release disarm ceasefire access resign", "REQUEST": "assist change yield meet", "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet", "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize", "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons crowd-control unconventional",
}
CONTEXTS = (
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations human_rights "
    "rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping health asylum migration "
    "disasters natural_resource environment technology terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking"
).split()
# Pieces of the vocabulary that no text has: before and behind the source, before and behind the target.
MARKS = ["[unused0]", "[unused1]", "[unused2]", "[unused3]"]
WORD = re.compile(r"[$€£]|(?:[A-Z]\.){2,}|\w+(?=n't\b)|n't\b|['’]s\b|\w+(?:[.,]\d+)*|[^\w\s]")
MARK = re.compile(r"\[([^\[\]|]+)\|([\w:,.-]+)\]")


@dataclass
class Event:
    """One event of a sentence; ranges are of words, [start, end)."""
    type: str
    modes: list[str]
    status: str
    trigger: tuple[int, int]
    roles: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass
class Marked:
    """A sentence with its events and contexts."""
    text: str
    words: list[str]
    events: list[Event]
    contexts: list[str]


def plain(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A line without its marks, and the marks as (start, end, label) in characters of it."""
    out, marks, at, length = [], [], 0, 0
    for m in MARK.finditer(line):
        out.append(line[at:m.start()])
        length += m.start() - at
        marks.append((length, length + len(m[1]), m[2]))
        out.append(m[1])
        length += len(m[1])
        at = m.end()
    return "".join(out) + line[at:], marks


def parse(line: str) -> Marked:
    """One line. Raises ValueError, which says what is wrong."""
    body, _, tail = line.partition(" :: ")
    text, marks = plain(body.strip())
    if re.search(r"[\[\]|]", text):
        raise ValueError("a bracket is left over: marks may not nest, a label has no spaces")
    spots = [(m.start(), m.end()) for m in WORD.finditer(text)]
    events: dict[int, Event] = {}
    roles = []
    for start, end, label in marks:
        inside = [i for i, (a, b) in enumerate(spots) if a < end and b > start]
        if not inside:
            raise ValueError(f"no words are marked {label!r}")
        first, last = inside[0], inside[-1] + 1
        head = label.split(":")[0].split(".")[0]
        if head in MODES:
            fields = label.split(":")
            number = int(fields.pop()) if fields[-1].isdigit() else 1
            status = fields[1] if len(fields) > 1 else "occurred"
            kind, *modes = fields[0].split(".")
            if status not in STATUSES or len(fields) > 2 or any(m not in MODES[kind].split() for m in modes):
                raise ValueError(f"{label!r} has no such mode or status")
            if number in events:
                raise ValueError(f"event {number} has two triggers")
            events[number] = Event(kind, modes, status, (first, last))
        else:
            for part in label.split(","):
                role, _, number = part.partition(":")
                if role not in ROLES:
                    raise ValueError(f"{role!r} in {label!r} is no type or role")
                roles.append((role, int(number or 1), first, last))
    for role, number, first, last in roles:
        if number not in events:
            raise ValueError(f"{role}:{number} belongs to no event")
        events[number].roles.append((role, first, last))
    contexts = [c.strip() for c in tail.split(",") if c.strip()]
    for context in contexts:
        if context not in CONTEXTS:
            raise ValueError(f"{context!r} is no context")
    return Marked(text, [text[a:b] for a, b in spots], [e for _, e in sorted(events.items())], contexts)


def lines(path: str):
    """The sentences of a file as (line number, line)."""
    with open(path, encoding="utf8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if line and not line.startswith("#"):
                yield number, line


def written_events() -> list[Marked]:
    """All of `training/events/*.txt`, in the order of files and lines."""
    return [parse(line) for path in sorted(glob.glob(f"{HERE}/events/*.txt")) for _, line in lines(path)]


def held_out(text: str) -> bool:
    """Whether a sentence belongs to the tenth on which confidence is calibrated and learning measured; decided by its hash."""
    return hashlib.sha256(text.encode()).digest()[0] < 26


def checked(paths: list[str], parse, wrong: list[str]):
    """The sentences of files by a parser; what it cannot read, and what is there twice, is printed, the former added to `wrong`."""
    seen = set()
    for path in paths:
        for number, line in lines(path):
            try:
                own = parse(line)
            except ValueError as error:
                print(f"{path}:{number}: {error}\n    {line}")
                wrong.append(line)
                continue
            if own.text in seen:
                print(f"{path}:{number}: the sentence is there twice")
            seen.add(own.text)
            yield own


def main() -> None:
    count, wrong, total, empty = collections.Counter(), [], 0, 0
    for marked in checked(sys.argv[1:], parse, wrong):
        total += 1
        empty += not marked.events
        for event in marked.events:
            count[event.type] += 1
            count["status " + event.status] += 1
            count.update(f"{event.type}.{mode}" for mode in event.modes)
            both = {"actor", "recipient"} <= {r for r, _, _ in event.roles}
            count["events with actor and recipient"] += both
        count.update("context " + c for c in marked.contexts)
    print(f"{total} sentences, {empty} without an event, {len(wrong)} broken")
    everything = [t for t in MODES] + [f"{t}.{m}" for t, ms in MODES.items() for m in ms.split()] + ["status " + s for s in STATUSES] + ["context " + c for c in CONTEXTS]
    print("  ".join(f"{key} {count[key]}" for key in [*everything, "events with actor and recipient"]))


if __name__ == "__main__":
    main()
