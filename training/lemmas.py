"""Writes model/lemmas.tsv: what the engine's suffix rules (crates/engine/src/analyse/lemma.rs) get wrong in the treebanks."""
from __future__ import annotations

import collections
import os

from training.data import DATA, HERE, blocks

VOWELS = set("aeiouy")


def stem_of(stem: str) -> str | None:
    if len(stem) < 2 or not any(c in VOWELS for c in stem):
        return None
    before, last = stem[-2:]
    if last == before and last not in "aeiouy" + "lsfz":
        return stem[:-1]
    needs_e = (last in "cvuz" or (last == "s" and before in VOWELS) or (last == "g" and before != "n" and before not in VOWELS)
               or (last == "l" and before in "bpdtgkf") or (stem.endswith(("at", "ir", "ud")) and not stem.endswith("eat")))
    return stem + "e" if needs_e else stem


def by_rule(form: str, upos: str) -> str:
    def cut(suffix: str, put: str) -> str | None:
        return form[:-len(suffix)] + put if form.endswith(suffix) and len(form) - len(suffix) >= 2 else None

    def sibilant() -> str | None:
        return form[:-2] if form.endswith(("ches", "shes", "sses", "xes", "zzes")) else None
    if upos == "NOUN":
        return cut("ies", "y") or sibilant() or (None if form.endswith(("ss", "us")) else cut("s", "")) or form
    if upos in ("VERB", "AUX"):
        return (cut("ies", "y") or sibilant() or (None if form.endswith("ss") else cut("s", "")) or cut("ied", "y")
                or (stem_of(form[:-2]) if form.endswith("ed") else None) or (stem_of(form[:-3]) if form.endswith("ing") else None) or form)
    return form


def inflections(verb: str) -> dict[str, str]:
    """Regular forms of a verb, by form."""
    e, y = verb.endswith("e"), verb.endswith("y") and verb[-2] not in "aeiou"
    double = len(verb) > 2 and verb[-1] not in "aeiouywxh" and verb[-2] in "aeiou" and verb[-3] not in "aeiou" and sum(c in "aeiou" for c in verb) == 1
    base = verb + verb[-1] if double else verb
    return {
        verb: verb, (verb[:-1] + "ies" if y else verb + "es" if verb.endswith(("s", "sh", "ch", "x", "z")) else verb + "s"): verb,
        (verb[:-1] + "ied" if y else verb + "d" if e else base + "ed"): verb, (verb[:-1] + "ing" if e and not verb.endswith("ee") else base + "ing"): verb,
    }


def main() -> None:
    count: dict[tuple[str, str], collections.Counter] = collections.defaultdict(collections.Counter)
    for path in (f"{DATA}/train/ewt_propbank/en_ewt-ud+propbank-train.conllu", f"{DATA}/train/gum/en_gum-train.openlicence.conllu"):
        for _, rows in blocks(path):
            for row in rows:
                if row[0].isdigit() and row[3] not in ("PROPN", "PUNCT", "SYM", "NUM", "X"):
                    count[row[1].lower(), row[3]][row[2].lower()] += 1
    table = {key: lemmas.most_common(1)[0][0] for key, lemmas in count.items()}
    with open(f"{HERE}/written/verbs.txt", encoding="utf8") as file:
        for verb in (line.strip() for line in file if line.strip() and not line.startswith("#")):
            form, _, lemma = verb.partition(" ")
            for form, lemma in {form: lemma}.items() if lemma else inflections(verb).items():
                table[form, "VERB"] = lemma
    out = os.path.join(HERE, "..", "model", "lemmas.tsv")
    with open(out, "w", encoding="utf8") as file:
        for (form, upos), lemma in sorted(table.items()):
            if by_rule(form, upos) != lemma and "\t" not in form and lemma != "_":
                file.write(f"{form}\t{upos}\t{lemma}\n")


if __name__ == "__main__":
    main()
