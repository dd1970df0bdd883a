"""Who may import whom: rooms look only downwards, engines at nothing, and nobody goes in circles."""

import ast
import sys
from collections.abc import Iterable

from events_app.tests.architecture.source import Module, functions, imports, modules, our_imports, production

LEVELS = {
    "core": 0,
    "accounts": 1,
    "directory": 1,
    "events": 2,
    "payments": 3,
    "fiscal": 4,
    "registration": 5,
    "checkin": 6,
    "certificates": 6,
    "tournaments": 6,
    "teams": 7,
    "scoring": 7,
    "golf": 7,
    "desk": 8,
    "finance": 8,
    "office": 9,
}
FOUNDATION = ("core", "accounts", "directory")
ROOTS = ("", "commands", "demo")  # the root modules, the commands and the demonstration data see every room


def looks_up(module: Module) -> list[str]:
    """The imports of a room that its level does not allow."""
    return [
        f"{module.name}:{line} imports {name}"
        for name, line in imports(module)
        if name.split(".")[0] in ("events_app", "scholarships") and not _allowed(module, name.split("."))
    ]


def _allowed(module: Module, target: list[str]) -> bool:
    if len(target) == 1 or target[1].startswith("__") or module.room in ROOTS:
        return target[:2] != ["events_app", "tests"]
    if module.parts[0] != target[0]:
        return module.parts[0] == "scholarships" and target[1] in FOUNDATION
    if module.parts[0] == "scholarships" or module.room == target[1]:
        return True
    mine, theirs = LEVELS.get(module.room), LEVELS.get(target[1])
    if mine is None or theirs is None:
        return False
    return theirs < mine or (module.room in FOUNDATION[1:] and target[1] in FOUNDATION)


def impurities(module: Module) -> list[str]:
    """What an engine must not have: other rooms, waiting, clocks, luck that nobody seeded."""
    own = ".".join(module.parts[: module.parts.index("engine") + 1])
    found = [f"{module.name}:{line} imports {name}" for name, line in imports(module) if not _pure(name, own)]
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)):
            found.append(f"{module.name}:{node.lineno} waits")
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow") and _is_clock(node.value):
            found.append(f"{module.name}:{node.lineno} asks the clock")
    return found


def _pure(name: str, own: str) -> bool:
    if name.startswith((f"{own}.", "events_app.core.money.")) or name == "events_app.core.money":
        return True
    if name.startswith("random."):
        return name == "random.Random"
    top = name.split(".")[0]
    return top in sys.stdlib_module_names and top not in (
        "time",
        "secrets",
        "uuid",
        "os",
        "socket",
        "asyncio",
        "random",
    )


def _is_clock(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("datetime", "date")


def inner_imports(module: Module) -> list[str]:
    return [
        f"{module.name}:{node.lineno}"
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]


def circles(code: Iterable[Module]) -> list[list[str]]:
    """Groups of modules that import each other, directly or not."""
    code = list(code)
    known = frozenset(module.name for module in code)
    graph = {module.name: our_imports(module, known) - {module.name} for module in code}
    reach = {name: _reachable(graph, name) for name in graph}
    groups = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in graph}
    return [list(group) for group in sorted(groups) if group]


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(graph[name])
    return seen


def test_every_room_imports_only_rooms_below_it() -> None:
    code = production()

    wrong = [complaint for module in code for complaint in looks_up(module)]

    assert wrong == []


def test_a_room_that_looks_up_is_named() -> None:
    core = Module("events_app.core.mail", "from events_app.accounts import queries")
    payments = Module(
        "events_app.payments.services", "import events_app.registration.models\nimport events_app.core.money"
    )
    checkin = Module("events_app.checkin.routes", "from events_app import app")
    grants = Module(
        "scholarships.fund.queries", "from events_app.payments import queries\nfrom events_app.core import mail"
    )

    wrong = [looks_up(module) for module in (core, payments, checkin, grants)]

    assert wrong == [
        ["events_app.core.mail:1 imports events_app.accounts.queries"],
        ["events_app.payments.services:1 imports events_app.registration.models"],
        ["events_app.checkin.routes:1 imports events_app.app"],
        ["scholarships.fund.queries:1 imports events_app.payments.queries"],
    ]


def test_engines_are_pure() -> None:
    engines = [module for module in production() if module.is_engine]

    wrong = [complaint for module in engines for complaint in impurities(module)]

    assert engines
    assert wrong == []


def test_an_engine_that_waits_or_looks_around_is_named() -> None:
    text = """
from datetime import datetime
from random import shuffle
from events_app.core.money import Money
from events_app.core.errors import NotFound
from events_app.events.engine.sale import sale_state
async def price():
    return datetime.now()
"""

    wrong = impurities(Module("events_app.events.engine.prices", text))

    name = "events_app.events.engine.prices"
    assert sorted(wrong) == [
        f"{name}:3 imports random.shuffle",
        f"{name}:5 imports events_app.core.errors.NotFound",
        f"{name}:7 waits",
        f"{name}:8 asks the clock",
    ]


def test_no_import_hides_inside_a_function() -> None:
    code = modules()

    wrong = [complaint for module in code if not module.is_migration for complaint in inner_imports(module)]

    assert wrong == []
    assert inner_imports(Module("a", "def f():\n    import os\n")) == ["a:2"]


def test_no_module_imports_itself_through_others() -> None:
    code = production()

    wrong = circles(code)

    assert wrong == []


def test_a_circle_of_three_is_named() -> None:
    a = Module("a", "import b")
    b = Module("b", "from c import x")
    c = Module("c", "import a, d")
    d = Module("d", "import c.x")

    assert circles([a, b, c, Module("e", "import a")]) == [["a", "b", "c"]]
    assert circles([d]) == []
