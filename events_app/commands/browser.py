"""Finds the Chromium that the tests drive, or installs one; without a browser the tests do not begin."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from events_app.commands import CommandFailed

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
APT = (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"))


def chromium() -> str:
    """The path of a Chromium that starts. Raises CommandFailed when there is none and none could be installed."""
    given = os.environ.get("CHROMIUM")
    if given:
        if not _starts(given):
            raise CommandFailed(f"CHROMIUM names {given}, which does not start")
        return given
    for find in (_installed, _of_playwright, _from_apt, _from_playwright):
        path = find()
        if path and _starts(path):
            return path
    raise CommandFailed(
        "no browser: install Chromium (on Debian: apt-get install chromium) or set CHROMIUM to its path"
    )


def _installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _of_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _from_apt() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    for call in APT:
        _try(*call)
    return _installed()


def _from_playwright() -> str | None:
    _try(sys.executable, "-m", "playwright", "install", "chromium")
    return _of_playwright()


def _try(*call: str) -> None:
    """A way that fails says why on stderr, and the next one is tried."""
    print(f"convoca: no browser found; running {' '.join(call)}", file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(call, check=True, env=environment, stdout=sys.stderr)
    except (subprocess.CalledProcessError, OSError) as failure:
        print(f"convoca: {failure}", file=sys.stderr)


def _starts(path: str) -> bool:
    try:
        asked = subprocess.run([path, "--version", "--no-sandbox"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0
