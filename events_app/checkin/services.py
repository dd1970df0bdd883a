"""Changes at the door: gates, and the enrolment and the end of devices."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.checkin.errors import GateInUse, GateNameTaken, WrongPin
from events_app.checkin.models import Device, EnrolmentLink, Gate
from events_app.core import audit, live
from events_app.core.database import row, transaction, tx
from events_app.core.errors import Gone
from events_app.core.tokens import digest, keyed_digest, new_code6, new_secret

LINK_LASTS = timedelta(minutes=30)
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Invitation:
    """The secrets of an enrolment, known only now: the link goes one way and the PIN another."""

    token: str
    pin: str
    expires_at: datetime


@dataclass(frozen=True)
class Enrolled:
    gate_id: int
    token: str


async def add_gate(event_id: int, columns: dict[str, Any], *, actor: str, now: datetime) -> Gate:
    """Raises GateNameTaken."""
    try:
        return await tx(_add_gate, event_id, columns, actor=actor, now=now)
    except IntegrityError as error:
        raise GateNameTaken() from error


async def _add_gate(event_id: int, columns: dict[str, Any], *, actor: str, now: datetime) -> Gate:
    made = await Gate.create(event_id=event_id, created_at=now, **columns)
    await audit.note("gate.made", actor=actor, subject=f"gate:{made.id}", now=now, detail={"name": made.name})
    return made


async def change_gate(gate: Gate, columns: dict[str, Any], *, actor: str, now: datetime) -> None:
    """Raises GateNameTaken; the phones at the gate obey from their next reading on."""
    try:
        await tx(_change_gate, gate, columns, actor=actor, now=now)
    except IntegrityError as error:
        raise GateNameTaken() from error


async def _change_gate(gate: Gate, columns: dict[str, Any], *, actor: str, now: datetime) -> None:
    await gate.update_from_dict(columns).save(update_fields=list(columns))
    detail = {name: str(value) for name, value in columns.items()}
    await audit.note("gate.changed", actor=actor, subject=f"gate:{gate.id}", now=now, detail=detail)
    await live.announce(f"gate-event:{gate.event_id}", {"gate": gate.id})


@transaction
async def remove_gate(gate: Gate, *, actor: str, now: datetime) -> None:
    """A gate that nobody ever used; raises GateInUse for the others."""
    gone = await row(
        "DELETE FROM gates WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM devices WHERE gate_id = $1) RETURNING id",
        gate.id,
    )
    if gone is None:
        raise GateInUse()
    await audit.note("gate.removed", actor=actor, subject=f"gate:{gate.id}", now=now, detail={"name": gate.name})


@transaction
async def invite(gate: Gate, *, supervisor: bool, actor: str, now: datetime) -> Invitation:
    """A link for one phone at this gate, once, within half an hour."""
    made = Invitation(new_secret(), new_code6(), now + LINK_LASTS)
    await EnrolmentLink.create(
        gate_id=gate.id,
        token_hash=digest(made.token),
        pin_hash=_pin_hash(made.pin, digest(made.token)),
        supervisor=supervisor,
        made_by=actor,
        expires_at=made.expires_at,
        created_at=now,
    )
    await audit.note("door.invited", actor=actor, subject=f"gate:{gate.id}", now=now)
    return made


async def enrolment(token: str, *, now: datetime) -> EnrolmentLink:
    """The link that still serves. Raises Gone for one that was used, expired or guessed at too often."""
    found = await EnrolmentLink.filter(token_hash=digest(token)).select_related("gate__event").first()
    if found is None or found.used_at is not None or found.expires_at <= now or found.attempts >= MOST_ATTEMPTS:
        raise Gone()
    return found


async def enrol(token: str, *, pin: str, label: str, now: datetime) -> Enrolled:
    """Turns the link and its PIN into a device. Raises WrongPin, or Gone when the link serves no more."""
    link = await _attempt(digest(token), now)
    if not hmac.compare_digest(link["pin_hash"], _pin_hash(pin, digest(token))):
        raise WrongPin()
    return await tx(_enrol, link, label, now)


async def _attempt(token_hash: str, now: datetime) -> dict[str, Any]:
    """Counts the attempt before looking at the PIN, on its own, so that no failure forgets it."""
    found = await row(
        """UPDATE enrolment_links SET attempts = attempts + 1
           WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND attempts < $3
           RETURNING id, gate_id, pin_hash, supervisor, made_by""",
        token_hash, now, MOST_ATTEMPTS,
    )  # fmt: skip
    if found is None:
        raise Gone()
    return found


async def _enrol(link: dict[str, Any], label: str, now: datetime) -> Enrolled:
    used = await row(
        "UPDATE enrolment_links SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING id", link["id"], now
    )
    if used is None:
        raise Gone()
    gate, token = await Gate.get(id=link["gate_id"]), new_secret()
    made = await Device.create(
        gate_id=gate.id,
        event_id=gate.event_id,
        label=label,
        token_hash=digest(token),
        supervisor=link["supervisor"],
        enrolled_by=link["made_by"],
        enrolled_at=now,
        last_seen_at=now,
        created_at=now,
    )
    await audit.note("device.enrolled", actor=link["made_by"], subject=f"device:{made.id}", now=now)
    return Enrolled(gate.id, token)


@transaction
async def revoke(device_id: int, *, actor: str, now: datetime) -> None:
    """From now on what the device hands in waits for the supervisor; what it handed in before stands."""
    await row("SELECT id FROM devices WHERE id = $1 FOR UPDATE", device_id)
    revoked = await row(
        """UPDATE devices SET revoked_by = $2, revoked_at = greatest($3::timestamptz,
               (SELECT max(received_at) FROM scans WHERE device_id = $1))
           WHERE id = $1 AND revoked_at IS NULL RETURNING event_id""",
        device_id, actor, now,
    )  # fmt: skip
    if revoked is None:
        return
    await audit.note("device.revoked", actor=actor, subject=f"device:{device_id}", now=now)
    await live.announce(f"gate-event:{revoked['event_id']}", {"device": device_id})


def _pin_hash(pin: str, token_hash: str) -> str:
    return keyed_digest(pin, f"door-pin:{token_hash}")
