"""Drops every sentence that shares a run of eight words with a sealed test set, and writes what is left with a manifest.

usage: python -m training.clean OUT      (OUT: a folder outside the repository, e.g. ~/legation-training)
"""
from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
import sys

from training.data import DATA, training


def sealed() -> set[bytes]:
    """Hashes of all eight-word runs of the test sets: SHA-1, first 6 bytes."""
    with open(f"{DATA}/never-train.shingles", "rb") as file:
        raw = file.read()
    return {raw[i:i + 6] for i in range(0, len(raw), 6)}


def hit(text: str, shingles: set[bytes]) -> bool:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return any(hashlib.sha1(" ".join(words[i:i + 8]).encode()).digest()[:6] in shingles for i in range(len(words) - 7))


def main() -> None:
    out = sys.argv[1]
    os.makedirs(out, exist_ok=True)
    shingles = sealed()
    kept, manifest = {}, {}
    for name, sentences in training().items():
        kept[name] = [s for s in sentences if not hit(s.text, shingles)]
        manifest[name] = {"kept": len(kept[name]), "dropped": len(sentences) - len(kept[name])}
    with open(f"{out}/clean.pickle", "wb") as file:
        pickle.dump(kept, file)
    manifest["sha256"] = hashlib.sha256(open(f"{out}/clean.pickle", "rb").read()).hexdigest()
    with open(f"{out}/clean.json", "w", encoding="utf8") as file:
        json.dump(manifest, file, indent=1)
    print(json.dumps(manifest, indent=1))


if __name__ == "__main__":
    main()
