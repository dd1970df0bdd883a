"""No test asks which day it really is: all live on the one of `support/day.py`."""

import ast
import re

from events_app.tests.architecture.source import Module, code_of_tests, dotted

REAL_DAY = {
    "events_app.tests.support.day": "measures how far away the day of the tests is",
    "events_app.tests.benchmarks.table": "figures carry the date on which they were measured",
}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
SQL_CLOCK = re.compile(r"(?<![.\w])(now\(\)|current_date|current_timestamp|clock_timestamp\(\))", re.IGNORECASE)


def asks_the_real_clock(module: Module) -> list[str]:
    """Where it reads Python's clock, or lets PostgreSQL read its own in a statement."""
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ".".join(dotted(node).split(".")[-2:]) in CLOCKS:
            found.add(node.lineno)
        if isinstance(node, ast.ImportFrom) and any(f"{node.module}.{name.name}" in CLOCKS for name in node.names):
            found.add(node.lineno)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value):
            found.add(node.lineno)
    return [f"{module.name}:{line} asks the real clock" for line in sorted(found)]


def asks_too_early(module: Module) -> list[str]:
    """Where the house's clock is read while pytest collects, before any test has set it."""
    waiting: list[ast.AST] = [module.tree]
    found = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and dotted(node.func) in ("clock.now", "now", "clock_now"):
            found.add(node.lineno)
        waiting += _run_at_once(node)
    return [f"{module.name}:{line} asks the clock too early" for line in sorted(found)]


def _run_at_once(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Lambda):
        return []
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    return list(ast.iter_child_nodes(node))


def test_no_test_asks_which_day_it_really_is() -> None:
    code = [module for module in code_of_tests() if module.name not in REAL_DAY and ".architecture" not in module.name]

    wrong = [complaint for module in code for complaint in asks_the_real_clock(module)]
    early = [complaint for module in code for complaint in asks_too_early(module)]

    assert wrong == early == []


def test_a_test_that_asks_the_real_clock_is_named() -> None:
    text = "from time import time\nstart = datetime.now(UTC)\nday = dt.date.today()\nmoment = clock.now()\n"
    sql = 'await rows("UPDATE orders SET paid_at = NOW()")\nawait page.evaluate("Date.now()")\n'

    wrong = asks_the_real_clock(Module("t", text + sql))

    assert wrong == [f"t:{line} asks the real clock" for line in (1, 2, 3, 5)]


def test_a_clock_that_is_read_before_the_tests_begin_is_named() -> None:
    text = "SOON = clock.now()\n@cases(now())\ndef test(at=clock.now()):\n    clock.now()\nlate = lambda: now()\n"

    early = asks_too_early(Module("t", text))

    assert early == [f"t:{line} asks the clock too early" for line in (1, 2, 3)]
