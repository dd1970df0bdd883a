"""`compute admission`: reads the public format strictly, field by field, and runs the fold."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from events_app.checkin.engine.admission import Change, Reading, as_json, fold
from events_app.checkin.engine.rules import STATUSES, Door, Ticket

VERDICTS = frozenset(
    {
        "admitted",
        "already_inside",
        "exited",
        "not_inside",
        "cancelled",
        "unpaid",
        "unapproved",
        "wrong_type",
        "too_early",
        "too_late",
        "revoked",
        "unknown",
    }
)
KNOWN = frozenset({"confirmed", *STATUSES})


def compute(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"verdicts", "inside", "conflicts"}`; raises ValueError that names the field for anything malformed."""
    _only(payload, "", {"ticket", "changes", "list", "scans"})
    ticket = _ticket(_object(payload.get("ticket"), "ticket"))
    changes = [_change(each, number) for number, each in enumerate(_array(payload.get("changes", []), "changes"))]
    door = _door(_object(payload.get("list", {}), "list"))
    readings = [_reading(each, number) for number, each in enumerate(_array(payload.get("scans"), "scans"))]
    if len({each.id for each in readings}) != len(readings):
        raise ValueError("scans: two scans have the same id")
    return as_json(fold(ticket, changes, door, readings))


def _ticket(found: Mapping[str, Any]) -> Ticket:
    _only(found, "ticket", {"status", "type", "valid_from", "valid_until"})
    return Ticket(
        status=_one_of(found.get("status"), "ticket.status", KNOWN),
        type=_text(found.get("type", "general"), "ticket.type"),
        valid_from=_maybe_moment(found.get("valid_from"), "ticket.valid_from"),
        valid_until=_maybe_moment(found.get("valid_until"), "ticket.valid_until"),
    )


def _change(value: Any, number: int) -> Change:
    name = f"changes[{number}]"
    found = _object(value, name)
    _only(found, name, {"at", "status"})
    return Change(_moment(found.get("at"), f"{name}.at"), _one_of(found.get("status"), f"{name}.status", KNOWN))


def _door(found: Mapping[str, Any]) -> Door:
    _only(found, "list", {"session", "types", "reentry"})
    session = found.get("session")
    if session is not None and not (isinstance(session, (int, str)) and not isinstance(session, bool)):
        raise ValueError("list.session: a name, a number or null")
    types = [_text(each, "list.types") for each in _array(found.get("types", []), "list.types")]
    reentry = found.get("reentry", False)
    if not isinstance(reentry, bool):
        raise ValueError("list.reentry: true or false")
    return Door(types=types, reentry=reentry)


def _reading(value: Any, number: int) -> Reading:
    name = f"scans[{number}]"
    found = _object(value, name)
    _only(
        found,
        name,
        {"id", "device", "sequence", "gate", "direction", "device_time", "clock_offset", "shown", "snapshot"},
    )
    shown = found.get("shown")
    _maybe_moment(found.get("snapshot"), f"{name}.snapshot")
    return Reading(
        id=_text(found.get("id"), f"{name}.id"),
        device=_text(found.get("device"), f"{name}.device"),
        sequence=_count(found.get("sequence"), f"{name}.sequence"),
        gate=_text(found.get("gate", ""), f"{name}.gate", empty=True),
        direction=_one_of(found.get("direction", "in"), f"{name}.direction", frozenset({"in", "out"})),
        device_time=_moment(found.get("device_time"), f"{name}.device_time"),
        clock_offset=_seconds(found.get("clock_offset", 0), f"{name}.clock_offset"),
        shown=None if shown is None else _one_of(shown, f"{name}.shown", VERDICTS),
    )


def _only(found: Mapping[str, Any], name: str, known: set[str]) -> None:
    unknown = sorted(set(found) - known)
    if unknown:
        raise ValueError(f"{name}{'.' if name else ''}{unknown[0]}: unknown field")


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name}: an object is needed")
    return value


def _array(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{name}: a list is needed")
    return value


def _text(value: Any, name: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (value or empty):
        raise ValueError(f"{name}: a text is needed")
    return value


def _one_of(value: Any, name: str, known: frozenset[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name}: one of {', '.join(sorted(known))}")
    return value


def _count(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{name}: a whole number from 0 on")
    return value


def _seconds(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)) or not -(10**8) <= value <= 10**8:
        raise ValueError(f"{name}: a number of seconds")
    return float(value)


def _moment(value: Any, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except (AttributeError, ValueError) as error:
        raise ValueError(f"{name}: a moment such as 2026-11-20T17:00:05Z") from error
    if moment.tzinfo is None or not 1970 <= moment.year <= 2200:
        raise ValueError(f"{name}: the moment needs its zone, such as Z, and a year from 1970 to 2200")
    if not 1 < moment.year < 9990:
        raise ValueError(f"{name}: a year that a calendar can add to")
    return moment


def _maybe_moment(value: Any, name: str) -> datetime | None:
    return None if value is None else _moment(value, name)
