"""What a device is told about a reading: the facts that are stored with it and shown again to whoever asks twice."""

from typing import Any

from events_app.checkin import resolvers
from events_app.checkin.engine.rules import Ticket, closing, opening
from events_app.checkin.kinds import Verdict
from events_app.checkin.resolvers import Credential
from events_app.checkin.stations import Station

Facts = dict[str, Any]


def verdict(word: Verdict, because: str) -> Facts:
    return {"verdict": str(word), "because": because}


def already(before: dict[str, Any] | None) -> Facts:
    """Since when, and through which gate, the ticket is inside."""
    if before is None:
        return verdict(Verdict.ALREADY_INSIDE, "before")
    since = {"since": before["since"].isoformat(), "through": before["gate"], "still_inside": before["inside"]}
    return since | verdict(Verdict.ALREADY_INSIDE, f"since {since['since']} through {before['gate']}")


def ticket(known: Credential) -> Ticket:
    """The credential as the rules of the door want it."""
    return Ticket(
        status=known.status,
        type=str(known.ticket_type_id),
        valid_from=known.valid_from,
        valid_until=known.valid_until,
        sessions=tuple(known.sessions),
    )


def person(known: Credential) -> Facts:
    return {
        "credential": resolvers.label(known),
        "name": known.person_name,
        "company": known.company,
        "ticket_type": known.ticket_type_name,
        "folio": known.folio,
        "companions": known.companions,
    }


def hours(station: Station, known: Credential) -> Facts:
    """When this door opens and closes for this ticket."""
    shown = ticket(known)
    moments = {"opens": opening(shown, station.door), "closes": closing(shown, station.door)}
    return {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
