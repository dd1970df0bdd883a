"""A team's matches as iCalendar: each keeps its identity, and its sequence rises when the place or hour changes."""

from datetime import timedelta
from typing import TYPE_CHECKING

from events_app.core.i18n import _
from events_app.core.later import later
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.tournaments.entries import Team
from events_app.tournaments.view import Show
from events_app.tournaments.view_values import Card

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = later("icalendar")


def calendar_of(show: Show, team: Team, locale: str) -> bytes:
    """The matches that have an hour; a calendar that subscribes asks again every two hours."""
    division = show.world.division
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Convoca//torneos//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{team.name} · {division.name(locale)}")
    calendar.add("refresh-interval;value=duration", "PT2H")
    calendar.add("x-published-ttl", "PT2H")
    for card in show.of_team(team) if show.drawn else ():
        if card.starts_at is not None:
            calendar.add_component(_entry(show, card))
    return bytes(calendar.to_ical())


def _entry(show: Show, card: Card) -> "icalendar.Event":
    division, event = show.world.division, show.world.tournament.event
    row = show.world.rows[card.number]
    entry = icalendar.Event()
    entry.add("uid", f"match-{row.id}@{settings().host}")
    entry.add("dtstamp", row.created_at)
    entry.add("sequence", row.revision)
    entry.add("dtstart", card.starts_at)
    if card.starts_at is not None:
        entry.add("dtend", card.starts_at + timedelta(minutes=division.match_minutes))
    entry.add("summary", f"{card.home.short} – {card.away.short}" + (f" ({_score(card)})" if card.over else ""))
    link = absolute(f"/torneos/{event.slug}/{division.slug}/partidos/{card.number}")
    entry.add("description", _("%(round)s, partido %(number)s", round=card.title, number=card.number) + f"\n{link}")
    entry.add("location", ", ".join(part for part in (card.field, card.venue) if part))
    entry.add("url", link)
    entry.add("status", "CONFIRMED")
    return entry


def _score(card: Card) -> str:
    return f"{card.home.score}–{card.away.score}"
