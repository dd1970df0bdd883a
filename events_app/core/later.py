"""Libraries that few requests need and every start would pay for: named where used, loaded at the first use."""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module until somebody asks something of it; Python's own import lock keeps threads in line."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def later(name: str) -> Any:
    """`typst = later("typst")` in place of `import typst`; for type checkers the import stays beside it."""
    return Later(name)
