"""Readers: public data sets to `Sentence`s. What a data set does not annotate stays None, and no head learns from it."""
from __future__ import annotations

import csv
import glob
import os
import random
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from training.attributions import Attributed, Attribution, written_attributions
from training.events import MARKS, Event, Marked, written_events

DATA = os.environ.get("DATA", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "data"))
HERE = os.path.dirname(os.path.abspath(__file__))

# Religions, parties and peoples without a state. WikiGold and GUM have no class for them and for nationalities, the analyser does (NORP).
GROUPS = set("Kurd Kurds Kurdish Arab Arabs Arabic Uyghur Uyghurs Rohingya Muslim Muslims Christian Christians Jew Jews Jewish Islamic Catholic Catholics Sunni Sunnis "
             "Shiite Shiites Hindu Hindus Buddhist Buddhists Sikh Sikhs Protestant Protestants Republican Republicans Democrat Democrats Democratic Conservatives Communist "
             "Communists European Europeans African Africans Asian Asians Latino Latinos Hispanic".split())


def nationalities() -> set[str]:
    """Adjectives and nouns of nationality of one word, as the actor tables have them."""
    with open(f"{HERE}/../data/actors/countries.csv", encoding="utf8") as file:
        return {word for row in csv.DictReader(file) for cell in (row["adjectives"], row["people"]) for word in cell.split("|") if word.isalpha() and not word.isupper()}


DEMONYMS = GROUPS | nationalities()

# Words that introduce a name and are no part of it.
TITLES = set("President Prime Minister Secretary Senator Sen. Rep. Mr. Mrs. Ms. Dr. Sir King Queen Prince Princess General Gen. Captain Colonel Chancellor Governor Mayor Pope Professor Justice Judge Ambassador Premier Foreign Vice".split())


@dataclass
class Pair:
    """The marks (0-based words) before source and target, the type of what source does to target, and the words that name it; None where unknown."""
    source: int
    target: int
    type: str
    trigger: list[int] | None


@dataclass
class Sentence:
    """Words with what is annotated: upos [W], heads [W] (1-based, 0 = root), rels [W], names [W] (BIO), roles: predicate (0-based) -> BIO [W];
    marked: the events; attributed: who says what; pair: what a source does to a target, both with marks around them that are words too."""
    text: str
    words: list[str]
    upos: list[str] | None = None
    heads: list[int] | None = None
    rels: list[str] | None = None
    names: list[str] | None = None
    roles: dict[int, list[str]] | None = None
    marked: Marked | None = None
    attributed: Attributed | None = None
    pair: Pair | None = None


def bio(spans: list[tuple[int, int, str]], length: int) -> list[str]:
    """Spans (first, last, label), both ends inside, to BIO tags; the earlier span wins where two overlap."""
    tags = ["O"] * length
    for first, last, label in spans:
        if all(tag == "O" for tag in tags[first:last + 1]):
            tags[first:last + 1] = ["B-" + label] + ["I-" + label] * (last - first)
    return tags


def blocks(path: str):
    """The sentences of a CoNLL-like file as (comments, rows)."""
    comments, rows = [], []
    with open(path, encoding="utf8") as file:
        for line in [*file, "\n"]:
            line = line.rstrip("\n")
            if not line:
                if rows:
                    yield comments, rows
                comments, rows = [], []
            elif line.startswith("#"):
                comments.append(line)
            else:
                rows.append(line.split("\t"))


def text_of(comments: list[str], words: list[str]) -> str:
    return next((c[len("# text = "):] for c in comments if c.startswith("# text = ")), " ".join(words))


def role_columns(rows: list[list[str]]) -> dict[int, list[str]]:
    """PropBank columns (11 roleset, then a span column a predicate) to BIO tags by predicate."""
    out = {}
    predicates = [i for i, row in enumerate(rows) if len(row) > 10 and row[10] != "_"]
    for column in range(11, max(len(row) for row in rows)):
        spans, open_at = [], None
        verb = None
        for i, row in enumerate(rows):
            cell = row[column] if len(row) > column else "*"
            start = re.match(r"\(([^*()]+)\*", cell)
            if start:
                open_at = (i, start[1])
            if cell.endswith(")") and open_at:
                if open_at[1] == "V":
                    verb = open_at[0] if verb is None else verb
                else:
                    spans.append((open_at[0], i, open_at[1]))
                open_at = None
        at = verb if verb is not None else (predicates[column - 11] if column - 11 < len(predicates) else None)
        if at is not None:
            out[at] = bio(spans, len(rows))
    return out


