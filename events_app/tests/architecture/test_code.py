"""What the code must not contain, and the tail of its long files and functions."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from events_app.tests.architecture.source import ROOT, Module, code_of_tests, dotted, functions, modules, production

LONG_FILE, LONG_FUNCTION, MOST = 240, 30, 0.05
SKIPPED_FOLDERS = {
    ".git", ".venv", "var", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis",
    "only_in_tests",
}  # fmt: skip
# Written with brackets so that this file does not name what it forbids.
MACHINE = re.compile(
    r"(^|[^a-z.])/(wor[k]|far[m]|roo[t]|tmp/brie[f])/|python[h]osted|npm[j]s\.|pyp[i]\.org|deb[i]an\.org"
)
WAITS = ("time.sleep", "wait_for_timeout")
LATER = re.compile(r"""\blater\("(\w+)"\)""")
EXCUSES = ("skip", "skipif", "xfail", "importorskip")


def names_used(module: Module) -> list[tuple[str, int]]:
    """Every name that the code mentions, imported or used, dotted, with its line."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.Name, ast.Attribute)):
            found.append((dotted(node), node.lineno))
        elif isinstance(node, ast.ImportFrom):
            found.extend((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
    return found


def mentions(module: Module, word: str) -> list[str]:
    if word not in module.text:
        return []
    return sorted({f"{module.name}:{line}" for name, line in names_used(module) if name.split(".")[-1] == word})


def excuses(module: Module) -> list[str]:
    """Where a test waits by the clock, is skipped, or replaces our own code with a mock."""
    found = set()
    for name, line in names_used(module):
        last = name.split(".")[-1]
        if name in WAITS or last == "wait_for_timeout":
            found.add(f"{module.name}:{line} waits by the clock")
        if last in EXCUSES and name.startswith(("pytest.", "mark.", "unittest.")):
            found.add(f"{module.name}:{line} is skipped")
        if name.startswith("unittest.mock"):
            found.add(f"{module.name}:{line} mocks")
    return sorted(found | set(_long_sleeps(module)))


def _long_sleeps(module: Module) -> list[str]:
    return [
        f"{module.name}:{node.lineno} waits by the clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "asyncio.sleep"
        if not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value in (0, 0.01))
    ]


def machine_names(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [f"{path.name}:{number}" for number, line in enumerate(lines, 1) if MACHINE.search(line)]


def too_long(lengths: dict[str, int], limit: int) -> list[str]:
    """The long ones, when they are more than one in twenty; else nothing."""
    long = sorted((name for name, length in lengths.items() if length > limit), key=lambda name: -lengths[name])
    return [f"{name}: {lengths[name]}" for name in long] if len(long) > MOST * len(lengths) else []


@pytest.mark.parametrize("word", ["BaseHTTPMiddleware", "SessionMiddleware", "generate_schemas"])
def test_what_loses_connections_or_constraints_is_not_used(word: str) -> None:
    code = modules()

    found = [place for module in code for place in mentions(module, word)]

    assert found == []
    assert mentions(Module("a", f"from x import {word}"), word) == ["a:1"]


def test_transactions_go_through_tx_alone() -> None:
    code = [module for module in production() if module.name != "events_app.core.database"]

    found = [place for module in code for place in mentions(module, "in_transaction")]

    assert found == []
    assert mentions(Module("a", "async def f():\n    async with t.in_transaction(): ..."), "in_transaction") == ["a:2"]


def test_no_test_waits_by_the_clock_or_is_skipped() -> None:
    code = [module for module in code_of_tests() if ".architecture" not in module.name]

    wrong = [complaint for module in code for complaint in excuses(module)]

    assert wrong == []


def test_a_test_with_an_excuse_is_named() -> None:
    text = "import time, pytest\n@pytest.mark.skip\ndef test():\n    time.sleep(1)\nasync def g():\n"
    waits = "    await asyncio.sleep(2)\n    await asyncio.sleep(0)\n    page.wait_for_timeout(5)"

    wrong = excuses(Module("t", text + waits))

    assert wrong == [
        "t:2 is skipped",
        "t:4 waits by the clock",
        "t:6 waits by the clock",
        "t:8 waits by the clock",
    ]


def test_nothing_names_a_machine_or_a_registry(tmp_path: Path) -> None:
    files = [
        path for path in ROOT.rglob("*") if path.is_file() and not SKIPPED_FOLDERS & set(path.relative_to(ROOT).parts)
    ]

    wrong = [place for path in files if path.suffix != ".map" for place in machine_names(path)]

    assert wrong == []
    bad = tmp_path / "bad.txt"
    bad.write_text("fine\nsee /" + "root/x\n")
    assert machine_names(bad) == ["bad.txt:2"]


def test_nineteen_of_twenty_files_are_a_page_or_two() -> None:
    lengths = {module.name: module.text.count("\n") for module in production()}

    wrong = too_long(lengths, LONG_FILE)

    assert wrong == []


def test_nineteen_of_twenty_functions_fit_in_a_glance() -> None:
    lengths = {
        f"{module.name}.{function.name}:{function.lineno}": (function.end_lineno or 0) - function.lineno + 1
        for module in production()
        for function in functions(module)
    }

    wrong = too_long(lengths, LONG_FUNCTION)

    assert wrong == []


def test_two_long_ones_among_twenty_are_named() -> None:
    lengths = {f"f{number}": 10 for number in range(18)}

    assert too_long(lengths | {"a": 31, "b": 32}, 30) == ["b: 32", "a: 31"]
    assert too_long(lengths | {"a": 30, "b": 32}, 30) == []


def test_every_module_opens_with_a_sentence() -> None:
    code = [module for module in modules() if not module.is_migration and module.text.strip()]

    wrong = [module.name for module in code if not ast.get_docstring(module.tree)]

    assert wrong == []


def test_a_start_loads_no_library_that_comes_later() -> None:
    named = {name for module in production() for name in LATER.findall(module.text)}
    start = "import sys; from events_app import app; app.create_app('postgres://nowhere'); print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {"obstore", "stripe", "typst", "xlsxwriter"} <= named
    assert named & set(loaded.stdout.split()) == set()
