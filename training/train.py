"""Trains the analyser: all heads on one encoder, every sentence for the heads that its data set annotates.

usage: python -m training.train OUT [--minutes 70] [--threads 1] [--weights analyser.pt]
Resumes from OUT/checkpoint.pt. The learning rate falls with the time spent, so that a run always ends in time.
"""
from __future__ import annotations

import argparse
import collections
import hashlib
import json
import os
import pickle
import random
import time

import torch
import torch.nn.functional as F
from torch import nn

from training.attributions import CUES
from training.attributions import ROLES as SAYING
from training.data import Sentence
from training.events import CONTEXTS, MODES, ROLES, STATUSES, held_out
from training.model import FAR, Analyser, Pieces, base_model, shape

IGNORE = -100
# Sentences with attributions are few beside the others: each is seen so often in an epoch.
REPEATS = 5


def is_written(s: Sentence) -> bool:
    """Whether its events or attributions were marked here."""
    return bool(s.marked or s.pair or s.attributed and s.attributed.whole)


def label_lists(sentences: list[Sentence]) -> dict[str, list[str]]:
    """Labels by head, sorted; roles seen fewer than 20 times are left out."""
    count = collections.Counter(tag[2:] for s in sentences for tags in (s.roles or {}).values() for tag in tags if tag.startswith("B-"))
    roles = sorted(r for r, n in count.items() if n >= 20)
    kinds = sorted({t[2:] for s in sentences for t in s.names or [] if t != "O"})
    return {
        "pos": sorted({p for s in sentences for p in s.upos or []}),
        "rel": sorted({r for s in sentences for r in s.rels or []}),
        "ner": ["O", *(f"{b}-{k}" for k in kinds for b in "BI")],
        "role": ["O", *(f"{b}-{r}" for r in roles for b in "BI")],
        "trigger": ["O", *MODES],
        "mode": [f"{kind}.{mode}" for kind, modes in MODES.items() for mode in modes.split()],
        "status": STATUSES,
        "party": ["O", *ROLES],
        "context": CONTEXTS,
        "cue": CUES,
        "say": ["O", *SAYING],
        "shape": ["root", "lower", "initial", "upper", "mixed", "digit", "other"],
    }


class Item:
    """A sentence as numbers."""

    def __init__(self, s: Sentence, pieces: Pieces, index: dict[str, dict[str, int]]) -> None:
        self.ids, self.first = pieces.sentence(s.words)
        self.shape = [0, *(shape(w) for w in s.words)]
        n = len(s.words)
        number = lambda head, tags: [index[head].get(t, 0) for t in tags] if tags else [IGNORE] * n
        self.pos, self.rel, self.ner = number("pos", s.upos), number("rel", s.rels), number("ner", s.names)
        self.heads = s.heads or [IGNORE] * n
        self.pred = [float(i in s.roles) for i in range(n)] if s.roles is not None else None
        self.roles = {p: number("role", tags) for p, tags in (s.roles or {}).items()}
        self.trigger, self.acts, self.context = [IGNORE] * n, [], None
        self.sense: torch.Tensor | None = None
        self.cue, self.said = [IGNORE] * n, []
        if s.attributed:
            # Where not every attribution is marked, only words that cannot be cues are none.
            may = lambda i: not s.attributed.whole and (s.upos is None or s.upos[i] not in ("DET", "ADJ", "ADV", "PUNCT", "PROPN", "NUM", "PRON", "AUX"))
            self.cue = [IGNORE if may(i) else 0 for i in range(n)]
            for attribution in s.attributed.attributions:
                own = [0] * n
                for role, start, end in attribution.roles:
                    own[start:end] = [index["say"][role]] * (end - start)
                for word in range(*attribution.cue):
                    self.cue[word] = index["cue"]["negated" if attribution.negated else "cue"]
                    self.said.append((word, own))
        self.pair = (s.pair.source + 1, s.pair.target + 1, index["trigger"][s.pair.type] - 1) if s.pair else None
        if s.pair and s.pair.trigger:
            # Of a marked pair only what source does to target is an act.
            self.trigger = [index["trigger"][s.pair.type] if i in s.pair.trigger else 0 for i in range(n)]
        if s.marked:
            self.trigger = [0] * n
            for event in s.marked.events:
                for i in range(*event.trigger):
                    self.trigger[i] = index["trigger"][event.type]
                party = [0] * n
                for role, start, end in event.roles:
                    party[start:end] = [index["party"][role]] * (end - start)
                # 1 a mode that it has, 0 one of its type that it has not, IGNORE one of other types.
                mode = [IGNORE if not label.startswith(event.type + ".") else float(label.split(".")[1] in event.modes) for label in index["mode"]]
                # Each word of a trigger may have to speak for it.
                self.acts += [(word, index["status"][event.status], mode, party) for word in range(*event.trigger)]
            if s.marked.contexts:
                self.context = [float(label in s.marked.contexts) for label in index["context"]]


