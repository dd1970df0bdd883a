"""Reads what runs at the field: the minute, the period and who scored, as the scorekeeper's phone noted it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from events_app.core.i18n import _, ngettext
from events_app.tournaments.engine.incidents import Incident, Sheet
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.matches import Match
from events_app.tournaments.public_queries import Known
from events_app.tournaments.view_values import Clock
from events_app.tournaments.words import period_title


def clock_of(row: Match, rules: RuleSet, now: datetime) -> Clock:
    """ "34′ · 2.º tiempo", "Set 2 · 18–15", "3.ª entrada · 2 outs"; the minute grows on the page while it runs."""
    told: Mapping[str, Any] = row.live or {}
    since = _running_since(told)
    minute = _minute(told, since, now)
    parts = [f"{minute}′" if minute is not None else "", period_words(told.get("period"), rules), _points(told)]
    parts.append(_("en pausa") if _is_paused(told) else "")
    return Clock(" · ".join(part for part in parts if part), minute, since)


def period_words(number: object, rules: RuleSet) -> str:
    """ "2.º tiempo", "5.ª entrada", "Set 3"."""
    return period_title(rules.periods.kind, number) if isinstance(number, int) and number >= 1 else ""


def _points(told: Mapping[str, Any]) -> str:
    """The points of the present set, or the outs of the half inning."""
    points, outs = told.get("points"), told.get("outs")
    if isinstance(points, list) and len(points) == 2:
        return f"{points[0]}–{points[1]}"
    return ngettext("%(n)s out", "%(n)s outs", outs) if isinstance(outs, int) else ""


def scorers_of(
    sheet: Sheet | None, side: str, people: Mapping[int, Known], rules: RuleSet
) -> tuple[tuple[str, str], ...]:
    """Who scored for the side with the minutes, in the order of the first goal; only where goals are few."""
    if sheet is None or rules.incident != "goal":
        return ()
    found: dict[str, list[str]] = {}
    for each in sheet.goals:
        if each.side == side:
            found.setdefault(_scorer(each, people), []).append(f"{each.minute}′" if each.minute is not None else "")
    return tuple((name, ", ".join(minute for minute in minutes if minute)) for name, minutes in found.items())


def name_of(player: str | None, people: Mapping[int, Known]) -> str:
    known = people.get(int(player)) if player is not None and player.isdigit() else None
    return known.name if known is not None else ""


def _scorer(each: Incident, people: Mapping[int, Known]) -> str:
    name = name_of(each.player, people) or _("Sin nombre")
    return _("%(name)s (autogol)", name=name) if each.kind == "own_goal" else name


def _running_since(told: Mapping[str, Any]) -> datetime | None:
    """When the running minute counts from; None while the clock stands."""
    clock = told.get("clock")
    raw = clock.get("since") if isinstance(clock, dict) else told.get("since")
    if not isinstance(raw, str) or _is_paused(told):
        return None
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        return None


def _is_paused(told: Mapping[str, Any]) -> bool:
    clock = told.get("clock")
    return isinstance(clock, dict) and clock.get("running") is False


def _minute(told: Mapping[str, Any], since: datetime | None, now: datetime) -> int | None:
    if since is not None and since.tzinfo is not None and now >= since:
        return int((now - since).total_seconds() // 60) + 1
    raw = told.get("minute")
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None
