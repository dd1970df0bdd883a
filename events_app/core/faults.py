"""Named points at which a test lets the process die as in a power cut, to prove that nothing acknowledged is lost."""

import os
from collections.abc import Callable
from typing import Any

from events_app.core.settings import settings

DEAD = 137  # what a process leaves behind that was killed


def reach(point: str, service: Callable[..., Any] | None = None) -> None:
    """Ends this process here and now when FAULT names the point; nothing is flushed, closed or rolled back.

    With a service the point's name is `point:room.module.function`, as in `commit:registration.services._register`.
    """
    named = settings().fault
    if named and (point if service is None else f"{point}:{_name(service)}") in named:
        os._exit(DEAD)


def _name(service: Callable[..., Any]) -> str:
    return f"{service.__module__.removeprefix('events_app.')}.{service.__qualname__}"
