"""What all tests share: the program, the example article, and documents made up by the thousand."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def article() -> str:
    return (ROOT / "examples" / "leaders-call.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def program() -> Path:
    """The program `legation`, of the same version: LEGATION says where it is."""
    own = os.environ.get("LEGATION") or ROOT / "target" / "release" / "legation"
    found = shutil.which(own)
    if not found:
        pytest.fail(f"{own} is not there: cargo build --release -p legation-cli")
    return Path(found)


def read_by_program(program: Path, documents: list[dict[str, Any]], folder: Path) -> dict[str, str]:
    """The readings that the program prints, by the id of their document."""
    lines = folder / "documents.jsonl"
    lines.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    done = subprocess.run([program, "read", lines, "--format", "jsonl"], capture_output=True, text=True, check=True)
    readings = done.stdout.splitlines()
    return {json.loads(reading)["document"]["ref"]: reading for reading in readings}


LEADERS = ["President Macron of France", "Chancellor Merz of Germany", "Prime Minister Carney of Canada", "Prime Minister Modi of India"]
STATES = ["Norway", "Chile", "Kenya", "Japan", "Peru", "Egypt", "Vietnam", "Poland"]
ACTS = [
    "{a} and {b} signed an agreement on {topic} in {city} on {day}.",
    "{a} on {day} condemned {b} over {topic}.",
    "{leader} spoke by phone with the foreign minister of {a} on {day} about {topic}.",
    "{a} imposed sanctions on {n} companies of {b} on {day}.",
    "{a} promised to send {n} tonnes of wheat to {b} by the end of the year.",
    "The government of {a} said on {day} that it would resume talks with {b}.",
    "{a} expelled {n} diplomats of {b} on {day}, the foreign ministry said.",
]
TOPICS = ["fisheries", "visas", "river water", "steel tariffs", "grain exports", "a shared border"]
CITIES = ["Oslo", "Nairobi", "Tokyo", "Lima", "Cairo", "Geneva"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def documents(count: int, seed: int = 8) -> list[dict[str, Any]]:
    """Made-up reports of two or three sentences, some of them told twice and some of them copies, with ids and days."""
    dice = random.Random(seed)
    made: list[dict[str, Any]] = []
    for number in range(count):
        day = f"2026-{1 + number % 6:02}-{3 + number % 20:02}"
        if made and number % 10 == 9:
            # A copy with another ending, from another publisher.
            text = made[-1]["text"] + " The agency reported it."
            day = made[-1]["published"]
        elif made and number % 10 == 8:
            # The same acts in a report of its own.
            first = made[-1]["text"].split(". ")[0].rstrip(".")
            text, day = f"Officials confirmed the news. {first}. Nobody was available for comment in the capital.", made[-1]["published"]
        else:
            a, b = dice.sample(STATES, 2)
            fields = {"a": a, "b": b, "leader": dice.choice(LEADERS), "topic": dice.choice(TOPICS), "city": dice.choice(CITIES)}
            sentences = dice.sample(ACTS, dice.choice([2, 3]))
            text = " ".join(own.format(**fields, n=dice.randrange(2, 90), day=dice.choice(DAYS)) for own in sentences)
            text += f" Report number {number}."
        made.append({"id": f"d{number:05}", "text": text, "title": f"Report {number}", "published": day, "publisher": f"Post {number % 3}"})
    return made