def treebank(path: str, propbank: bool = False, entities: bool = False) -> list[Sentence]:
    out = []
    for comments, rows in blocks(path):
        rows = [row for row in rows if row[0].isdigit()]
        words = [row[1] for row in rows]
        s = Sentence(text_of(comments, words), words, [r[3] for r in rows], [int(r[6]) for r in rows], [r[7] for r in rows])
        if propbank and "# srl = yes" in comments:
            s.roles = role_columns(rows)
        if entities:
            s.names = gum_names(rows)
            s.attributed = gum_attributions(s.text, rows)
        out.append(s)
    return out


def subtree(heads: list[int], top: int) -> list[int]:
    """The words (0-based) that hang on a word, itself included; heads are 1-based."""
    def under(word: int) -> bool:
        for _ in heads:
            if word == top:
                return True
            word = heads[word] - 1
            if word < 0:
                return False
        return False
    return [word for word in range(len(heads)) if under(word)]


def gum_attributions(text: str, rows: list[list[str]]) -> Attributed | None:
    """GUM's attributions (satellites of its discourse trees) whose cue is a verb with its content as a clause in the same sentence."""
    heads = [int(row[6]) for row in rows]
    starts = [i for i, row in enumerate(rows) if "Discourse=" in row[9]]
    found = []
    for at, start in enumerate(starts):
        if "Discourse=attribution-positive" not in rows[start][9] and "Discourse=attribution-negative" not in rows[start][9]:
            continue
        end = starts[at + 1] if at + 1 < len(starts) else len(rows)
        cue = next((i for i in range(start, end) if rows[i][3] == "VERB" and any(int(r[6]) == i + 1 and r[7] in ("ccomp", "xcomp", "parataxis") for r in rows)
                    or rows[i][3] == "VERB" and rows[i][7] == "parataxis"), None)
        if cue is None:
            continue
        clause = next((i for i, row in enumerate(rows) if heads[i] == cue + 1 and row[7] in ("ccomp", "xcomp", "parataxis") and not start <= i < end), None)
        if clause is not None:
            content = [i for i in subtree(heads, clause) if rows[i][7] not in ("mark",) or heads[i] != clause + 1 or rows[i][1].lower() != "that"]
        elif rows[cue][7] == "parataxis":
            own = set(subtree(heads, cue))
            content = [i for i in subtree(heads, heads[cue] - 1) if i not in own]
        else:
            continue
        while content and rows[content[0]][3] == "PUNCT":
            content.pop(0)
        while content and rows[content[-1]][3] == "PUNCT":
            content.pop()
        speaker = next((i for i, row in enumerate(rows) if heads[i] == cue + 1 and row[7].startswith("nsubj")), None)
        if not content or speaker is None:
            continue
        negated = any(heads[i] == cue + 1 and row[1].lower() in ("not", "n't", "never") for i, row in enumerate(rows))
        words = subtree(heads, speaker)
        attribution = Attribution((cue, cue + 1), negated, [("speaker", words[0], words[-1] + 1)])
        for i in content:
            if attribution.roles[-1][0] == "content" and attribution.roles[-1][2] == i:
                attribution.roles[-1] = ("content", attribution.roles[-1][1], i + 1)
            else:
                attribution.roles.append(("content", i, i + 1))
        found.append(attribution)
    return Attributed(text, [row[1] for row in rows], found, whole=False) if found else None


