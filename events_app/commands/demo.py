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
from events_app.commands.newcomer import refuse_in_production, show_demo
from events_app.core import schema
from events_app.core.database import opened
from events_app.core.settings import settings

__all__ = ["build_demo", "main", "refuse_in_production", "show_demo"]
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


async def build_demo(url: str, *, seed: int, scale: int) -> dict[str, Any]:
    """Paths and accounts of the demonstration data, which is built unless it is already there."""
    if find_spec(PACKAGE) is None:
        raise CommandFailed("this checkout carries no demonstration data")
    app.wire()
    async with opened(url):
        built: dict[str, Any] = await import_module(PACKAGE).build(seed=seed, scale=scale)
    return built
