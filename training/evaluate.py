"""Scores `legation analyse --pretokenised` on development data.

usage: python -m training.evaluate tree GOLD.conllu FOUND.conllu     UPOS, UAS, LAS (universal relations, as the CoNLL 2018 script), lemmas
       python -m training.evaluate roles GOLD.conllu FOUND.conllu    span F1 of roles with gold predicates (--gold-predicates)
       python -m training.evaluate names GOLD.iob2 FOUND.conllu      span F1 of names by class
"""
from __future__ import annotations

import sys

from training.data import blocks, role_columns


def words(path: str) -> list[list[list[str]]]:
    return [[row for row in rows if row[0].isdigit()] for _, rows in blocks(path)]


def spans(tags: list[str]) -> set[tuple[int, int, str]]:
    out, start = set(), None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I-"):
            out.add((start, i, tags[start][2:]))
            start = None
        if tag.startswith("B-"):
            start = i
    return out


def prf(right: int, found: int, gold: int) -> str:
    p, r = right / found if found else 0.0, right / gold if gold else 0.0
    return f"P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r) if p + r else 0.0:.4f} (gold {gold})"


def misc(row: list[str], key: str) -> str:
    return next((item[len(key) + 1:] for item in row[9].split("|") if item.startswith(key + "=")), "")


def tree(gold: str, found: str) -> None:
    pairs = [(g, f) for gs, fs in zip(words(gold), words(found), strict=True) for g, f in zip(gs, fs, strict=True)]
    rate = lambda ok: sum(ok(g, f) for g, f in pairs) / len(pairs)
    universal = lambda row: row[7].split(":")[0]
    print(f"words {len(pairs)}  UPOS {rate(lambda g, f: g[3] == f[3]):.4f}  UAS {rate(lambda g, f: g[6] == f[6]):.4f}  "
          f"LAS {rate(lambda g, f: g[6] == f[6] and universal(g) == universal(f)):.4f}  lemmas {rate(lambda g, f: g[2].lower() == f[2].lower()):.4f}")


def roles(gold: str, found: str) -> None:
    right = many = wanted = 0
    for (comments, rows), mine in zip(blocks(gold), words(found), strict=True):
        if "# srl = yes" not in comments:
            continue
        for at, tags in role_columns([row for row in rows if row[0].isdigit()]).items():
            want = spans(tags)
            have = {(int(span.split("-")[0]) - 1, int(span.split("-")[1]), role) for role, span in
                    (item.rsplit(":", 1) for item in misc(mine[at], "Roles").split(",") if item)}
            right, many, wanted = right + len(want & have), many + len(have), wanted + len(want)
    print("roles", prf(right, many, wanted))


def names(gold: str, found: str) -> None:
    counts = {kind: [0, 0, 0] for kind in ("PER", "ORG", "LOC")}
    for (_, rows), mine in zip(blocks(gold), words(found), strict=True):
        want, have = spans([row[2] for row in rows]), spans([misc(row, "Name") or "O" for row in mine])
        for kind, count in counts.items():
            w, h = {s for s in want if s[2] == kind}, {s for s in have if s[2] == kind}
            count[0] += len(w & h)
            count[1] += len(h)
            count[2] += len(w)
    for kind, count in counts.items():
        print(kind, prf(*count))
    print("all", prf(*(sum(count[i] for count in counts.values()) for i in range(3))))


if __name__ == "__main__":
    {"tree": tree, "roles": roles, "names": names}[sys.argv[1]](sys.argv[2], sys.argv[3])
