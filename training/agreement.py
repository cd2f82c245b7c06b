"""How far two labellings of the same sentences agree.

usage: python -m training.agreement FIRST SECOND     files of sentences with events marked; sentences are matched by their plain text
       python -m training.agreement --attributions SECOND...     those of training/attributions/ against a second labelling
       python -m training.agreement --sample PART    prints a random tenth of training/events/ without marks (seed 0), PART of "i/n" of it
       python -m training.agreement --sample-attributions        the same of training/attributions/
"""
from __future__ import annotations

import random
import sys

from training import attributions
from training.attributions import ROLES, Attribution, written_attributions
from training.events import Event, Marked, lines, parse, written_events


def f1(right: int, one: int, other: int) -> str:
    return f"{2 * right / (one + other) if one + other else 0:.3f} (of {one} and {other})"


def matched(a: Marked, b: Marked) -> list[tuple[Event, Event]]:
    """Events of both whose triggers overlap, each once, the most alike first."""
    overlaps = [(x.type == y.type, i, j) for i, x in enumerate(a.events) for j, y in enumerate(b.events)
                if x.trigger[0] < y.trigger[1] and y.trigger[0] < x.trigger[1]]
    out, used_a, used_b = [], set(), set()
    for _, i, j in sorted(overlaps, reverse=True):
        if i not in used_a and j not in used_b:
            out.append((a.events[i], b.events[j]))
            used_a.add(i)
            used_b.add(j)
    return out


def of_attributions(paths: list[str]) -> None:
    """Prints how far the attributions marked here and those of a second hand agree."""
    ours = {m.text: m for m in written_attributions()}
    common = [(ours[m.text], m) for m in (attributions.parse(line) for path in paths for _, line in lines(path)) if m.text in ours]
    pairs: list[tuple[Attribution, Attribution]] = []
    for a, b in common:
        left = list(b.attributions)
        for x in a.attributions:
            same = next((y for y in left if x.cue[0] < y.cue[1] and y.cue[0] < x.cue[1]), None)
            if same:
                left.remove(same)
                pairs.append((x, same))
    count = lambda side: sum(len(pair[side].attributions) for pair in common)
    print(f"{len(common)} sentences; an attribution or none: {sum(bool(a.attributions) == bool(b.attributions) for a, b in common) / len(common):.3f}")
    print("cues, F1", f1(len(pairs), count(0), count(1)))
    print(f"negated or not, of matched cues: {sum(a.negated == b.negated for a, b in pairs) / len(pairs):.3f} of {len(pairs)}")
    for role in ROLES:
        words = lambda own: {i for name, start, end in own.roles if name == role for i in range(start, end)}
        print(f"words of {role} of matched cues, F1", f1(sum(len(words(a) & words(b)) for a, b in pairs), sum(len(words(a)) for a, _ in pairs), sum(len(words(b)) for _, b in pairs)))


def tenth(sentences: list) -> list:
    """A random tenth, always the same."""
    random.Random(0).shuffle(sentences)
    return sentences[:len(sentences) // 10]


def main() -> None:
    if sys.argv[1] == "--attributions":
        return of_attributions(sys.argv[2:])
    if sys.argv[1] == "--sample-attributions":
        print("\n".join(m.text for m in tenth(written_attributions())))
        return
    if sys.argv[1] == "--sample":
        part, parts = map(int, sys.argv[2].split("/"))
        print("\n".join(m.text for m in tenth(written_events())[part - 1::parts]))
        return
    first, second = ({m.text: m for m in (parse(line) for _, line in lines(path))} for path in sys.argv[1:3])
    common = [(first[text], second[text]) for text in first if text in second]
    pairs = [pair for a, b in common for pair in matched(a, b)]
    count = lambda side: sum(len(pair[side].events) for pair in common)
    print(f"{len(common)} sentences; an event or none: {sum(bool(a.events) == bool(b.events) for a, b in common) / len(common):.3f}")
    print("triggers, F1", f1(len(pairs), count(0), count(1)))
    print("triggers with type, F1", f1(sum(a.type == b.type for a, b in pairs), count(0), count(1)))
    for name, same in (("type", lambda a, b: a.type == b.type), ("status", lambda a, b: a.status == b.status)):
        print(f"{name} of matched events: {sum(same(a, b) for a, b in pairs) / len(pairs):.3f} of {len(pairs)}")
    like = [(a, b) for a, b in pairs if a.type == b.type]
    print(f"modes of events of one type: {sum(set(a.modes) == set(b.modes) for a, b in like) / len(like):.3f} of {len(like)}")
    words = lambda e: {(role, i) for role, start, end in e.roles if role in ("actor", "recipient") for i in range(start, end)}
    print("words of actors and recipients, F1", f1(sum(len(words(a) & words(b)) for a, b in pairs), sum(len(words(a)) for a, _ in pairs), sum(len(words(b)) for _, b in pairs)))
    confused: dict[tuple[str, str], int] = {}
    for a, b in pairs:
        if a.type != b.type:
            key = tuple(sorted((a.type, b.type)))
            confused[key] = confused.get(key, 0) + 1
    print("most confused:", ", ".join(f"{a}/{b} {n}" for (a, b), n in sorted(confused.items(), key=lambda item: -item[1])[:8]))


if __name__ == "__main__":
    main()
