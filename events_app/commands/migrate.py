"""`migrate`: brings the database's schema to the code's."""

import argparse
import asyncio

from events_app.commands.house import database
from events_app.core import schema, versions


def main(options: argparse.Namespace) -> int:
    with database() as url:
        missing = asyncio.run(versions.pending(url))
        asyncio.run(schema.migrate(url))
    print("\n".join(f"applied {name}" for name in missing) or "nothing to apply: the schema is up to date")
    return 0
