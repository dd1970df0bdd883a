"""Heavy libraries wait for their first use, and what `run` itself needs stays small."""

import json
import subprocess
import sys

import pytest

from events_app.core.lazily import lazily

SAYS = "import json, sys; import {first}; print(json.dumps(sorted({wanted!r} & set(sys.modules))))"


def loaded(first: str, wanted: set[str]) -> list[str]:
    """Which of these modules a fresh Python has read after importing `first`."""
    call = [sys.executable, "-c", SAYS.format(first=first, wanted=wanted)]
    found: list[str] = json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout)
    return found


def test_a_module_is_read_at_the_first_look_at_it() -> None:
    code = (
        "import sys; from events_app.core.lazily import lazily; m = lazily('xml.dom.minidom'); "
        "there = lambda: 'xml.dom.xmlbuilder' in sys.modules; before = there(); m.parseString; "
        "print(before, there(), m is lazily('xml.dom.minidom'))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said == "False True True\n"


def test_a_missing_module_is_missed_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        lazily("no_such_library")


def test_the_web_starts_without_stripe_and_icalendar() -> None:
    assert loaded("events_app.commands.web", {"stripe._stripe_client", "icalendar.cal", "tortoise"}) == ["tortoise"]


def test_run_itself_loads_neither_the_orm_nor_a_room() -> None:
    wanted = {"tortoise", "events_app.app", "events_app.registration", "asyncpg"}

    assert loaded("events_app.cli, events_app.commands.run", wanted) == ["asyncpg"]
