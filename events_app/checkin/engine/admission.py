"""The state of a ticket is a fold over its scans by corrected time, device and sequence; upload order never matters.

Contradictions between what a device showed and the truth become a list for the supervisor, never a silent flag.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from events_app.checkin.engine.rules import Door, Ticket, refusal

SUSPECT_SECONDS = 300
PASSES = ("admitted", "exited")


@dataclass(frozen=True)
class Reading:
    """One scan as its device wrote it; `shown` is the verdict it displayed while offline, None when it was online."""

    id: str
    device: str
    sequence: int
    gate: str
    direction: str
    device_time: datetime
    clock_offset: float = 0.0
    shown: str | None = None

    @property
    def at(self) -> datetime:
        return self.device_time + timedelta(seconds=self.clock_offset)

    @property
    def order(self) -> tuple[datetime, str, int, str]:
        return (self.at, self.device, self.sequence, self.id)


@dataclass(frozen=True)
class Change:
    """The ticket's status from this moment on."""

    at: datetime
    status: str


@dataclass(frozen=True)
class Judged:
    verdict: str
    because: str


@dataclass(frozen=True)
class Conflict:
    """duplicate_entry, stale_list or clock_suspect, and the scans it is about."""

    kind: str
    scans: tuple[str, ...]


@dataclass(frozen=True)
class State:
    verdicts: Mapping[str, Judged]
    inside: bool
    entries: int
    conflicts: tuple[Conflict, ...]


@dataclass
class _Running:
    inside: bool = False
    entries: int = 0
    entered_by: Reading | None = None


def fold(ticket: Ticket, changes: Sequence[Change], door: Door, readings: Sequence[Reading]) -> State:
    """Judges every reading at its own corrected moment; any order of `readings` gives the same state."""
    running = _Running()
    verdicts: dict[str, Judged] = {}
    conflicts: list[Conflict] = []
    for reading in sorted(readings, key=lambda each: each.order):
        judged = _judge(ticket, changes, door, reading, running)
        verdicts[reading.id] = judged
        conflict = _contradiction(reading, judged, running)
        if conflict is not None:
            conflicts.append(conflict)
        _advance(reading, judged, running)
    conflicts.extend(_suspect_clocks(readings))
    return State(verdicts, running.inside, running.entries, tuple(conflicts))


def _judge(ticket: Ticket, changes: Sequence[Change], door: Door, reading: Reading, running: _Running) -> Judged:
    if reading.direction == "out":
        if running.inside:
            return Judged("exited", f"left through {reading.gate}")
        return Judged("not_inside", "no entry is open")
    refused = refusal(replace(ticket, status=_status_at(ticket, changes, reading.at)), door, reading.at)
    if refused is not None:
        return Judged(refused.verdict, refused.because)
    if running.inside or (running.entries and not door.reentry):
        first = running.entered_by
        where = f"since {first.at.isoformat()} through {first.gate}" if first else "before"
        return Judged("already_inside", where)
    return Judged("admitted", f"entered through {reading.gate}")


def _status_at(ticket: Ticket, changes: Sequence[Change], at: datetime) -> str:
    past = [each for each in changes if each.at <= at]
    return max(past, key=lambda each: each.at).status if past else ticket.status


def _contradiction(reading: Reading, judged: Judged, running: _Running) -> Conflict | None:
    if reading.shown != "admitted" or judged.verdict in PASSES:
        return None
    if judged.verdict == "already_inside":
        first = (running.entered_by.id,) if running.entered_by else ()
        return Conflict("duplicate_entry", (*first, reading.id))
    return Conflict("stale_list", (reading.id,))


def _advance(reading: Reading, judged: Judged, running: _Running) -> None:
    if judged.verdict == "admitted":
        running.inside, running.entries, running.entered_by = True, running.entries + 1, reading
    elif judged.verdict == "exited":
        running.inside = False


def _suspect_clocks(readings: Sequence[Reading]) -> list[Conflict]:
    """A clock far off, or one that ran backwards between two sequence numbers of its device."""
    suspects = {each.id for each in readings if abs(each.clock_offset) > SUSPECT_SECONDS}
    by_device: dict[str, list[Reading]] = {}
    for reading in sorted(readings, key=lambda each: (each.device, each.sequence, each.id)):
        by_device.setdefault(reading.device, []).append(reading)
    for written in by_device.values():
        pairs = zip(written, written[1:], strict=False)
        suspects |= {later.id for earlier, later in pairs if later.device_time < earlier.device_time}
    order = {each.id: each.order for each in readings}
    return [Conflict("clock_suspect", (each,)) for each in sorted(suspects, key=lambda name: order[name])]


def as_json(state: State) -> dict[str, Any]:
    """The state in the shape of `compute admission`."""
    verdicts = {key: {"verdict": each.verdict, "because": each.because} for key, each in state.verdicts.items()}
    conflicts = [{"kind": each.kind, "scans": list(each.scans)} for each in state.conflicts]
    return {"verdicts": verdicts, "inside": state.inside, "conflicts": conflicts}
