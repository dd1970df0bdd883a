"""Whose calls these are: the office's all, and a committee's own for its chair."""

from events_app.core.access import Actor, Role


def committees_of(actor: Actor) -> tuple[int, ...] | None:
    """The committees that the actor chairs; None for all of them."""
    if actor.is_office or actor.has(Role.COMMITTEE_CHAIR):
        return None
    return actor.scopes(Role.COMMITTEE_CHAIR, "committee")


def chairs(actor: Actor, committee_id: int) -> bool:
    """Whether the actor is the chair of this committee (the office is not)."""
    return actor.has(Role.COMMITTEE_CHAIR, f"committee:{committee_id}")
