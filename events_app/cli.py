"""The commands of the house, `python3 -m events_app …`: what each takes, and one clear line when it cannot."""

import argparse
import asyncio
import sys
from importlib import import_module

import asyncpg
from pydantic_core import ValidationError

from events_app import __version__
from events_app.commands import CommandFailed
from events_app.core.postgres import PostgresFailed
from events_app.core.settings import ConfigurationError

KNOWN_FAILURES = (CommandFailed, ConfigurationError, PostgresFailed, OSError, asyncpg.PostgresError, ValidationError)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. 0: done; 1: could not; 2: the answer is "no"."""
    options, rest = _parser().parse_known_args(arguments)
    if rest and options.command != "test":
        return _could_not(f"{options.command} does not take {' '.join(rest)}")
    options.rest = rest
    try:
        return int(import_module(f"events_app.commands.{options.command}").main(options))
    except KNOWN_FAILURES as failure:
        return _could_not(" ".join(str(failure).split()) or type(failure).__name__)
    except (KeyboardInterrupt, asyncio.CancelledError):
        return _could_not("interrupted")


def _could_not(why: str) -> int:
    print(f"convoca: {why}", file=sys.stderr)
    return 1


class _Parser(argparse.ArgumentParser):
    """argparse leaves with 2 for a wrong word; here 2 means that the answer is "no", so it leaves with 1."""

    def error(self, message: str) -> "None":  # type: ignore[override]
        self.exit(1, f"convoca: {message} (python3 -m events_app --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python3 -m events_app", description="Convoca: the events of an association.")
    parser.add_argument("--version", action="version", version=f"convoca {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command", parser_class=_Parser)
    _serving(commands)
    _data(commands)
    _quality(commands)
    return parser


def _serving(commands: "argparse._SubParsersAction[_Parser]") -> None:
    run = commands.add_parser("run", help="database, migrations, web and worker; Ctrl-C stops all of it")
    run.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in")
    run.add_argument("--port", type=_port, default=8000, help="0 takes a free one")
    run.add_argument("--workers", type=_count, default=1, help="web processes")
    run.add_argument("--demo", action="store_true", help="with demonstration data and a list of its accounts")
    commands.add_parser("work", help="only the background worker (DATABASE_URL or the embedded database)")


def _data(commands: "argparse._SubParsersAction[_Parser]") -> None:
    commands.add_parser("migrate", help="bring the database's schema to this version")
    make = commands.add_parser("makemigrations", help="write the migration that changed models need")
    make.add_argument("--check", action="store_true", help="write nothing; 2 when something is missing")
    demo = commands.add_parser("demo", help="the same demonstration data for the same seed")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--scale", type=_count, default=1)
    demo.add_argument("--json", action="store_true", help="paths and accounts as JSON")
    for name, what in (("doctor", "check what must always be true"), ("routes", "every page and who may open it")):
        commands.add_parser(name, help=what).add_argument("--json", action="store_true")
    fiscal = commands.add_parser("fiscal", help="invoices for the accountant: fiscal export --month 2026-11")
    actions = fiscal.add_subparsers(dest="action", required=True, metavar="action", parser_class=_Parser)
    export = actions.add_parser("export", help="a month's documents that are not stamped yet")
    export.add_argument("--month", required=True, help="such as 2026-11; its global invoice comes once it is over")
    export.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    export.add_argument("--exchange-rate", help="pesos for a dollar, when something was sold in dollars")
    export.add_argument("--output", default="-", help="a file; without it, standard output")
    compute = commands.add_parser("compute", help="an engine of docs/engines.md: JSON in, JSON out")
    compute.add_argument("engine")


def _quality(commands: "argparse._SubParsersAction[_Parser]") -> None:
    commands.add_parser("test", help="everything that must pass; further words go to pytest", add_help=False)
    commands.add_parser("check", help="format, lint, types, architecture, templates, translations, advisories")


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 64:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 64")
    return number


if __name__ == "__main__":
    sys.exit(main())
