"""The code of the house as syntax trees, and the questions that the rules ask about it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGES = ("events_app", "scholarships")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """`name` is the dotted name; a package's `__init__` carries the package's."""

    name: str
    text: str
    is_package: bool = False

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.name.split("."))

    @property
    def is_test(self) -> bool:
        return self.parts[1:2] == ("tests",)

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    @property
    def is_engine(self) -> bool:
        return "engine" in self.parts and not self.is_test

    @property
    def room(self) -> str:
        """The room it lies in: "core", "payments", or "" for the modules of the house's root."""
        inside = len(self.parts) > 2 or (len(self.parts) == 2 and self.is_package)
        return self.parts[1] if inside else ""


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            found.append(Module(".".join(parts[:-1] if is_package else parts), path.read_text("utf-8"), is_package))
    return tuple(found)


def production() -> list[Module]:
    return [module for module in modules() if not module.is_test and not module.is_migration]


def code_of_tests() -> list[Module]:
    return [module for module in modules() if module.is_test]


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Every dotted name that the module imports, with the line; `from a import b` gives `a.b` and stands for both."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                keep = len(module.parts) - node.level + (1 if module.is_package else 0)
                base = ".".join((*module.parts[:keep], *filter(None, [node.module])))
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def our_imports(module: Module, known: frozenset[str]) -> set[str]:
    """The modules of ours that it imports."""
    found = set()
    for name, _ in imports(module):
        for candidate in (name, name.rpartition(".")[0]):
            if candidate in known:
                found.add(candidate)
                break
    return found


def functions(module: Module) -> Iterator[Function]:
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or an attribute, "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""
