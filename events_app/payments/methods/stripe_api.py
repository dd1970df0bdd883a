"""Talks to Stripe: every request that creates something is written down first, under our own idempotency key."""

import asyncio
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from events_app.core import faults
from events_app.core.database import execute, row
from events_app.core.errors import Unavailable
from events_app.core.later import later
from events_app.core.settings import settings
from events_app.payments.errors import NotAtStripe, StripeRefused

if TYPE_CHECKING:
    import stripe
else:
    stripe = later("stripe")

TIMEOUT_SECONDS = 15.0
ASKED_ANEW = ("checkout", "intent", "customer")
MOST_PAGES = 200
TWIN_KEY = "sk_test_convoca_twin"
TWIN_SECRET = "whsec_convoca_twin"
_clients: "dict[tuple[str, str, int], stripe.StripeClient]" = {}


@dataclass(frozen=True)
class Call:
    """A stored request: `body` is exactly what every repetition sends."""

    id: int
    key: str
    kind: str
    body: dict[str, Any]


def client() -> "stripe.StripeClient":
    """The client of this event loop; connections are kept between calls."""
    key = settings().stripe_secret_key or TWIN_KEY
    base = settings().stripe_api_base or "https://api.stripe.com"
    place = (key, base, id(asyncio.get_running_loop()))
    if place not in _clients:
        _clients[place] = stripe.StripeClient(
            key,
            base_addresses={"api": base},
            max_network_retries=2,
            http_client=stripe.HTTPXClient(timeout=TIMEOUT_SECONDS),
        )
    return _clients[place]


def webhook_secret() -> str:
    return settings().stripe_webhook_secret or TWIN_SECRET


def livemode() -> bool:
    """Whether our key moves real money."""
    return (settings().stripe_secret_key or TWIN_KEY).startswith(("sk_live_", "rk_live_"))


async def prepare(key: str, kind: str, body: dict[str, Any], *, order_id: int | None, now: datetime) -> int:
    """Writes the request down before it is sent, inside the caller's transaction; gives its id."""
    text = json.dumps(body, sort_keys=True)
    made = await row(
        """INSERT INTO stripe_calls
            (created_at, key, kind, order_id, body, body_hash, status, answer_id, error, started_at)
        VALUES ($1, $2, $3, $4, $5::jsonb, $6, 'started', '', '', $1) RETURNING id""",
        now,
        key,
        kind,
        order_id,
        text,
        hashlib.sha256(text.encode()).hexdigest(),
    )
    if made is None:
        raise Unavailable()
    return int(made["id"])


async def load_call(call_id: int) -> Call:
    found = await row("SELECT id, key, kind, body FROM stripe_calls WHERE id = $1", call_id)
    if found is None:
        raise LookupError(f"stripe call {call_id}")
    body = found["body"]
    return Call(found["id"], found["key"], found["kind"], json.loads(body) if isinstance(body, str) else dict(body))


async def send(call: Call, *, now: datetime) -> dict[str, Any]:
    """Sends a stored request (again); the same key makes a repetition harmless.

    Raises StripeRefused when Stripe said no for good, Unavailable when nobody knows yet what happened.
    """
    try:
        answer = plain(await _request(call))
    except stripe.StripeError as error:
        await _not_answered(call, error, now)
    faults.reach(f"stripe:{call.kind}")
    await execute(
        "UPDATE stripe_calls SET status = 'answered', answer_id = $2, answered_at = $3, error = '' WHERE id = $1",
        call.id,
        str(answer["id"]),
        now,
    )
    return answer


async def ask(question: Any) -> dict[str, Any]:
    """Awaits a reading request; raises Unavailable when Stripe cannot be reached, StripeRefused when it says no."""
    try:
        return plain(await question)
    except stripe.StripeError as error:
        if final(error):
            refusal = NotAtStripe if error.http_status == 404 else StripeRefused
            raise refusal(reason=str(error.user_message or error)[:300]) from error
        raise Unavailable(retry_after=10) from error


async def session(session_id: str) -> dict[str, Any]:
    """A Checkout Session with its payment and charge, fresh from Stripe."""
    expand: dict[str, Any] = {"expand": ["payment_intent.latest_charge"]}
    return await ask(client().v1.checkout.sessions.retrieve_async(session_id, expand))  # type: ignore[arg-type]


