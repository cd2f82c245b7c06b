"""Exceptions. All are :class:`LegationError`; each is also the built-in exception that fits."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


class LegationError(Exception):
    """What went wrong, and in ``hint`` what to do about it ("" where the message says it)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class InputError(LegationError, ValueError):
    """What was given makes no sense: no date, no country, no such column, a text that is too long."""


class InputTypeError(LegationError, TypeError):
    """What was given is of the wrong type: None or bytes for a text."""


class StoreError(LegationError, OSError):
    """A store cannot be opened, read or written."""

    def __init__(self, message: str, hint: str = "") -> None:
        LegationError.__init__(self, message, hint)


class MissingPackage(LegationError, ImportError):
    """A package that this needs is not installed."""


def needed(package: str, extra: str) -> ModuleType:
    """Imports a package that is only needed here, or says how to install it."""
    try:
        return import_module(package)
    except ImportError as error:
        name = package.split(".")[0]
        raise MissingPackage(f"this needs {name}, which is not installed", f"pip install 'legation[{extra}]'") from error
