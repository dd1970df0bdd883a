"""The routes of Stripe's API about payments that take days: intents, customers with a CLABE, disputes answered."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route
from stripe.params import (
    CustomerCashBalanceRetrieveParams,
    CustomerCashBalanceTransactionListParams,
    CustomerCashBalanceUpdateParams,
    CustomerCreateFundingInstructionsParams,
    CustomerCreateParams,
    DisputeCloseParams,
    DisputeUpdateParams,
    PaymentIntentApplyCustomerBalanceParams,
    PaymentIntentCancelParams,
    PaymentIntentConfirmParams,
    PaymentIntentCreateParams,
)
from stripe.params.test_helpers import CustomerFundCashBalanceParams

from events_app.payments.stripe_twin import cash, intents
from events_app.payments.stripe_twin.api import Act, Api
from events_app.payments.stripe_twin.errors import TwinError

WINS, LOSES = "winning_evidence", "losing_evidence"
OPEN_DISPUTES = ("needs_response", "warning_needs_response")


class Money:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.state = api.state
        self.out = api.deliveries

    def routes(self) -> list[Route]:
        customer = "customers/{id}"
        intent = "payment_intents/{id}"
        table: tuple[tuple[str, str, Any, Act], ...] = (
            ("payment_intents", "POST", PaymentIntentCreateParams, self.create),
            (f"{intent}/confirm", "POST", PaymentIntentConfirmParams, self.confirm),
            (f"{intent}/cancel", "POST", PaymentIntentCancelParams, self.cancel),
            (f"{intent}/apply_customer_balance", "POST", PaymentIntentApplyCustomerBalanceParams, self.apply),
            ("customers", "POST", CustomerCreateParams, self.open_customer),
            (f"{customer}/funding_instructions", "POST", CustomerCreateFundingInstructionsParams, self.instructions),
            (f"{customer}/cash_balance", "GET", CustomerCashBalanceRetrieveParams, self.balance),
            (f"{customer}/cash_balance", "POST", CustomerCashBalanceUpdateParams, self.change_balance),
            (f"{customer}/cash_balance_transactions", "GET", CustomerCashBalanceTransactionListParams, self.moves),
            (f"test_helpers/{customer}/fund_cash_balance", "POST", CustomerFundCashBalanceParams, self.fund),
            ("disputes/{id}", "POST", DisputeUpdateParams, self.answer_dispute),
            ("disputes/{id}/close", "POST", DisputeCloseParams, self.close_dispute),
        )
        return [
            Route(f"/v1/{path}", self.api.endpoint(path, expected, act), methods=[method])
            for path, method, expected, act in table
        ]

    def create(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        if asked.get("customer"):
            self.state.get("customer", asked["customer"])
        return intents.create(self.out, asked)

    def confirm(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        return intents.confirm(self.out, self._intent(request), asked)

    def cancel(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        return intents.cancel(self.out, self._intent(request), asked)

    def apply(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        return intents.apply_balance(self.out, self._intent(request), asked)

    def open_customer(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        return cash.open_customer(self.state, asked)

    def instructions(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        return cash.instructions(self._customer(request), asked)

    def balance(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        return cash.cash_balance(self._customer(request))

    def change_balance(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        customer = self._customer(request)
        cash.set_mode(customer, asked)
        return cash.cash_balance(customer)

    def moves(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        only = asked | {"customer": self._customer(request)["id"]}
        return self.state.listed("cash_transaction", only, same=("customer",))

    def fund(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        customer, told = self._customer(request), str(asked.get("reference") or "")
        intents.fund(self.out, customer, asked["amount"], currency=asked["currency"], reference=told)
        return list(self.state.things["cash_transaction"].values())[-1]

    def answer_dispute(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        """Keeps the evidence; when it is submitted, two magic texts decide at once, anything else is under review."""
        dispute = self.state.get("dispute", request.path_params["id"])
        if dispute["status"] not in OPEN_DISPUTES:
            raise TwinError(f"This dispute is {dispute['status']} and takes no more evidence.")
        dispute.update(evidence=dispute.get("evidence", {}) | (asked.get("evidence") or {}))
        if asked.get("submit", True):
            decided = {WINS: "won", LOSES: "lost"}
            text = str(dispute["evidence"].get("uncategorized_text") or "")
            dispute["status"] = decided.get(text, "under_review")
        closed = dispute["status"] in ("won", "lost")
        self.out.tell("charge.dispute.closed" if closed else "charge.dispute.updated", dispute)
        return dispute

    def close_dispute(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        """The merchant gives in: the dispute is lost."""
        dispute = self.state.get("dispute", request.path_params["id"])
        dispute["status"] = "lost"
        self.out.tell("charge.dispute.closed", dispute)
        return dispute

    def _intent(self, request: Request) -> dict[str, Any]:
        return self.state.get("payment_intent", request.path_params["id"])

    def _customer(self, request: Request) -> dict[str, Any]:
        return self.state.get("customer", request.path_params["id"])
