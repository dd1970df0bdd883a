"""The way of a captain through the pages, for the tests of this room."""

import re
from typing import Any

import httpx

from events_app.tests.support.browser import TestClient
from events_app.tournaments.models import Division

CAPTAIN = {
    "company": "arneses-del-desierto",
    "employee_number": "4821",
    "surname": "Yáñez",
    "captain_phone": "631 555 0142",
    "captain_email": "lupita@arneses.example",
}
LOOK = {"name": "Halcones del Bravo", "short_name": "Halcones", "colour": "#aa0011", "second_colour": "#ffffff"}
SHEET = "No. empleado,Apellido paterno,Playera\n"


async def call_path(division: Division) -> str:
    await division.fetch_related("tournament__event")
    return f"/torneos/{division.tournament.event.slug}/{division.slug}/inscribir"


async def register(client: TestClient, division: Division, **over: Any) -> httpx.Response:
    """Reads the call and sends its form."""
    path = await call_path(division)
    start = await client.get(path)
    return await client.post(path, data=CAPTAIN | LOOK | {"idempotency_key": key_in(start.text)} | over)


def key_in(html: str) -> str:
    found = re.search(r'name="idempotency_key" value="([^"]+)"', html)
    return found.group(1) if found else ""


def cells(html: str) -> dict[str, str]:
    """The inputs of the mending form."""
    pairs = re.findall(r'<input name="([a-z_]+-\d+)" value="([^"]*)"', html)
    return dict(pairs) | {"step": "add"}
