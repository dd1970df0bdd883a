"""`demo`: the same lively house for the same seed, to look around in and to test against."""

import argparse
import asyncio
import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from events_app import app
from events_app.commands import CommandFailed
from events_app.commands.house import database
from events_app.core import schema
from events_app.core.database import opened
from events_app.core.settings import Settings, settings

PACKAGE = "events_app.demo"


def main(options: argparse.Namespace) -> int:
    refuse_in_production(settings())
    with database() as url:
        asyncio.run(schema.migrate(url))
        built = asyncio.run(build_demo(url, seed=options.seed, scale=options.scale))
    if options.json:
        print(json.dumps(built, ensure_ascii=False, default=str))
    else:
        show_demo(built, settings().base_url)
    return 0


def refuse_in_production(chosen: Settings) -> None:
    if chosen.production:
        raise CommandFailed("demonstration data is refused when ENV=production")


async def build_demo(url: str, *, seed: int, scale: int) -> dict[str, Any]:
    """Paths and accounts of the demonstration data, which is built unless it is already there."""
    if find_spec(PACKAGE) is None:
        raise CommandFailed("this checkout carries no demonstration data")
    app.wire()
    async with opened(url):
        built: dict[str, Any] = await import_module(PACKAGE).build(seed=seed, scale=scale)
    return built


def show_demo(built: dict[str, Any], base_url: str) -> None:
    """What a newcomer needs to try it: a poster, somebody it knows, and the accounts."""
    employee = built["employee"]
    print(f"Poster of an event: {base_url}{built['paths']['poster']}")
    print(f"  register there as employee {employee['employee_number']}, first surname {employee['surname']}")
    print("Demonstration accounts:")
    for account in built["accounts"]:
        print("  " + "  ".join(f"{value}" for value in account.values() if value))
