"""What the payer sees of a voucher or a transfer in development, and the buttons that play the cashier and the bank."""

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from events_app.payments.stripe_twin import cash, intents
from events_app.payments.stripe_twin.api import Api
from events_app.payments.stripe_twin.errors import TwinError
from events_app.payments.stripe_twin.hosted import document


class Vouchers:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.state = api.state
        self.out = api.deliveries

    def routes(self) -> list[Route]:
        return [
            Route("/voucher/{id}", self.voucher, methods=["GET", "POST"]),
            Route("/transfer/{id}", self.transfer, methods=["GET", "POST"]),
            Route("/_twin/oxxo/{id}", self.oxxo, methods=["POST"]),
            Route("/_twin/spei", self.spei, methods=["POST"]),
        ]

    async def oxxo(self, request: Request) -> Response:
        """{"act": "pay" | "process" | "expire", "late": true}: what happens at the counter."""
        asked = await request.json()
        try:
            intent = self.state.get("payment_intent", request.path_params["id"])
            if asked["act"] == "expire":
                intents.expire_at_oxxo(self.out, intent)
            else:
                late = bool(asked.get("late"))
                intents.pay_at_oxxo(self.out, intent, late=late, confirmed=asked["act"] == "pay")
        except TwinError as error:
            return JSONResponse(error.body, status_code=error.status)
        self.state.save()
        return JSONResponse(intent)

    async def spei(self, request: Request) -> Response:
        """{"clabe": "…", "amount": 102000, "reference": "", "times": 1}: a bank sends money."""
        asked = await request.json()
        try:
            customer = cash.by_clabe(self.state, str(asked["clabe"]))
            for _ in range(int(asked.get("times", 1))):
                reference = str(asked.get("reference", ""))
                intents.fund(self.out, customer, int(asked["amount"]), reference=reference)
        except TwinError as error:
            return JSONResponse(error.body, status_code=error.status)
        self.state.save()
        return JSONResponse(cash.cash_balance(customer))

    async def voucher(self, request: Request) -> Response:
        self.api.expire_due()
        intent = self._intent(request)
        told = (intent or {}).get("twin", {}).get("oxxo")
        if intent is None or told is None:
            return document("es", "OXXO", "<p>Este comprobante no existe.</p>", status=404)
        if request.method == "POST" and intent["status"] == "requires_action":
            intents.pay_at_oxxo(self.out, intent)
            self.state.save()
            return RedirectResponse(request.url.path, status_code=303)
        number = f"<p>Referencia: <strong>{told['number']}</strong></p>"
        return document("es", "Pago en OXXO", _amount(intent) + number + _act(intent, "Pagar en la caja"))

    async def transfer(self, request: Request) -> Response:
        intent = self._intent(request)
        customer = self.state.things["customer"].get((intent or {}).get("customer") or "")
        if intent is None or customer is None:
            return document("es", "SPEI", "<p>Esta transferencia no existe.</p>", status=404)
        if request.method == "POST":
            form = await request.form()
            amount = "".join(c for c in str(form.get("amount", "")) if c.isdigit() or c == ".") or "0"
            intents.fund(self.out, customer, round(float(amount) * 100), reference=str(form.get("reference", "")))
            self.state.save()
            return RedirectResponse(request.url.path, status_code=303)
        clabe = f"<p>CLABE: <strong>{cash.address(customer)['spei']['clabe']}</strong></p>"
        missing = cash.remaining(intent) if cash.waits(intent, customer["id"]) else 0
        form_html = (
            f'<label for="amount">Pesos</label><input id="amount" name="amount" value="{missing / 100:.2f}">'
            '<label for="reference">Referencia</label><input id="reference" name="reference">'
        )
        return document("es", "Transferencia SPEI", _amount(intent) + clabe + _act(intent, "Enviar", form_html))

    def _intent(self, request: Request) -> dict[str, Any] | None:
        return self.state.things["payment_intent"].get(request.path_params["id"])


def _amount(intent: dict[str, Any]) -> str:
    return f"<p>{escape(str(intent['description'] or ''))} · ${intent['amount'] / 100:,.2f} MXN</p>"


def _act(intent: dict[str, Any], verb: str, fields: str = "") -> str:
    if intent["status"] != "requires_action":
        return f"<p>Estado: {intent['status']}</p>"
    return f'<form method="post">{fields}<button type="submit">{verb}</button></form>'
