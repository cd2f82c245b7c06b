"""Runs a notebook in its folder, and fails where a cell does."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main() -> None:
    path = Path(sys.argv[1])
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) and "<mark" in output["data"]["text/html"] for output in shown), "no reading is shown"
    assert any("image/png" in output.get("data", {}) for output in shown), "no plot is shown"
    print(f"{path}: {len(notebook.cells)} cells run")


if __name__ == "__main__":
    main()
