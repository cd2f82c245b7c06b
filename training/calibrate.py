"""What the logits of the event heads are divided by, so that their probabilities are as often right as they say.

usage: python -m training.calibrate OUT     temperatures and reliability, on the written sentences that were not learnt from
"""
from __future__ import annotations

import json
import pickle
import random
import sys

import torch
import torch.nn.functional as F

from training.events import held_out
from training.model import Analyser, Pieces
from training.train import IGNORE, Item, is_written

MOST = 1500  # sentences are enough
GRID = [0.5 + 0.05 * i for i in range(60)]


def encoded(model: Analyser, item: Item) -> torch.Tensor:
    """ROOT and words of one sentence, [1,W+1,H]."""
    hidden = model.bert(input_ids=torch.tensor([item.ids]), attention_mask=torch.ones(1, len(item.ids), dtype=torch.long))[0]
    return model.words(hidden, torch.tensor([item.first]), torch.tensor([item.shape]))


def relation(model: Analyser, w: torch.Tensor, item: Item) -> torch.Tensor:
    """Logits [1,16] of a marked pair in the words w [1,W+1,H]."""
    return model.relation(torch.cat([w[:, item.pair[0]], w[:, item.pair[1]], w[:, 0]], -1))


@torch.no_grad()
def logits(model: Analyser, labels: dict, out: str) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Logits and gold of each head over the sentences held out."""
    index = {head: {label: i for i, label in enumerate(names)} for head, names in labels.items() if isinstance(names, list)}
    pieces, found = Pieces(), {"trigger": [], "status": [], "relation": [], "cue": []}
    torch.set_num_threads(1)
    with open(f"{out}/clean.pickle", "rb") as file:
        sentences = [s for group in pickle.load(file).values() for s in group if is_written(s) and held_out(s.text)]
    random.Random(0).shuffle(sentences)
    for item in (Item(s, pieces, index) for s in sentences[:MOST]):
        if len(item.ids) > 200:
            continue
        w = encoded(model, item)
        if item.pair:
            found["relation"].append((relation(model, w, item), [item.pair[2]]))
            continue
        if item.cue[0] != IGNORE:
            found["cue"].append((model.cue(w[0, 1:]), item.cue))
            continue
        act = model.act(w[0, 1:])
        found["trigger"].append((model.trigger(act), item.trigger))
        for word, status, *_ in item.acts:
            found["status"].append((model.status(act[word:word + 1]), [status]))
    return {head: (torch.cat([a for a, _ in rows]), torch.tensor([g for _, gold in rows for g in gold])) for head, rows in found.items() if rows}


def temperatures(model: Analyser, labels: dict, out: str) -> dict[str, float]:
    """The temperature of each head that makes the held-out labels likeliest."""
    return {head: round(min(GRID, key=lambda t: float(F.cross_entropy(x / t, gold))), 2) for head, (x, gold) in logits(model, labels, out).items()}


def main() -> None:
    out = sys.argv[1]
    labels = json.load(open(f"{out}/labels.json", encoding="utf8"))
    model = Analyser(labels)
    model.load_state_dict(torch.load(f"{out}/analyser.pt"))
    for head, (x, gold) in logits(model.eval(), labels, out).items():
        t = min(GRID, key=lambda t: float(F.cross_entropy(x / t, gold)))
        sure, got = F.softmax(x / t, -1).max(-1)
        told = (got != 0) | (gold != 0) if head in ("trigger", "cue") else torch.ones_like(got, dtype=torch.bool)
        print(f"{head}: temperature {t:.2f}, right {float((got == gold)[told].float().mean()):.3f} of {int(told.sum())}")
        for low in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95):
            high = {0.0: 0.5, 0.5: 0.7, 0.7: 0.8, 0.8: 0.9, 0.9: 0.95, 0.95: 1.01}[low]
            inside = told & (sure >= low) & (sure < high)
            if inside.any():
                print(f"  said {float(sure[inside].mean()):.2f}  right {float((got == gold)[inside].float().mean()):.2f}  of {int(inside.sum())}")


if __name__ == "__main__":
    main()
