"""Runs a module as a child of `run` that leaves when its parent is gone, however the parent went."""

import os
import runpy
import signal
import sys
import threading

from events_app.core import collector


def main(lifeline: int, module: str, arguments: list[str]) -> None:
    """`lifeline` is a pipe that only the parent can write to: when the parent dies, even by KILL, it ends."""
    threading.Thread(target=_leave_with_parent, args=(lifeline,), daemon=True).start()
    collector.patient()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _leave_with_parent(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
