"""Model and data, loaded at the first use (about 0.1 s), once a process."""

from __future__ import annotations

import json
import os
import threading
from typing import NamedTuple

from legation import _legation

_loading = threading.Lock()
_loaded = False

# A process that is forked in the middle of loading would wait for a thread that it does not have.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_loading.acquire, after_in_parent=_loading.release, after_in_child=_loading.release)


class Version(NamedTuple):
    """What reads. Readings by the same version of the same document are equal, byte by byte."""

    engine: str
    """Version of the package."""
    data: str
    """Hash of the data files."""
    model: str
    """Hash of the model."""
    codebook: str
    """The codebook, such as ``plover-2.0``."""


def load() -> None:
    """Loads model and data where they are not loaded yet."""
    global _loaded
    if not _loaded:
        with _loading:
            _legation.load()
            _loaded = True


def version() -> Version:
    """What reads: versions and hashes of engine, data, model and codebook."""
    load()
    return Version(**json.loads(_legation.by()))
