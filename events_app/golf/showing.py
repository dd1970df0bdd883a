"""What golf's pages show beside the leaderboard: the cause, and whether teams may still enter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request

from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.templates import render
from events_app.events.engine.sale import sale_state
from events_app.golf.board import standing
from events_app.golf.income import raised
from events_app.golf.queries import Day

_boards: dict[tuple[int, bool, str], tuple[int, str]] = {}
MOST_KEPT = 64


@dataclass(frozen=True)
class Cause:
    """Money for scholarships; `share` of the goal in hundredths, `scholarships` how many that pays."""

    raised: Money
    goal: Money
    each: Money

    @property
    def scholarships(self) -> int:
        return self.raised.amount // self.each.amount if self.each else 0

    @property
    def share(self) -> int:
        return min(100, self.raised.amount * 100 // self.goal.amount) if self.goal else 0


async def cause_of(day: Day) -> Cause:
    currency = day.event.currency
    total = await raised(day.golf.id, currency)
    return Cause(total, Money(day.golf.goal_amount, currency), Money(day.golf.scholarship_amount, currency))


def may_enter(day: Day, now: datetime) -> bool:
    """Whether the event's sale is open and a place may be had; a full one is for the guarded write to tell."""
    return sale_state(_WithoutSeats(day), now).is_open and day.golf.ticket_type_id is not None


async def board_html(request: Request, day: Day, *, net: bool) -> str:
    """The leaderboard as HTML, drawn once for each change, language and way of counting."""
    locale = request.state.locale
    key = (day.golf.id, net, locale)
    kept = _boards.get(key)
    if kept is not None and kept[0] == day.golf.revision:
        return kept[1]
    shown = await standing(day.golf, net=net)
    with use_locale(locale):
        html = render("events_app/golf/_board.html", request=request, standing=shown, rows=shown.rows, mine=None)
    if len(_boards) >= MOST_KEPT:
        _boards.clear()
    _boards[key] = (day.golf.revision, html)
    return html


def wants_net(request: Request, day: Day) -> bool:
    """The way of counting that the link asks for; else the tournament's own."""
    asked: Any = request.query_params.get("por")
    return {"neto": True, "bruto": False}.get(asked, day.golf.net)


class _WithoutSeats:
    """The event's sale dates, without its seats: golf counts teams."""

    capacity = None
    taken = 0

    def __init__(self, day: Day) -> None:
        event = day.event
        self.status: str = str(event.status)
        self.starts_at, self.ends_at = event.starts_at, event.ends_at
        self.sale_opens_at, self.sale_closes_at = event.sale_opens_at, event.sale_closes_at