async def payment_intent(intent_id: str) -> dict[str, Any]:
    return await ask(client().v1.payment_intents.retrieve_async(intent_id, {"expand": ["latest_charge"]}))


async def expire_session(session_id: str) -> None:
    """Closes Stripe's page; refused when it is already closed or paid, which the caller then reads."""
    await ask(client().v1.checkout.sessions.expire_async(session_id))


async def cancel_intent(intent_id: str) -> None:
    """Closes a slip; refused when it is already closed or paid, which the caller then reads."""
    await ask(client().v1.payment_intents.cancel_async(intent_id))


async def funding_instructions(customer_id: str) -> dict[str, Any]:
    """The CLABE of a customer: Stripe makes it once and repeats it for ever."""
    asked: Any = {"currency": "mxn", "funding_type": "bank_transfer", "bank_transfer": {"type": "mx_bank_transfer"}}
    return await ask(client().v1.customers.funding_instructions.create_async(customer_id, asked))


async def cash_moves(customer_id: str) -> list[dict[str, Any]]:
    """Every move of a customer's balance, oldest first."""
    found: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        asked: Any = {"limit": 100} | ({"starting_after": found[-1]["id"]} if found else {})
        page = await ask(client().v1.customers.cash_balance_transactions.list_async(customer_id, asked))
        found.extend(page["data"])
        if not page["data"] or not page.get("has_more"):
            return found[::-1]
    raise Unavailable()


async def refund(refund_id: str) -> dict[str, Any]:
    return await ask(client().v1.refunds.retrieve_async(refund_id))


async def refunds_of(intent_id: str) -> list[dict[str, Any]]:
    found = await ask(client().v1.refunds.list_async({"payment_intent": intent_id, "limit": 100}))
    return list(found["data"])


async def dispute(dispute_id: str) -> dict[str, Any]:
    return await ask(client().v1.disputes.retrieve_async(dispute_id))


async def events_since(moment: datetime, *, after: str = "") -> dict[str, Any]:
    """One page of Stripe's own list of events, newest first."""
    asked: dict[str, Any] = {"created": {"gte": int(moment.timestamp())}, "limit": 100}
    if after:
        asked["starting_after"] = after
    return await ask(client().v1.events.list_async(asked))  # type: ignore[arg-type]


def final(error: "stripe.StripeError") -> bool:
    """Stripe understood and said no: repeating the same request would get the same answer."""
    status = error.http_status or 0
    return 400 <= status < 500 and status not in (401, 403, 409, 429)


def plain(answer: Any) -> dict[str, Any]:
    """Stripe's object as plain dictionaries, so that nothing else depends on its classes."""
    return dict(answer.to_dict())


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def counted(text: str) -> int:
    """The number that we wrote into an object's metadata; 0 for what somebody else may have written there."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _repeats_itself(error: "stripe.StripeError") -> bool:
    """Stripe keeps giving this key the error it met first. A page or slip that nobody saw can be asked for anew."""
    return (error.http_status or 0) >= 500 and (error.headers or {}).get("idempotent-replayed") == "true"


async def _request(call: Call) -> Any:
    options: Any = {"idempotency_key": call.key}
    body: Any = call.body
    api = client().v1
    creates: dict[str, Any] = {
        "checkout": api.checkout.sessions.create_async,
        "intent": api.payment_intents.create_async,
        "customer": api.customers.create_async,
        "refund": api.refunds.create_async,
    }
    return await creates[call.kind](body, options)


async def _not_answered(call: Call, error: "stripe.StripeError", now: datetime) -> NoReturn:
    refused = final(error) or (call.kind in ASKED_ANEW and _repeats_itself(error))
    reason = str(error.user_message or error)[:300]
    await execute(
        "UPDATE stripe_calls SET status = $2, error = $3, answered_at = $4 WHERE id = $1 AND status <> 'answered'",
        call.id,
        "refused" if refused else "unknown",
        reason,
        now if refused else None,
    )
    if refused:
        raise StripeRefused(reason=reason) from error
    raise Unavailable(retry_after=10) from error
