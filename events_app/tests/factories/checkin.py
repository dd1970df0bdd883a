"""A door to stand at: gates, phones enrolled at them, and readings of tickets."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from events_app.checkin.models import Device, Gate
from events_app.core import clock
from events_app.core.tokens import digest, new_secret
from events_app.events.models import Event
from events_app.tests.support.day import NOW

_sequence = count(1)


@dataclass(frozen=True)
class Phone:
    """An enrolled device and the token that only the phone knows."""

    device: Device
    gate_id: int
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def path(self) -> str:
        return f"/api/v1/gates/{self.gate_id}/scans"


async def make_gate(event: Event, name: str = "Puerta Norte", **over: Any) -> Gate:
    return await Gate.create(event=event, name=name, **over)


async def make_phone(gate: Gate, label: str = "Teléfono de Lupita", **over: Any) -> Phone:
    token = new_secret()
    values: dict[str, Any] = {"enrolled_by": "user:1", "enrolled_at": NOW, "last_seen_at": NOW} | over
    made = await Device.create(gate_id=gate.id, event_id=gate.event_id, label=label, token_hash=digest(token), **values)
    return Phone(made, gate.id, token)


def reading(code: str = "", *, at: datetime | None = None, **over: Any) -> dict[str, Any]:
    """One item of the scanner's protocol, with an id and a sequence of its own."""
    values: dict[str, Any] = {"id": str(uuid4()), "sequence": next(_sequence)}
    values["device_time"] = (at or clock.now()).isoformat()
    return values | ({"code": code} if code else {}) | over


async def hand_in(client: httpx.AsyncClient, phone: Phone, scans: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers to a batch, in its order."""
    answer = await client.post(phone.path, content=json.dumps({"scans": list(scans)}), headers=phone.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"])


async def verdicts(client: httpx.AsyncClient, phone: Phone, *scans: dict[str, Any]) -> list[str]:
    return [each["verdict"] for each in await hand_in(client, phone, scans)]
