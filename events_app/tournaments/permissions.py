"""Who may organise a tournament, keep its scores, and see what is not public yet."""

from events_app.core.access import Actor, Role
from events_app.events.models import Event


def may_organise(actor: Actor, event: Event) -> bool:
    """The office, and the chair of the committee that convenes the event."""
    return actor.is_office or (
        event.committee_id is not None and actor.has(Role.COMMITTEE_CHAIR, f"committee:{event.committee_id}")
    )


def may_keep_score(actor: Actor, event: Event) -> bool:
    """Whoever organises, and the scorekeepers of the event."""
    return may_organise(actor, event) or actor.has(Role.SCOREKEEPER, f"event:{event.id}")


def organised_committees(actor: Actor) -> tuple[int, ...] | None:
    """The committees whose tournaments the actor organises; None is all of them."""
    return None if actor.is_office else actor.scopes(Role.COMMITTEE_CHAIR, "committee")
