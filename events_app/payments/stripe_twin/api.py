"""The part of Stripe's HTTP API that we use, with its idempotency and its way of refusing."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from stripe.params import (
    ChargeListParams,
    ChargeRetrieveParams,
    CustomerListParams,
    CustomerRetrieveParams,
    DisputeListParams,
    DisputeRetrieveParams,
    EventListParams,
    EventRetrieveParams,
    PaymentIntentListParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListParams,
    SessionRetrieveParams,
)

from events_app.payments.stripe_twin import cash, intents, objects
from events_app.payments.stripe_twin.deliveries import Deliveries
from events_app.payments.stripe_twin.errors import TwinError
from events_app.payments.stripe_twin.state import State
from events_app.payments.stripe_twin.validate import check, unflatten

Act = Callable[[Request, dict[str, Any]], dict[str, Any]]
EXPANDS = {"payment_intent": "payment_intent", "latest_charge": "charge", "charge": "charge", "customer": "customer"}


class CutLine(Response):
    """Begins an answer and hangs up: the work is done and the caller does not know."""

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


class Api:
    def __init__(self, state: State, deliveries: Deliveries) -> None:
        self.state = state
        self.deliveries = deliveries

    def routes(self) -> list[Route]:
        def each(path: str, method: str, expected: Any, act: Act) -> Route:
            return Route(f"/v1/{path}", self.endpoint(path, expected, act), methods=[method])

        return [
            each("checkout/sessions", "POST", SessionCreateParams, self.create_session),
            each("checkout/sessions", "GET", SessionListParams, self.lister("session", "payment_intent", "status")),
            each("checkout/sessions/{id}", "GET", SessionRetrieveParams, self.getter("session")),
            each("checkout/sessions/{id}/expire", "POST", SessionExpireParams, self.expire_session),
            each("payment_intents", "GET", PaymentIntentListParams, self.lister("payment_intent", "customer")),
            each("payment_intents/{id}", "GET", PaymentIntentRetrieveParams, self.getter("payment_intent")),
            each("charges", "GET", ChargeListParams, self.lister("charge", "payment_intent")),
            each("charges/{id}", "GET", ChargeRetrieveParams, self.getter("charge")),
            each("refunds", "POST", RefundCreateParams, self.create_refund),
            each("refunds", "GET", RefundListParams, self.lister("refund", "payment_intent", "charge")),
            each("refunds/{id}", "GET", RefundRetrieveParams, self.getter("refund")),
            each("disputes", "GET", DisputeListParams, self.lister("dispute", "charge", "payment_intent")),
            each("disputes/{id}", "GET", DisputeRetrieveParams, self.getter("dispute")),
            each("events", "GET", EventListParams, self.lister("event", "type")),
            each("events/{id}", "GET", EventRetrieveParams, self.getter("event")),
            each("customers", "GET", CustomerListParams, self.lister("customer", "email")),
            each("customers/{id}", "GET", CustomerRetrieveParams, self.getter("customer")),
        ]

    def create_session(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        return objects.create_session(self.state, asked)

    def expire_session(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        session = objects.close_session(self.state, self.state.get("session", request.path_params["id"]))
        self.deliveries.tell("checkout.session.expired", session)
        return session

    def create_refund(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        refund = objects.create_refund(self.state, asked)
        intent = self.state.get("payment_intent", refund["payment_intent"])
        if self.state.get("charge", refund["charge"])["payment_method_details"]["type"] == "customer_balance":
            cash.give_back(self.deliveries, refund, intent)
        self.deliveries.tell("refund.created", refund)
        self.deliveries.tell("charge.refunded", self.state.get("charge", refund["charge"]))
        return refund

    def expire_due(self) -> None:
        """Closes the sessions and vouchers whose time is over, as Stripe does by itself."""
        intents.expire_due(self.deliveries)
        for session in list(self.state.things["session"].values()):
            if session["status"] == "open" and session["expires_at"] <= self.state.now():
                objects.close_session(self.state, session)
                self.deliveries.tell("checkout.session.expired", session)

    def getter(self, kind: str) -> Act:
        return lambda request, asked: self.state.get(kind, request.path_params["id"])

    def lister(self, kind: str, *same: str) -> Act:
        return lambda request, asked: self.state.listed(kind, asked, same=same)

    def endpoint(self, path: str, expected: Any, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            fault = self.state.fault_for(f"{request.method} /v1/{path}", (await request.body()).decode())
            try:
                _authorized(request)
                if fault is not None and fault.kind in ("429", "500"):
                    raise _broken(fault.kind)
                waits = fault.seconds if fault is not None and fault.kind in ("slow", "timeout") else 0.0
                stuck = fault is not None and fault.kind == "stuck"
                answer = await self._once(request, expected, _break_down if stuck else act, waits)
            except TwinError as error:
                return JSONResponse(error.body, status_code=error.status)
            if fault is not None and fault.kind == "cut":
                return CutLine()
            return answer

        return endpoint

    async def _once(self, request: Request, expected: Any, act: Act, seconds: float) -> Response:
        """The same key and body give the same answer; another body is refused; two at once conflict."""
        text = (await request.body()).decode() if request.method == "POST" else request.url.query
        key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
        sent = hashlib.sha256(f"{request.url.path}?{sorted(parse_qsl(text))}".encode()).hexdigest()
        if key and key in self.state.busy:
            raise TwinError("There is another request in progress with this key.", status=409, kind="idempotency_error")
        known = self.state.answers.get(key) if key else None
        if known is not None:
            if known["sent"] != sent:
                raise TwinError(
                    "Keys can only be used with the parameters they were first used with.", kind="idempotency_error"
                )
            return JSONResponse(known["body"], known["status"], headers={"Idempotent-Replayed": "true"})
        self.state.busy.add(key)
        try:
            await asyncio.sleep(seconds if key or seconds else 0)
            status, body = self._answer(request, text, expected, act)
        finally:
            self.state.busy.discard(key)
        if key:
            self.state.answers[key] = {"sent": sent, "status": status, "body": body}
        if request.method == "POST":
            self.state.save()
        return JSONResponse(body, status_code=status)

    def _answer(self, request: Request, text: str, expected: Any, act: Act) -> tuple[int, dict[str, Any]]:
        self.expire_due()
        asked = check(unflatten(parse_qsl(text, keep_blank_values=True)), expected)
        try:
            return 200, self._shown(act(request, asked), asked.get("expand") or [])
        except TwinError as error:
            return error.status, error.body

    def _shown(self, thing: dict[str, Any], expand: list[str]) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(json.dumps({k: v for k, v in thing.items() if k != "twin"}))
        for each in shown.get("data", []) if shown.get("object") == "list" else []:
            each.pop("twin", None)
        for path in expand:
            node: Any = shown
            for name in path.split("."):
                if isinstance(node.get(name), str):
                    node[name] = dict(self.state.get(EXPANDS[name], node[name]))
                node = node.get(name)
                if not isinstance(node, dict):
                    break
        return shown


def _authorized(request: Request) -> None:
    if not request.headers.get("authorization", "").startswith(("Bearer sk_test_", "Bearer rk_test_")):
        raise TwinError("You did not provide a test API key.", status=401)


def _break_down(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    raise _broken("500")


def _broken(kind: str) -> TwinError:
    if kind == "429":
        return TwinError("Too many requests", status=429, code="rate_limit", kind="rate_limit_error")
    return TwinError("Something went wrong on Stripe's end", status=500, kind="api_error")
