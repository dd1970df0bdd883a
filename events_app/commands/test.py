"""`test`: everything that must pass, with a real PostgreSQL and a real browser; further words go to pytest."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from events_app.commands.browser import chromium

ROOT = Path(__file__).parents[2]
PROCESSES = "2"


def main(options: argparse.Namespace) -> int:
    environment = os.environ | {"CHROMIUM": chromium(), "ENV": "test"}
    call = [sys.executable, "-m", "pytest", "-n", PROCESSES, *options.rest]
    return 1 if subprocess.run(call, cwd=ROOT, env=environment, check=False).returncode else 0
