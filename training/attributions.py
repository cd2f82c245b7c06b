"""Reads the sentences of `training/attributions/`: text, words, and who is told to say what.

usage: python -m training.attributions FILE...     checks files and counts
"""
from __future__ import annotations

import collections
import glob
import re
import sys
from dataclasses import dataclass, field

from training.events import HERE, WORD, checked, lines

CUES = ["O", "cue", "negated"]
ROLES = ["speaker", "content", "addressee", "channel"]
TOKEN = re.compile(r"\[|\|([\w:,-]+)\]")


@dataclass
class Attribution:
    """Ranges are of words, [start, end)."""
    cue: tuple[int, int]
    negated: bool
    roles: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass
class Attributed:
    """A sentence with its attributions in the order of their numbers; where they may not be all, `whole` is False."""
    text: str
    words: list[str]
    attributions: list[Attribution]
    whole: bool = True


def plain(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A line without its marks, and the marks, which may nest, as (start, end, label) in characters of it."""
    out, length, open_marks, marks, at = [], 0, [], [], 0
    for m in TOKEN.finditer(line):
        out.append(line[at:m.start()])
        length += m.start() - at
        at = m.end()
        if m[0] == "[":
            open_marks.append(length)
        elif open_marks:
            marks.append((open_marks.pop(), length, m[1]))
        else:
            raise ValueError(f"nothing is opened for {m[0]!r}")
    if open_marks:
        raise ValueError("a bracket is not closed")
    return "".join(out) + line[at:], sorted(marks, key=lambda mark: (mark[0], -mark[1]))


def parse(line: str) -> Attributed:
    """One line. Raises ValueError, which says what is wrong."""
    text, marks = plain(line)
    if re.search(r"[\[\]|]", text):
        raise ValueError("a bracket or bar is left over")
    spots = [(m.start(), m.end()) for m in WORD.finditer(text)]
    found: dict[int, Attribution] = {}
    roles = []
    for start, end, label in marks:
        inside = [i for i, (a, b) in enumerate(spots) if a < end and b > start]
        if not inside:
            raise ValueError(f"no words are marked {label!r}")
        first, last = inside[0], inside[-1] + 1
        for part in label.split(","):
            role, *rest = part.split(":")
            number = int(rest.pop()) if rest and rest[-1].isdigit() else 1
            if role == "cue" and rest in ([], ["negated"]):
                if number in found:
                    raise ValueError(f"attribution {number} has two cues")
                found[number] = Attribution((first, last), rest == ["negated"])
            elif role in ROLES and not rest:
                roles.append((role, number, first, last))
            else:
                raise ValueError(f"{part!r} in {label!r} is no label")
    for role, number, first, last in roles:
        if number not in found:
            raise ValueError(f"{role}:{number} has no cue")
        cue = found[number].cue
        if role != "content" and first < cue[1] and last > cue[0]:
            raise ValueError(f"{role}:{number} overlaps its cue")
        found[number].roles.append((role, first, last))
    for number, own in found.items():
        if not any(role == "content" for role, *_ in own.roles):
            raise ValueError(f"attribution {number} has no content")
    return Attributed(text, [text[a:b] for a, b in spots], [own for _, own in sorted(found.items())])


def written_attributions() -> list[Attributed]:
    """All of `training/attributions/*.txt`, in the order of files and lines."""
    return [parse(line) for path in sorted(glob.glob(f"{HERE}/attributions/*.txt")) for _, line in lines(path)]


def main() -> None:
    count, wrong, total, empty, cues = collections.Counter(), [], 0, 0, collections.Counter()
    for own in checked(sys.argv[1:], parse, wrong):
        total += 1
        empty += not own.attributions
        for attribution in own.attributions:
            count["attributions"] += 1
            count["negated"] += attribution.negated
            has = collections.Counter(role for role, *_ in attribution.roles)
            count.update(has.keys())
            count["joint speakers"] += has["speaker"] > 1
            count["broken content"] += has["content"] > 1
            cues[" ".join(own.words[slice(*attribution.cue)]).lower()] += 1
    print(f"{total} sentences, {empty} without an attribution, {len(wrong)} broken")
    print("  ".join(f"{key} {n}" for key, n in count.items()))
    print(f"{len(cues)} cues:", "  ".join(f"{cue} {n}" for cue, n in cues.most_common(60)))


if __name__ == "__main__":
    main()
