"""The stand-in's slow money: vouchers, transfers to a CLABE, balances, refunds that are refused, disputes answered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events_app.core import clock
from events_app.payments.engine import clabe
from events_app.tests.payments.peer import Twin

BY_OXXO = {
    "allowed_payment_method_types[0]": "oxxo",
    "payment_method_data[type]": "oxxo",
    "payment_method_data[billing_details][name]": "Ana Núñez",
    "payment_method_data[billing_details][email]": "ana@example.com",
}
BY_TRANSFER = {
    "allowed_payment_method_types[0]": "customer_balance",
    "payment_method_data[type]": "customer_balance",
    "payment_method_options[customer_balance][funding_type]": "bank_transfer",
    "payment_method_options[customer_balance][bank_transfer][type]": "mx_bank_transfer",
}
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(twin: Twin) -> Ask:
    """One request to the stand-in's API, as a test key makes it."""

    def asked(path: str, **data: Any) -> dict[str, Any]:
        headers = {"Authorization": "Bearer sk_test_x"}
        answer = twin.http.post(f"/v1/{path}", data=data, headers=headers)
        return dict(answer.json()) | {"http": answer.status_code}

    return asked


def intent(ask: Ask, way: dict[str, str], amount: int = 108_000, **more: Any) -> dict[str, Any]:
    return ask("payment_intents", amount=str(amount), currency="mxn", confirm="true", **way, **more)


def transfer(ask: Ask, customer: str, amount: int = 108_000) -> dict[str, Any]:
    return intent(ask, BY_TRANSFER, amount, customer=customer)


def state_of(twin: Twin, name: str) -> tuple[str, int]:
    """The status of an intent and how much it still misses."""
    found = next(each for each in twin.things("payment_intent") if each["id"] == name)
    action = (found["next_action"] or {}).get("display_bank_transfer_instructions") or {}
    return found["status"], int(action.get("amount_remaining", 0))


def told(twin: Twin) -> list[str]:
    return [event["type"] for event in twin.things("event")]


@pytest.mark.parametrize(
    ("amount", "code"), [(999, "amount_too_small"), (1_000, ""), (1_000_000, ""), (1_000_001, "amount_too_large")]
)
def test_oxxo_takes_ten_to_ten_thousand_pesos(ask: Ask, amount: int, code: str) -> None:
    made = intent(ask, BY_OXXO, amount)

    assert made.get("error", {}).get("code", "") == code
    assert made["http"] == (400 if code else 200)


def test_a_voucher_ends_at_the_last_minute_of_its_day_in_mexico_city(ask: Ask) -> None:
    made = intent(ask, BY_OXXO | {"payment_method_options[oxxo][expires_after_days]": "2"})

    shown = made["next_action"]["oxxo_display_details"]
    end = datetime.fromtimestamp(shown["expires_after"], ZoneInfo("America/Mexico_City"))
    today = datetime.fromtimestamp(made["created"], UTC).astimezone(ZoneInfo("America/Mexico_City")).date()
    assert ((end.date() - today).days, end.strftime("%H:%M")) == (2, "23:59")
    assert (made["status"], len(shown["number"])) == ("requires_action", 14)


def test_a_voucher_is_under_way_before_it_is_paid_and_cannot_be_refunded(twin: Twin, ask: Ask) -> None:
    made = intent(ask, BY_OXXO)

    twin.http.post(f"/_twin/oxxo/{made['id']}", json={"act": "process"})
    meanwhile = state_of(twin, made["id"])
    twin.http.post(f"/_twin/oxxo/{made['id']}", json={"act": "pay"})
    refused = ask("refunds", payment_intent=made["id"])

    assert (meanwhile, state_of(twin, made["id"])) == (("processing", 0), ("succeeded", 0))
    assert refused["error"]["code"] == "charge_not_refundable"
    assert told(twin)[:4] == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "payment_intent.processing",
        "payment_intent.succeeded",
    ]


def test_a_voucher_that_ended_is_refused_at_the_counter_unless_oxxo_was_only_late(twin: Twin, ask: Ask) -> None:
    made = intent(ask, BY_OXXO)
    twin.http.post(f"/_twin/oxxo/{made['id']}", json={"act": "expire"})
    ended = state_of(twin, made["id"])

    refused = twin.http.post(f"/_twin/oxxo/{made['id']}", json={"act": "pay"})
    late = twin.http.post(f"/_twin/oxxo/{made['id']}", json={"act": "pay", "late": True})

    assert (ended, refused.status_code, late.status_code) == (("requires_payment_method", 0), 400, 200)
    assert state_of(twin, made["id"]) == ("succeeded", 0)


def test_the_clock_ends_vouchers_by_itself(twin: Twin, ask: Ask) -> None:
    made = intent(ask, BY_OXXO | {"payment_method_options[oxxo][expires_after_days]": "1"})

    twin.later(days=3)

    assert state_of(twin, made["id"])[0] == "requires_payment_method"
    assert told(twin)[-1] == "payment_intent.payment_failed"


def test_a_reset_gives_the_stand_in_its_own_hour_back(twin: Twin) -> None:
    twin.later(days=3)

    twin.http.post("/_twin/reset")

    told = datetime.fromtimestamp(twin.http.get("/_twin/state").json()["now"], UTC)
    assert abs(told - clock.now()) < timedelta(hours=3)


def test_every_payment_of_a_customer_shows_the_same_valid_clabe(ask: Ask) -> None:
    ana, beto = ask("customers", name="Ana")["id"], ask("customers", name="Beto")["id"]

    numbers = [
        transfer(ask, each)["next_action"]["display_bank_transfer_instructions"]["financial_addresses"][0]["spei"][
            "clabe"
        ]
        for each in (ana, ana, beto)
    ]

    assert (numbers[0] == numbers[1], numbers[0] == numbers[2]) == (True, False)
    assert all(clabe.is_valid(each) for each in numbers)


