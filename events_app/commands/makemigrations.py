"""`makemigrations`: writes the migration that changed models need."""

import argparse
import asyncio

from events_app.core import schema


def main(options: argparse.Namespace) -> int:
    written = asyncio.run(schema.make_migrations())
    print("\n".join(f"wrote {name}" for name in written) or "nothing to write: the models have not changed")
    return 0
