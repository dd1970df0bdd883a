"""The stand-in keeps Stripe's manners: keys, refusals, a bank that asks, a memory; and it never runs in production."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from events_app.core import clock
from events_app.core.settings import Settings
from events_app.payments import queries
from events_app.payments.methods import card, stripe_api
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats, speak_to
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.processes import free_port, stand_in

BANK = "4000000000003220"
HEADERS = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "key-1"}


async def stripe_page(url: str) -> httpx.Response:
    async with httpx.AsyncClient() as browser:
        return await browser.post(url, data={"card": "4242424242424242"})


def customer(http: httpx.Client, name: str, headers: dict[str, str] = HEADERS) -> httpx.Response:
    return http.post("/v1/customers", data={"name": name}, headers=headers)


def test_the_same_key_and_body_get_the_same_answer(twin: Twin) -> None:
    first, again = customer(twin.http, "Ana"), customer(twin.http, "Ana")

    assert first.json() == again.json()
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(twin.things("customer")) == 1


def test_the_same_key_with_another_body_is_refused(twin: Twin) -> None:
    customer(twin.http, "Ana")

    other = customer(twin.http, "Berta")

    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
    assert [each["name"] for each in twin.things("customer")] == ["Ana"]


def test_two_requests_with_one_key_at_once_conflict(twin: Twin) -> None:
    twin.faults({"kind": "slow", "route": "POST /v1/customers", "seconds": 0.5})

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda _: customer(twin.http, "Ana"), range(2)))

    assert sorted(each.status_code for each in answers) == [200, 409]
    assert len(twin.things("customer")) == 1


def test_what_the_sdk_does_not_know_is_refused_as_stripe_would(twin: Twin) -> None:
    answers = [
        twin.http.post("/v1/checkout/sessions", data=data, headers={"Authorization": "Bearer sk_test_x"}).json()
        for data in (
            {"mode": "payment", "payment_method_types[0]": "card"},
            {"mode": "gift"},
            {"mode": "payment", "expires_at": "soon"},
        )
    ]

    assert [each["error"]["param"] for each in answers] == ["payment_method_types", "mode", "expires_at"]
    assert {each["error"]["type"] for each in answers} == {"invalid_request_error"}


def test_without_a_test_key_nobody_is_let_in(twin: Twin) -> None:
    answers = [twin.http.get("/v1/events", headers=headers) for headers in ({}, {"Authorization": "Bearer sk_live_x"})]

    assert [each.status_code for each in answers] == [401, 401]


async def test_a_bank_that_asks_is_answered_before_anything_is_charged(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    url = await card.checkout_url(order.id, now=now)

    asked = twin.pay(url, BANK)
    charged = len(twin.things("charge"))
    confirmed = twin.http.post(url, data={"card": BANK, "bank": "yes"})
    await card.refresh_live_attempts(order.id, now=now)

    assert "Tu banco quiere confirmar que eres tú." in asked.text
    assert (charged, confirmed.status_code, len(twin.things("charge"))) == (0, 303, 1)
    assert (await queries.order_by_folio(order.folio)).status == "paid"


async def test_a_bank_that_is_refused_charges_nothing(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now, locale="en")
    url = await card.checkout_url(order.id, now=now)

    refused = twin.http.post(url, data={"card": BANK, "bank": "no"})
    await card.refresh_live_attempts(order.id, now=now)

    assert (refused.status_code, twin.things("charge")) == (402, [])
    assert "Your card was declined. Try another one." in refused.text
    assert (await queries.order_by_folio(order.folio)).status == "pending"


async def test_a_restart_keeps_open_pages_and_keys(
    db: str, seats: Seats, app_settings: Settings, twin: Twin, tmp_path: Path
) -> None:
    now, port, memory = clock.now(), free_port(), str(tmp_path / "twin.json")
    order = await make_order(now=now)

    with stand_in("--state", memory, port=port) as address:
        speak_to(address, app_settings)
        url = await card.checkout_url(order.id, now=now)
    with stand_in("--state", memory, port=port) as address:
        again = await stripe_api.send(await stripe_api.load_call(1), now=now)
        paid = await stripe_page(url)
        await card.refresh_live_attempts(order.id, now=now)

    assert (again["url"], paid.status_code) == (url, 303)
    assert (await queries.order_by_folio(order.folio)).status == "paid"
    speak_to(str(twin.http.base_url).rstrip("/"), app_settings)


@pytest.mark.parametrize(("env", "code"), [("production", 1), ("test", 0)])
def test_production_never_gets_a_stand_in(env: str, code: int) -> None:
    command = [sys.executable, "-m", "events_app.payments.stripe_twin", "--help"]
    if env == "production":
        command = [*command[:-1], "--port", str(free_port())]

    ended = subprocess.run(command, env={**os.environ, "ENV": env}, capture_output=True, text=True, timeout=30)

    assert ended.returncode == code
    assert ("never runs in production" in ended.stderr) is (env == "production")