def test_a_short_transfer_waits_for_the_rest_and_an_excess_stays_in_the_balance(twin: Twin, ask: Ask) -> None:
    customer = ask("customers", name="Ana")["id"]
    made = transfer(ask, customer)

    ask(f"test_helpers/customers/{customer}/fund_cash_balance", amount="102000", currency="mxn")
    short = state_of(twin, made["id"])
    ask(f"test_helpers/customers/{customer}/fund_cash_balance", amount="7500", currency="mxn")

    moves = [(each["type"], each["net_amount"], each["ending_balance"]) for each in twin.things("cash_transaction")]
    assert (short, state_of(twin, made["id"])) == (("requires_action", 6_000), ("succeeded", 0))
    assert moves == [
        ("funded", 102_000, 102_000),
        ("applied_to_payment", -102_000, 0),
        ("funded", 7_500, 7_500),
        ("applied_to_payment", -6_000, 1_500),
    ]
    assert "payment_intent.partially_funded" in told(twin)
    assert transfer(ask, customer, 1_000)["status"] == "succeeded"


def test_a_transfer_goes_to_what_its_reference_names_then_to_what_its_sum_fills_then_to_the_oldest(
    twin: Twin, ask: Ask
) -> None:
    customer = ask("customers", name="Ana")["id"]
    first, second, third = (transfer(ask, customer, amount) for amount in (5_000, 7_000, 9_000))
    number = twin.things("customer")[0]["twin"]["clabe"]
    reference = third["next_action"]["display_bank_transfer_instructions"]["reference"]

    twin.http.post("/_twin/spei", json={"clabe": number, "amount": 1_000, "reference": reference})
    twin.http.post("/_twin/spei", json={"clabe": number, "amount": 7_000})
    twin.http.post("/_twin/spei", json={"clabe": number, "amount": 2_000})

    assert [state_of(twin, each["id"]) for each in (first, second, third)] == [
        ("requires_action", 3_000),
        ("succeeded", 0),
        ("requires_action", 8_000),
    ]


def test_a_cancelled_transfer_gives_its_part_back_and_by_hand_nothing_moves_alone(twin: Twin, ask: Ask) -> None:
    by_hand = {"cash_balance[settings][reconciliation_mode]": "manual"}
    customer = ask("customers", name="Ana", **by_hand)["id"]
    made = transfer(ask, customer)
    ask(f"test_helpers/customers/{customer}/fund_cash_balance", amount="50000", currency="mxn")
    untouched = state_of(twin, made["id"])

    ask(f"payment_intents/{made['id']}/apply_customer_balance", amount="20000")
    applied = state_of(twin, made["id"])
    ask(f"payment_intents/{made['id']}/cancel")

    assert (untouched, applied) == (("requires_action", 108_000), ("requires_action", 88_000))
    assert [each["ending_balance"] for each in twin.things("cash_transaction")] == [50_000, 30_000, 50_000]


def test_dollars_vouchers_without_a_person_and_transfers_without_a_customer_are_refused(ask: Ask) -> None:
    nameless = {name: value for name, value in BY_OXXO.items() if "billing" not in name}

    refused = [
        ask("payment_intents", amount="108000", currency="usd", confirm="true", **BY_OXXO),
        intent(ask, nameless),
        intent(ask, BY_TRANSFER),
        intent(ask, BY_OXXO | {"payment_method_types[0]": "oxxo"}),
    ]

    assert [each["error"]["param"] for each in refused] == [
        "currency",
        "payment_method_data[billing_details]",
        "customer",
        "payment_method_types",
    ]


@pytest.mark.parametrize(
    ("text", "status", "event"),
    [
        ("winning_evidence", "won", "charge.dispute.closed"),
        ("losing_evidence", "lost", "charge.dispute.closed"),
        ("Asistió el 20 de noviembre", "under_review", "charge.dispute.updated"),
    ],
)
def test_evidence_decides_a_dispute_as_in_stripes_test_mode(
    twin: Twin, ask: Ask, text: str, status: str, event: str
) -> None:
    ask("payment_intents", amount="50000", currency="mxn", confirm="true", payment_method="pm_card_createDispute")
    dispute = twin.things("dispute")[0]["id"]

    answered = ask(f"disputes/{dispute}", **{"evidence[uncategorized_text]": text, "submit": "true"})

    assert (answered["status"], told(twin)[-1]) == (status, event)


def test_checkout_may_end_in_a_voucher_that_is_paid_another_day(twin: Twin, ask: Ask) -> None:
    page = ask(
        "checkout/sessions",
        **{
            "mode": "payment",
            "allowed_payment_method_types[0]": "card",
            "allowed_payment_method_types[1]": "oxxo",
            "line_items[0][price_data][currency]": "mxn",
            "line_items[0][price_data][unit_amount]": "108000",
            "line_items[0][price_data][product_data][name]": "Foro",
            "success_url": "http://localhost/regreso",
        },
    )

    shown = twin.http.get(page["url"])
    left = twin.http.post(page["url"], data={"way": "oxxo", "name": "Ana Núñez", "email": "ana@example.com"})
    unpaid = twin.things("session")[0]
    twin.http.post(f"/voucher/{unpaid['payment_intent']}")

    assert "Pagar en OXXO" in shown.text
    assert (left.status_code, unpaid["status"], unpaid["payment_status"]) == (303, "complete", "unpaid")
    assert twin.things("session")[0]["payment_status"] == "paid"
    assert told(twin)[-1] == "checkout.session.async_payment_succeeded"