def gum_names(rows: list[list[str]]) -> list[str]:
    """GUM's nested entities to flat names: the proper nouns at the head of a person, place or organisation."""
    spans, stack = [], []
    for i, row in enumerate(rows):
        misc = next((m[7:] for m in row[9].split("|") if m.startswith("Entity=")), "")
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", misc):
            if piece.startswith("("):
                fields = piece.strip("()").split("-")
                stack.append((fields[0], fields[1] if len(fields) > 1 else "", i))
                if piece.endswith(")"):
                    g, kind, start = stack.pop()
                    spans.append((start, i, kind))
            else:
                group = piece.rstrip(")").split("-")[0]
                for k in range(len(stack) - 1, -1, -1):
                    if stack[k][0] == group:
                        _, kind, start = stack.pop(k)
                        spans.append((start, i, kind))
                        break
    label = {"person": "PER", "organization": "ORG", "place": "LOC", "event": "MISC"}
    found = []
    for first, last, kind in spans:
        if kind not in label:
            continue
        inside = range(first, last + 1)
        head = next((i for i in inside if not first <= int(rows[i][6]) - 1 <= last), first)
        if rows[head][3] != "PROPN":
            continue
        a = b = head
        joins = {"of", "the", "for", "de", "al", "-", "&", "'s", "and"}
        def extend(at, step):
            while first <= at + step <= last:
                nxt = at + step
                if rows[nxt][3] == "PROPN":
                    at = nxt
                elif rows[nxt][1].lower() in joins - ({"and"} if kind != "organization" else set()) and first <= nxt + step <= last and rows[nxt + step][3] == "PROPN":
                    at = nxt + step
                else:
                    break
            return at
        a, b = extend(a, -1), extend(b, 1)
        while kind == "person" and a < b and rows[a][1] in TITLES:
            a += 1
        found.append((a, b, label[kind]))
    found.sort(key=lambda s: s[0] - s[1])
    for i, row in enumerate(rows):
        if row[1] in DEMONYMS and row[3] in ("ADJ", "NOUN", "PROPN"):
            found.append((i, i, "NORP"))
    return bio(found, len(rows))


def wikigold(path: str) -> list[Sentence]:
    out = []
    for _, rows in blocks(path):
        words, tags = [r[1] for r in rows], [r[2] for r in rows]
        tags = [("B-NORP" if w in DEMONYMS else t) if t == "B-MISC" and (i + 1 == len(tags) or tags[i + 1] != "I-MISC") else t
                for i, (w, t) in enumerate(zip(words, tags))]
        out.append(Sentence(" ".join(words), words, names=tags))
    return out


def meantime(folder: str) -> list[Sentence]:
    out = []
    for path in sorted(glob.glob(f"{folder}/*/*.xml")):
        root = ElementTree.parse(path).getroot()
        tokens = {t.get("t_id"): (int(t.get("sentence")), t.text or "_") for t in root.iter("token")}
        kind = {e.get("m_id"): e.get("ent_type") for e in root.iter("ENTITY")}
        refers = {}
        for relation in root.iter("REFERS_TO"):
            target = next((t.get("m_id") for t in relation.iter("target")), None)
            for source in relation.iter("source"):
                refers[source.get("m_id")] = target
        by = {}
        for t, (number, word) in tokens.items():
            by.setdefault(number, []).append((t, word))
        where = {t: (number, i) for number, ts in by.items() for i, (t, _) in enumerate(ts)}
        names = {}
        for mention in root.iter("ENTITY_MENTION"):
            label = {"PER": "PER", "LOC": "LOC", "ORG": "ORG"}.get(kind.get(refers.get(mention.get("m_id"))))
            anchors = [a.get("t_id") for a in mention.iter("token_anchor")]
            if mention.get("syntactic_type") == "NAM" and label and anchors:
                spots = sorted(where[a] for a in anchors if a in where)
                if spots and spots[0][0] == spots[-1][0]:
                    names.setdefault(spots[0][0], []).append((spots[0][1], spots[-1][1], label))
        for number, ts in sorted(by.items()):
            words = [w for _, w in ts]
            found = names.get(number, []) + [(i, i, "NORP") for i, w in enumerate(words) if w in DEMONYMS]
            out.append(Sentence(" ".join(words), words, names=bio(sorted(found, key=lambda s: s[0] - s[1]), len(words))))
    return out


def marked(line: str) -> Sentence:
    """A line of our own with names marked: `[Xi Jinping|PER] met [Russian|NORP] officials .`"""
    words, tags = [], []
    for piece in re.findall(r"\[[^\]]+\]|\S+", line):
        mark = re.match(r"\[(.+)\|(\w+)\]$", piece)
        inner = re.findall(r"\w+(?:\.\w+)*\.?|[^\w\s]", mark[1]) if mark else re.findall(r"[$€£]|(?:[A-Z]\.)+|\w+(?=n't)|n't|'s|’s|\w+(?:[.,]\d+)*|[^\w\s]", piece)
        words += inner
        tags += ["B-" + mark[2]] + ["I-" + mark[2]] * (len(inner) - 1) if mark else ["O"] * len(inner)
    return Sentence(" ".join(words), words, names=tags)


