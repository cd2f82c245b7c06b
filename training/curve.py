"""How good the event heads are by how many written sentences they learn from.

usage: python -m training.curve OUT PLV.tsv [--base WEIGHTS] [--counts 500,1000,2000,5000] [--seen 12000] [--seed 0]
Starts each time from an analyser trained without events (WEIGHTS, or the pinned base alone), so that only the number of sentences differs. A tenth of them, chosen by
hash, is never learnt from. Prints for each count: the relation head's macro-F1 over the 15 roots and its accuracy on the pairs of PLV.tsv, and on
the tenth held out the F1 of typed triggers and the accuracy of status. Weights of the last count lie in OUT/curve.pt.
"""
from __future__ import annotations

import argparse
import csv
import pickle
import random
import re

import torch
from torch import nn

from training.calibrate import encoded, relation
from training.data import Sentence, events, with_pair
from training.events import WORD, Marked, held_out
from training.model import Analyser, Pieces
from training.train import Item, batches, label_lists, loss_of

ROOT = {"CONCEDE": "YIELD", "RETREAT": "YIELD", "INVESTIGATE": "ACCUSE", "DISAPPROVE": "ACCUSE", "DEMAND": "REQUEST"}


def plv(path: str):
    """Pairs of a PLV file, marked, each with its root; rows without both marks are left out."""
    for row in csv.DictReader(open(path, encoding="utf8"), delimiter="\t"):
        text, spans = "", {}
        for piece in re.split(r"(</?[st]>)", row["marked_sentence"]):
            mark = re.fullmatch(r"<(/?)([st])>", piece)
            if not mark:
                text += piece
            elif not mark[1]:
                spans.setdefault(mark[2], [len(text), len(text)])
            elif spans[mark[2]][0] == spans[mark[2]][1]:
                spans[mark[2]][1] = len(text)
        spots = [(m.start(), m.end()) for m in WORD.finditer(text)]
        inside = {key: [i for i, (a, b) in enumerate(spots) if a < end and b > start] for key, (start, end) in spans.items()}
        if len(inside) == 2 and all(inside.values()):
            source, target = ((inside[k][0], inside[k][-1] + 1) for k in "st")
            yield with_pair(text, [text[a:b] for a, b in spots], source, target, "AGREE"), ROOT.get(row["gold_root"], row["gold_root"])


def macro(gold: list[str], got: list[str]) -> tuple[float, float]:
    f = []
    for c in set(gold):
        right = sum(g == c == p for g, p in zip(gold, got))
        f.append(2 * right / (sum(g == c for g in gold) + sum(p == c for p in got)))
    return sum(f) / len(f), sum(g == p for g, p in zip(gold, got)) / len(gold)


def relations(model: Analyser, items: list[tuple[Item, str]], kinds: list[str]) -> tuple[float, float]:
    got = []
    for item, _ in items:
        kind = kinds[int(relation(model, encoded(model, item), item).argmax())]
        got.append(ROOT.get(kind, kind))
    return macro([gold for _, gold in items], got)


def triggers(model: Analyser, items: list[Item]) -> tuple[float, float]:
    """F1 of typed trigger words, accuracy of status at them."""
    right = found = gold = status = acts = 0
    for item in items:
        d = encoded(model, item)[0, 1:]
        got = model.trigger(model.act(d)).argmax(-1).tolist()
        heads = {word: item.trigger[word] for word, *_ in item.acts}
        right += sum(heads.get(i) == t for i, t in enumerate(got) if t)
        found, gold = found + sum(map(bool, got)), gold + len(heads)
        for word, s, *_ in item.acts:
            status += int(model.status(model.act(d[word])).argmax()) == s
            acts += 1
    return 2 * right / (found + gold), status / max(1, acts)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("plv")
    parser.add_argument("--base")
    parser.add_argument("--counts", default="500,1000,2000,5000")
    parser.add_argument("--seen", type=int, default=12000, help="sentences and pairs seen, the same number for each count")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    with open(f"{args.out}/clean.pickle", "rb") as file:
        data = pickle.load(file)
    labels = label_lists([s for group in data.values() for s in group])
    index = {head: {label: i for i, label in enumerate(names)} for head, names in labels.items()}
    pieces = Pieces()
    written: list[Marked] = [s.marked for s in data["sentences written here, events"]]
    random.Random(args.seed).shuffle(written)
    learnt = [m for m in written if not held_out(m.text)]
    number = lambda sentences: [item for item in (Item(s, pieces, index) for s in sentences) if len(item.ids) <= 200]
    test = number(Sentence(m.text, m.words, marked=m) for m in written if held_out(m.text))
    pairs = [(Item(s, pieces, index), gold) for s, gold in plv(args.plv)]
    for count in map(int, args.counts.split(",")):
        torch.manual_seed(args.seed)
        rng = random.Random(args.seed)
        model = Analyser(labels)
        if args.base:
            own = model.state_dict()
            model.load_state_dict({k: v for k, v in torch.load(args.base).items() if own[k].shape == v.shape}, strict=False)
        items = number([s for group in events(learnt[:count]) for s in group])
        heads = [p for n, p in model.named_parameters() if not n.startswith("bert")]
        optimizer = torch.optim.AdamW([{"params": heads, "lr": 1e-3}, {"params": model.bert.parameters(), "lr": 2e-4}], weight_decay=0.01, fused=True)
        plan = [batch for _ in range(max(1, round(args.seen / len(items)))) for batch in batches(items, 1200, rng)]
        model.train()
        for step, batch in enumerate(plan):
            for group, rate in zip(optimizer.param_groups, (1e-3, 2e-4)):
                group["lr"] = rate * min(1, step / 20 + 0.01) * max(0.01, 1 - step / len(plan))
            loss = loss_of(model, [items[i] for i in batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        model.eval()
        with torch.no_grad():
            f1, accuracy = relations(model, pairs, labels["trigger"][1:])
            trigger, status = triggers(model, test)
        print(f"{min(count, len(learnt))} sentences: relation macro-F1 {f1:.3f} accuracy {accuracy:.3f}  trigger F1 {trigger:.3f} status {status:.3f}", flush=True)
    torch.save(model.state_dict(), f"{args.out}/curve.pt")


if __name__ == "__main__":
    main()