def padded(rows: list[list[int]], width: int, fill: int) -> torch.Tensor:
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


def batches(items: list[Item], pieces: int, rng: random.Random):
    """Batches of at most `pieces` padded word pieces, sentences of like length together."""
    order = list(range(len(items)))
    rng.shuffle(order)
    out = []
    for c in range(0, len(order), 1500):
        batch, widest = [], 0
        for i in sorted(order[c:c + 1500], key=lambda i: len(items[i].ids)):
            if batch and max(widest, len(items[i].ids)) * (len(batch) + 1) > pieces:
                out.append(batch)
                batch, widest = [], 0
            batch.append(i)
            widest = max(widest, len(items[i].ids))
        if batch:
            out.append(batch)
    rng.shuffle(out)
    return out


def bce(logits: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Mean over what is annotated."""
    known = gold != IGNORE
    return F.binary_cross_entropy_with_logits(logits.float()[known], gold[known]) if known.any() else logits.new_zeros((), dtype=torch.float32)


def senses(items: list[Item], path: str) -> None:
    """Gives every item but marked pairs the mean of what the untuned base makes of its pieces, of length 1; kept in a file."""
    whole = sorted((item for item in items if not item.pair), key=lambda item: len(item.ids))
    key = hashlib.sha256(repr([item.ids for item in whole]).encode()).hexdigest()
    kept = torch.load(path) if os.path.exists(path) else {}
    if kept.get("key") != key:
        base, found = base_model().eval(), []
        for at in range(0, len(whole), 32):
            part = whole[at:at + 32]
            width = len(part[-1].ids)
            mask = padded([[1] * len(item.ids) for item in part], width, 0)
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = base(input_ids=padded([item.ids for item in part], width, 0), attention_mask=mask)[0].float()
            inner = mask.float()
            inner[:, 0] = 0
            inner[torch.arange(len(part)), mask.sum(1) - 1] = 0
            found.append(F.normalize((hidden * inner.unsqueeze(-1)).sum(1), dim=-1).bfloat16())
        kept = {"key": key, "senses": torch.cat(found)}
        torch.save(kept, path)
    for item, sense in zip(whole, kept["senses"]):
        item.sense = sense


def events_loss(model: Analyser, batch: list[Item], w: torch.Tensor, ce) -> torch.Tensor:
    """w [B,W+1,H]: ROOT and words."""
    total, d = w.new_zeros((), dtype=torch.float32), w[:, 1:]
    words = d.shape[1]
    trigger = padded([b.trigger for b in batch], words, IGNORE)
    if (trigger != IGNORE).any():
        total = total + 2 * ce(model.trigger(model.act(d)), trigger)
    acts = [(i, *act) for i, b in enumerate(batch) for act in b.acts]
    if acts:
        at = torch.tensor([word for _, word, *_ in acts])
        own = d[[i for i, *_ in acts]]
        anchors = own[torch.arange(len(acts)), at]
        act = model.act(anchors)
        far = torch.clamp(torch.arange(words).unsqueeze(0) - at.unsqueeze(1), -FAR, FAR) + FAR
        party = [row + [IGNORE] * (words - len(row)) for *_, row in acts]
        total = total + 0.5 * ce(model.status(act), torch.tensor([status for _, _, status, *_ in acts]))
        total = total + bce(model.mode(act), torch.tensor([mode for _, _, _, mode, _ in acts]))
        total = total + 1.5 * ce(model.parties(anchors, own, far), torch.tensor(party))
    told = [i for i, b in enumerate(batch) if b.context is not None]
    if told:
        total = total + bce(model.context(w[told, 0]), torch.tensor([batch[i].context for i in told]))
    pairs = [i for i, b in enumerate(batch) if b.pair]
    if pairs:
        marked = torch.cat([w[pairs, [batch[i].pair[0] for i in pairs]], w[pairs, [batch[i].pair[1] for i in pairs]], w[pairs, 0]], -1)
        total = total + ce(model.relation(marked), torch.tensor([batch[i].pair[2] for i in pairs]))
    return total


def attributions_loss(model: Analyser, batch: list[Item], w: torch.Tensor, ce) -> torch.Tensor:
    """w [B,W+1,H]: ROOT and words."""
    total, d = w.new_zeros((), dtype=torch.float32), w[:, 1:]
    words = d.shape[1]
    cue = padded([b.cue for b in batch], words, IGNORE)
    if (cue != IGNORE).any():
        total = total + 2 * ce(model.cue(d), cue)
    said = [(i, *said) for i, b in enumerate(batch) for said in b.said]
    if said:
        at = torch.tensor([word for _, word, _ in said])
        own = d[[i for i, *_ in said]]
        far = torch.clamp(torch.arange(words).unsqueeze(0) - at.unsqueeze(1), -FAR, FAR) + FAR
        logits = model.sayings(own[torch.arange(len(said)), at], own, far)
        total = total + 2 * ce(logits, padded([row for _, _, row in said], words, IGNORE))
    return total


def loss_of(model: Analyser, batch: list[Item]) -> torch.Tensor:
    width, words = max(len(b.ids) for b in batch), max(len(b.first) for b in batch)
    ids = padded([b.ids for b in batch], width, 0)
    mask = padded([[1] * len(b.ids) for b in batch], width, 0)
    first, shapes = padded([b.first for b in batch], words, 0), padded([b.shape for b in batch], words, 0)
    target = lambda name: padded([getattr(b, name) for b in batch], words - 1, IGNORE)
    pos, heads, rel, ner = (target(n) for n in ("pos", "heads", "rel", "ner"))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.bert(input_ids=ids, attention_mask=mask)[0]
        w = model.words(hidden, first, shapes)
        d = w[:, 1:]
        total = d.new_zeros((), dtype=torch.float32)
        ce = lambda logits, gold: F.cross_entropy(logits.float().flatten(0, -2), gold.flatten(), ignore_index=IGNORE)
        if (pos != IGNORE).any():
            arc, rd, rh = model.tree(w)
            real = padded([[1] * len(b.first) for b in batch], words, 0).bool()
            total = total + 0.5 * ce(model.pos(d), pos) + 1.5 * ce(arc.float().masked_fill(~real[:, None, :], -1e9), heads)
            gold_head = torch.gather(rh, 1, heads.clamp(min=0).unsqueeze(-1).expand(-1, -1, rh.shape[-1]))
            b, n, r = rd.shape
            total = total + 1.5 * ce(model.rel(rd.reshape(b * n, 1, r), gold_head.reshape(b * n, 1, r)).reshape(b, n, -1), rel)
        if (ner != IGNORE).any():
            total = total + 2.5 * ce(model.ner(d), ner)
        total = total + events_loss(model, batch, w, ce) + attributions_loss(model, batch, w, ce)
        known = [i for i, b in enumerate(batch) if b.sense is not None]
        if known:
            real = (padded([[1] * (len(b.first) - 1) for b in batch], words - 1, 0))[known].unsqueeze(-1)
            mean = (d[known] * real).sum(1) / real.sum(1)
            gold = torch.stack([batch[i].sense for i in known]).float()
            total = total + 2 * (1 - F.cosine_similarity(model.sense(mean).float(), gold, dim=-1)).mean()
        rows = [i for i, b in enumerate(batch) if b.pred is not None]
        if rows:
            gold = torch.full((len(rows), words - 1), -1.0)
            for k, i in enumerate(rows):
                gold[k, :len(batch[i].pred)] = torch.tensor(batch[i].pred)
            logits = model.pred(d[rows])[..., 0].float()
            total = total + F.binary_cross_entropy_with_logits(logits[gold >= 0], gold[gold >= 0])
            pairs = [(i, p, tags) for i in rows for p, tags in batch[i].roles.items()]
            if pairs:
                at = torch.tensor([p for _, p, _ in pairs])
                own = d[[i for i, _, _ in pairs]]
                far = torch.clamp(torch.arange(words - 1).unsqueeze(0) - at.unsqueeze(1), -FAR, FAR) + FAR
                logits = model.roles(own[torch.arange(len(pairs)), at], own, far)
                total = total + 2.5 * ce(logits, padded([t for _, _, t in pairs], words - 1, IGNORE))
    return total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pieces", type=int, default=1200)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--head-lr", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weights", help="goes on from these, where there is no checkpoint")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    with open(f"{args.out}/clean.pickle", "rb") as file:
        raw = file.read()
    if not os.path.exists(f"{args.out}/clean.json") or json.load(open(f"{args.out}/clean.json"))["sha256"] != hashlib.sha256(raw).hexdigest():
        raise SystemExit("the training data was not cleaned of the test sets: run python -m training.clean first")
    sentences = [s for group in pickle.loads(raw).values() for s in group if 1 < len(s.words) <= 100]
    # Confidence is calibrated on written sentences that were not learnt from.
    sentences = [s for s in sentences if not (is_written(s) and held_out(s.text))]
    sentences += [s for s in sentences if is_written(s) and s.attributed] * (REPEATS - 1)
    labels = label_lists(sentences)
    with open(f"{args.out}/labels.json", "w", encoding="utf8") as file:
        json.dump(labels, file)
    index = {head: {label: i for i, label in enumerate(names)} for head, names in labels.items()}
    pieces = Pieces()
    items = [item for item in (Item(s, pieces, index) for s in sentences) if len(item.ids) <= 200]
    senses(items, f"{args.out}/senses.pt")
    model = Analyser(labels)
    heads = [p for n, p in model.named_parameters() if not n.startswith("bert")]
    encoder = [p for n, p in model.named_parameters() if n.startswith("bert")]
    optimizer = torch.optim.AdamW([{"params": heads, "lr": args.head_lr}, {"params": encoder, "lr": args.lr}], weight_decay=0.01, fused=True)
    spent, step, seen, running = 0.0, 0, 0, None
    checkpoint = f"{args.out}/checkpoint.pt"
    if os.path.exists(checkpoint):
        state = torch.load(checkpoint)
        # A head that has joined since begins from nothing, and so do the optimizer's means.
        if not model.load_state_dict(state["model"], strict=False).missing_keys:
            optimizer.load_state_dict(state["optimizer"])
        spent, step, seen = state["spent"], state["step"], state["seen"]
        rng.seed(args.seed + step)
        print("resumed at", round(spent), "s, step", step, flush=True)
    elif args.weights:
        model.load_state_dict(torch.load(args.weights), strict=False)
    limit, last, saved = args.minutes * 60, time.time(), time.time()

    def save() -> None:
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "spent": spent, "step": step, "seen": seen}, checkpoint + ".new")
        os.replace(checkpoint + ".new", checkpoint)

    model.train()
    while spent < limit:
        for batch in batches(items, args.pieces, rng):
            done = spent / limit
            if done >= 1:
                break
            for group, rate in zip(optimizer.param_groups, (args.head_lr, args.lr)):
                group["lr"] = rate * min(1, done / 0.03 + 1e-3) * max(0.01, 1 - done)
            loss = loss_of(model, [items[i] for i in batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step, seen = step + 1, seen + len(batch)
            running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
            spent, last = spent + time.time() - last, time.time()
            if step % 100 == 0:
                print(f"step {step} epochs {seen / len(items):.2f} loss {running:.3f} sentences/s {seen / spent:.0f} done {done:.2f}", flush=True)
            if time.time() - saved > 180:
                save()
                saved = time.time()
    save()
    torch.save(model.state_dict(), f"{args.out}/analyser.pt")
    print(f"TRAINED epochs {seen / len(items):.2f} steps {step} seconds {spent:.0f}", flush=True)


if __name__ == "__main__":
    main()
