"""`makemigrations`: writes the migration that changed models need, or with `--check` only says that one is missing."""

import argparse
import asyncio

from events_app.core import schema


def main(options: argparse.Namespace) -> int:
    if options.check:
        missing = asyncio.run(schema.unwritten())
        print("".join(f"{each}\n" for each in missing), end="")
        return 2 if missing else 0
    written = asyncio.run(schema.make_migrations())
    print("\n".join(f"wrote {name}" for name in written) or "nothing to write: the models have not changed")
    return 0
