"""Papers as PDF: a typst template of templates/pdf filled with plain values, the same bytes for the same values."""

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from events_app.core.later import later
from events_app.core.templates import TEMPLATES_DIR

if TYPE_CHECKING:
    import typst
else:
    typst = later("typst")

FOLDER = TEMPLATES_DIR / "pdf"


async def pdf(template: str, values: Mapping[str, Any]) -> bytes:
    """`template` is a name such as "scholarship_minutes"; `values` must be JSON-able, and are never taken for code."""
    return await asyncio.to_thread(_compiled, template, json.dumps(values, ensure_ascii=False, sort_keys=True))


def _compiled(template: str, data: str) -> bytes:
    written: bytes = typst.compile(
        str(FOLDER / f"{template}.typ"), root=str(FOLDER), sys_inputs={"data": data}, ignore_system_fonts=True
    )
    return written
