"""`check`: what can be said about the house without running it, each by name, all of it even after a failure."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from events_app.core.templates import TEMPLATES_DIR, environment
from events_app.core.translations import untranslated

ROOT = Path(__file__).parents[2]
ARCHITECTURE = "events_app/tests/architecture"
Complaint = str  # empty: nothing to complain about


def main(options: argparse.Namespace) -> int:
    failed = [name for name, examine in CHECKS.items() if not _passes(name, examine)]
    if not failed:
        return 0
    print(f"convoca: check failed: {', '.join(failed)}", file=sys.stderr)
    return 1


def _passes(name: str, examine: Callable[[], Complaint]) -> bool:
    started = time.monotonic()
    complaint = examine()
    verdict = "FAIL" if complaint else "ok"
    print(f"{verdict:4} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if complaint:
        print("\n".join(f"     {line}" for line in complaint.splitlines()), flush=True)
    return not complaint


def _tool(*arguments: str) -> Callable[[], Complaint]:
    def examine() -> Complaint:
        done = _module(*arguments)
        return (done.stdout + done.stderr).strip() or f"it ended with {done.returncode}" if done.returncode else ""

    return examine


def _module(*arguments: str) -> "subprocess.CompletedProcess[str]":
    call = [sys.executable, "-m", *arguments]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)


def templates() -> Complaint:
    """Every template compiles, and so does all that it names (filters, tests, macros)."""
    wrong = []
    for path in sorted(each for each in TEMPLATES_DIR.rglob("*") if each.suffix in (".html", ".txt", ".xml", ".svg")):
        name = path.relative_to(TEMPLATES_DIR).as_posix()
        try:
            environment().get_template(name)
        except TemplateError as error:
            wrong.append(f"{name}: {error}")
    return "\n".join(wrong)


def translations() -> Complaint:
    return "\n".join(f"{each.place}: no English for {each.key!r}" for each in untranslated())


def advisories() -> Complaint:
    """Known holes in what we depend on; when nobody can be asked we say so aloud, for it proves nothing then."""
    done = _module(
        "pip_audit",
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-f",
        "json",
        "-r",
        "requirements.lock",
    )
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        _aloud(f"nothing was audited ({(done.stderr.strip().splitlines() or ['no reason given'])[-1]})")
        return ""
    unasked = [each["name"] for each in found if "skip_reason" in each]
    if unasked:
        _aloud(f"{len(unasked)} of {len(found)} packages could not be audited")
    holes = [(each, hole) for each in found for hole in each.get("vulns", ())]
    return "\n".join(f"{each['name']} {each['version']}: {hole['id']}" for each, hole in holes)


def _aloud(what: str) -> None:
    print(
        f"WARNING: the advisory service gave no answer: {what}. Repeat the check where it can be reached.", flush=True
    )


CHECKS: dict[str, Callable[[], Complaint]] = {
    "format": _tool("ruff", "format", "--check", "--quiet", "."),
    "lint": _tool("ruff", "check", "--quiet", "."),
    "types": _tool("mypy", "--strict"),
    "architecture": _tool("pytest", "-q", "-p", "no:cacheprovider", ARCHITECTURE),
    "templates": templates,
    "translations": translations,
    "advisories": advisories,
}
