"""Opens the gates of the demonstration and lets people in, with what goes wrong at a real door."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from events_app.checkin import services
from events_app.checkin.models import Device, Gate
from events_app.checkin.scanning import Scan, record
from events_app.checkin.stations import Station, station_by_token
from events_app.core.tokens import ticket_code
from events_app.demo.programme import Plan
from events_app.events.models import Event
from events_app.registration.models import Registration

ARRIVING = 34


async def open_gates(event: Event, plan: Plan, luck: random.Random, *, now: datetime) -> None:
    """Every gate of the plan, each with one phone; events under way or over also have their scans."""
    ends = min(now, event.ends_at)
    stations = [await _gate(event, name, now=min(now, event.starts_at)) for name in plan.gates]
    if event.starts_at > now:
        return
    registered = await Registration.filter(event=event, status="confirmed").order_by("id")
    await _let_in(stations[0], registered[: ARRIVING + 1], event.starts_at, ends, luck)
    await _trouble(stations[-1], registered, ends, luck)


async def _gate(event: Event, name: str, *, now: datetime) -> Station:
    types = await event.ticket_types.filter(name_es__startswith=name).values_list("id", flat=True)
    columns = {"name": name, "ticket_types": list(types)}
    gate = await services.add_gate(event.id, columns, actor="system", now=now)
    return await _phone(gate, f"Teléfono de {name}", now=now)


async def _phone(gate: Gate, label: str, *, now: datetime) -> Station:
    invitation = await services.invite(gate, supervisor=False, actor="system", now=now)
    enrolled = await services.enrol(invitation.token, pin=invitation.pin, label=label, now=now)
    station = await station_by_token(enrolled.token, now=now)
    if station is None:
        raise RuntimeError("the phone was not enrolled")
    return station


async def _let_in(
    station: Station, people: list[Registration], opens: datetime, ends: datetime, luck: random.Random
) -> None:
    arrivals = sorted(luck.uniform(0, (ends - opens).total_seconds()) for _ in people)
    for order, (person, seconds) in enumerate(zip(people, arrivals, strict=True)):
        await _read(station, person, order, opens + timedelta(seconds=seconds), luck)


async def _trouble(station: Station, people: list[Registration], ends: datetime, luck: random.Random) -> None:
    """Somebody twice, a code of nobody, and a phone that was revoked and kept reading."""
    await _read(station, people[0], 900, ends - timedelta(minutes=3), luck)
    nobody = Scan(id=_uuid(luck), sequence=901, device_time=ends, code=ticket_code(999_999_999, 0))
    await record(station, [nobody], now=ends)
    gate = await Gate.get(id=station.gate_id)
    lost = await _phone(gate, "Teléfono extraviado", now=ends - timedelta(minutes=30))
    await services.revoke(lost.device_id, actor="system", now=ends - timedelta(minutes=10))
    seen = await Device.get(id=lost.device_id)
    await _read(_revoked(lost, seen), people[-1], 1, ends - timedelta(minutes=5), luck)


def _revoked(station: Station, device: Device) -> Station:
    return Station(**(vars(station) | {"revoked": device.revoked_at is not None}))


async def _read(station: Station, person: Registration, order: int, moment: datetime, luck: random.Random) -> None:
    code = ticket_code(person.id, person.rotation, person.key_version)
    await record(station, [Scan(id=_uuid(luck), sequence=order, device_time=moment, code=code)], now=moment)


def _uuid(luck: random.Random) -> UUID:
    return UUID(int=luck.getrandbits(128), version=4)
