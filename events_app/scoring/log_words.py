"""The log of a division as people read it: what, who, when and why, newest first, with what was taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from events_app.accounts.models import User
from events_app.core.i18n import _
from events_app.scoring.queries import team_names
from events_app.scoring.words import LOG_WORDS, scored
from events_app.tournaments.engine.fold_book import standing_events
from events_app.tournaments.engine.log import (
    Adjusted,
    Challenged,
    Confirmed,
    Disputed,
    LogEvent,
    Paired,
    Reported,
    Reverted,
    RuledTable,
    Withdrawn,
    event_from_json,
)
from events_app.tournaments.matches import LogEntry
from events_app.tournaments.models import Division

MOST = 400


@dataclass(frozen=True)
class Line:
    """`stands` is False once it was taken back; `can_revert` for what a committee may take back."""

    sequence: int
    match: int | None
    title: str
    text: str
    who: str
    at: datetime
    reason: str
    stands: bool
    can_revert: bool


async def of_division(division: Division, *, match: int | None = None) -> list[Line]:
    """All lines, or those of one match."""
    entries = await LogEntry.filter(division_id=division.id).order_by("-sequence").limit(5_000)
    events = {each.sequence: event_from_json(each.data) for each in entries}
    standing = {each.sequence for each in standing_events(events.values())}
    wanted = [each for each in entries if match is None or getattr(events[each.sequence], "match", None) == match]
    names = await team_names(_teams(events.values()))
    people = await _people([each.actor for each in wanted[:MOST]])
    return [
        Line(
            sequence=each.sequence,
            match=getattr(events[each.sequence], "match", None),
            title=_(LOG_WORDS[each.kind]),
            text=_text(events[each.sequence], names),
            who=people.get(each.actor, each.actor),
            at=each.happened_at,
            reason=_(each.reason) if each.reason else "",
            stands=each.sequence in standing,
            can_revert=each.sequence in standing and each.kind != "drawn",
        )
        for each in wanted[:MOST]
    ]


def _text(event: LogEvent, names: Mapping[str, str]) -> str:
    match event:
        case Reported():
            sides = f"{names.get(event.home, event.home)} – {names.get(event.away, event.away)}"
            return f"{sides}: {scored(event.result)}"
        case Confirmed() | Disputed():
            return _("local") if event.side == "home" else _("visitante")
        case Reverted():
            return _("el registro %(n)s", n=event.reverts)
        case Withdrawn():
            return names.get(event.entry, event.entry)
        case Adjusted():
            return _("%(team)s (puntos: %(points)s)", team=names.get(event.entry, event.entry),
                     points=f"{event.points:+d}")  # fmt: skip
        case RuledTable():
            return f"{event.table}: {', '.join(names.get(each, each) for each in event.order)}"
        case Paired():
            return _("ronda %(n)s", n=event.round)
        case Challenged():
            return f"{names.get(event.challenger, '')} → {names.get(event.challenged, '')}"
    return ""


def _teams(events: Iterable[LogEvent]) -> list[int]:
    found: set[str] = set()
    for event in events:
        for name in ("home", "away", "entry", "challenger", "challenged"):
            found.add(str(getattr(event, name, "")))
        found |= set(getattr(event, "order", ()))
    return [int(each) for each in found if each.isdigit()]


async def _people(labels: list[str]) -> dict[str, str]:
    """ "user:12" is the person's name, "team:4" a captain by the team's link, "system" the house itself."""
    ids = {int(each.split(":")[1]) for each in labels if each.startswith("user:")}
    users = {f"user:{each.id}": each.name for each in await User.filter(id__in=list(ids) or [0])}
    captains = {each: _("capitán, desde su enlace") for each in labels if each.startswith("team:")}
    return users | captains | {"system": _("el sistema")}