def written(count: int, seed: int = 7) -> list[Sentence]:
    """Our own news sentences: templates of `written/templates.txt` filled with names from lists of facts in `written/`."""
    lists = {}
    for path in glob.glob(f"{HERE}/written/*.txt"):
        with open(path, encoding="utf8") as file:
            lists[os.path.basename(path)[:-4]] = [l.strip() for l in file if l.strip() and not l.startswith("#")]
    templates = lists.pop("templates", [])
    rng, out = random.Random(seed), []
    label = {"person": "PER", "surname": "PER", "country": "LOC", "city": "LOC", "region": "LOC", "organisation": "ORG", "demonym": "NORP", "medium": "ORG"}
    for i in range(count):
        if not templates:
            break
        fill = lambda m: f"[{rng.choice(lists[m[1]])}|{label[m[1]]}]"
        out.append(marked(re.sub(r"\{(\w+)\}", fill, templates[i % len(templates)])))
    return out


def written_names() -> list[Sentence]:
    """Our own sentences with names marked in place: `written/names/`."""
    out = []
    for path in sorted(glob.glob(f"{HERE}/written/names/*.txt")):
        with open(path, encoding="utf8") as file:
            out += [marked(line.strip()) for line in file if line.strip()]
    return out


def pairs_of(event: Event) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Who does it and to whom: actor and recipient, or two actors of what they do together, each way."""
    spans = lambda role: [(a, b) for r, a, b in event.roles if r == role]
    actors, recipients = spans("actor"), spans("recipient")
    if recipients:
        return [(s, t) for s in actors for t in recipients if s != t]
    return [(s, t) for s in actors[:3] for t in actors[:3] if s != t]


def with_pair(text: str, words: list[str], source: tuple[int, int], target: tuple[int, int], kind: str, trigger: tuple[int, int] | None = None) -> Sentence:
    """The words with marks around source and target; the text is without them."""
    out, spots, moved = [], {}, []
    for i, word in enumerate([*words, ""]):
        out += [MARKS[1]] * (i == source[1]) + [MARKS[3]] * (i == target[1])
        for at, span, mark in ((0, source, MARKS[0]), (1, target, MARKS[2])):
            if i == span[0]:
                spots[at] = len(out)
                out.append(mark)
        moved.append(len(out))
        out.append(word)
    return Sentence(text, out[:-1], pair=Pair(spots[0], spots[1], kind, moved[slice(*trigger)] if trigger else None))


def events(sentences: list[Marked]) -> tuple[list[Sentence], list[Sentence]]:
    """Sentences with their events, and one more for each pair of parties, marked."""
    whole = [Sentence(m.text, m.words, marked=m) for m in sentences]
    pairs = [with_pair(m.text, m.words, s, t, e.type, e.trigger) for m in sentences for e in m.events for s, t in pairs_of(e)]
    return whole, pairs


def uner(path: str) -> list[Sentence]:
    return [Sentence(text_of(c, [r[1] for r in rows]), [r[1] for r in rows], names=[r[2] for r in rows]) for c, rows in blocks(path)]


def training() -> dict[str, list[Sentence]]:
    """All that may be trained on, by data set, before cleaning."""
    whole, pairs = events(written_events())
    return {
        "UD English EWT + PropBank, train": treebank(f"{DATA}/train/ewt_propbank/en_ewt-ud+propbank-train.conllu", propbank=True),
        "GUM, train, open-licence genres": treebank(f"{DATA}/train/gum/en_gum-train.openlicence.conllu", entities=True),
        "WikiGold": wikigold(f"{DATA}/train/wikigold/test/test.conllu"),
        "MEANTIME, English": meantime(f"{DATA}/train/meantime"),
        "templates written here, filled": written(3000),
        "sentences written here, names": written_names(),
        "sentences written here, events": whole,
        "the same with source and target marked": pairs,
        "sentences written here, attributions": [Sentence(a.text, a.words, attributed=a) for a in written_attributions()],
    }
