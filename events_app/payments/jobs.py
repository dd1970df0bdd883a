"""What payments does later and on a timetable: handle webhooks, let holds go, send refunds, find what was lost."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core import jobs
from events_app.core.database import row, rows
from events_app.core.errors import Unavailable
from events_app.payments import arrivals, refunds, services, webhooks
from events_app.payments.methods import stripe_api

QUIET = timedelta(minutes=2)
LOOK_BACK = timedelta(hours=1)
LONGEST_LOOK_BACK = timedelta(days=3)
MOST_PAGES = 50


async def handle_event(payload: dict[str, Any], now: datetime) -> None:
    await webhooks.handle(int(payload["event"]), now=now)


async def release(payload: dict[str, Any], now: datetime) -> None:
    await services.release_order(int(payload["order"]), now, str(payload["reason"]))


async def send_refund(payload: dict[str, Any], now: datetime) -> None:
    await refunds.send_refund(int(payload["refund"]), now=now)


async def release_expired(payload: dict[str, Any], now: datetime) -> None:
    await services.release_expired(now)


async def refresh_order(payload: dict[str, Any], now: datetime) -> None:
    await arrivals.refresh_order(int(payload["order"]), now=now)


async def poll(payload: dict[str, Any], now: datetime) -> None:
    """Repairs what a lost webhook would have told: open pages and slips, refunds, stored events, Stripe's own list."""
    await webhooks.requeue_unhandled(now)
    await _requeue_sessions(now)
    await _requeue_refunds(now)
    await _read_stripes_list(now)


async def _requeue_sessions(now: datetime) -> None:
    open_ones = await rows(
        """SELECT order_id FROM checkout_attempts WHERE status IN ('calling', 'open') AND created_at < $1
        UNION SELECT order_id FROM vouchers WHERE status IN ('calling', 'open') AND created_at < $1
        ORDER BY order_id LIMIT 500""",
        now - QUIET,
    )
    for each in open_ones:
        order_id = each["order_id"]
        await jobs.later("payments.refresh", {"order": order_id}, now=now, key=f"refresh:{order_id}")


async def _requeue_refunds(now: datetime) -> None:
    waiting = await rows(
        "SELECT id FROM refunds WHERE status IN ('requested', 'pending') AND requested_at < $1 ORDER BY id LIMIT 500",
        now - QUIET,
    )
    for each in waiting:
        await jobs.later("payments.refund", {"refund": each["id"]}, now=now, key=f"refund:{each['id']}")


async def _read_stripes_list(now: datetime) -> None:
    last = await row("SELECT max(received_at) AS at FROM stripe_events")
    newest = last["at"] if last and last["at"] else now - LONGEST_LOOK_BACK
    start = max(newest - LOOK_BACK, now - LONGEST_LOOK_BACK)
    after = ""
    for _ in range(MOST_PAGES):
        page = await stripe_api.events_since(start, after=after)
        for event in page["data"]:
            await webhooks.keep(event, now=now)
        if not page["data"] or not page.get("has_more"):
            return
        after = str(page["data"][-1]["id"])
    raise Unavailable()


JOBS = {
    "payments.event": handle_event,
    "payments.release": release,
    "payments.refund": send_refund,
    "payments.release_expired": release_expired,
    "payments.refresh": refresh_order,
    "payments.poll": poll,
}
TIMETABLE = (
    ("payments.release_expired", timedelta(minutes=1)),
    ("payments.poll", timedelta(minutes=2)),
)
