"""The payment page that people see in development: card number, a bank that may ask, and the way back."""

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from events_app.payments.stripe_twin import intents, objects
from events_app.payments.stripe_twin.api import Api, CutLine
from events_app.payments.stripe_twin.errors import TwinError

WORDS = {
    "es": {
        "title": "Pago de prueba",
        "note": "Esta página imita a Stripe en desarrollo. No se cobra dinero de verdad.",
        "card": "Número de tarjeta",
        "hint": (
            "4242 4242 4242 4242 paga; 4000 0566 5566 5556 es de débito; 4000 0000 0000 0002 se rechaza; "
            "4000 0000 0000 3220 pide confirmar."
        ),
        "expiry": "Vencimiento (MM/AA)",
        "cvc": "Código de seguridad",
        "pay": "Pagar",
        "name": "Nombre y apellido",
        "email": "Correo",
        "oxxo": "Pagar en OXXO",
        "customer_balance": "Pagar por transferencia",
        "back": "Volver sin pagar",
        "declined": "Tu tarjeta fue rechazada. Prueba con otra.",
        "number": "Escribe los 16 números de la tarjeta.",
        "bank": "Tu banco quiere confirmar que eres tú.",
        "confirm": "Confirmar",
        "refuse": "Rechazar",
        "closed": "Esta página de pago ya no está abierta.",
    },
    "en": {
        "title": "Test payment",
        "note": "This page stands in for Stripe in development. No real money is charged.",
        "card": "Card number",
        "hint": (
            "4242 4242 4242 4242 pays; 4000 0566 5566 5556 is a debit card; 4000 0000 0000 0002 is declined; "
            "4000 0000 0000 3220 asks to confirm."
        ),
        "expiry": "Expiry (MM/YY)",
        "cvc": "Security code",
        "pay": "Pay",
        "name": "First and last name",
        "email": "E-mail",
        "oxxo": "Pay at OXXO",
        "customer_balance": "Pay by bank transfer",
        "back": "Go back without paying",
        "declined": "Your card was declined. Try another one.",
        "number": "Type the 16 digits of the card.",
        "bank": "Your bank wants to confirm that it is you.",
        "confirm": "Confirm",
        "refuse": "Refuse",
        "closed": "This payment page is no longer open.",
    },
}
STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:26rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "label{display:block;font-weight:600;margin-top:1rem}input{width:100%;font:inherit;padding:.7rem;"
    "box-sizing:border-box;border:1px solid #767676;border-radius:8px}"
    "button{width:100%;min-height:52px;margin-top:1.2rem;font:inherit;font-weight:700;color:#fff;background:#4b3fbb;border:0;border-radius:8px}"
    ".quiet{color:#222;background:#eee}"
    "a{display:block;text-align:center;margin-top:1.2rem;color:#3a2fa0}.bad{color:#a00;font-weight:600}"
    "li{display:flex;justify-content:space-between}ul{padding:0}"
)


class Hosted:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.state = api.state

    def routes(self) -> list[Route]:
        return [
            Route("/pay/{id}", self.show, methods=["GET"], name="pay"),
            Route("/pay/{id}", self.pay, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        self.api.expire_due()
        session = self._session(request)
        words = _words(session)
        if session is None or session["status"] != "open":
            return _document(words, f"<p>{words['closed']}</p>{_back(session, words)}", status=410)
        return _document(words, _form(session, words))

    async def pay(self, request: Request) -> Response:
        self.api.expire_due()
        session = self._session(request)
        words = _words(session)
        if session is None or session["status"] != "open":
            return _document(words, f"<p>{words['closed']}</p>{_back(session, words)}", status=410)
        form = await request.form()
        way = str(form.get("way", "card"))
        if way in intents.PESOS_ONLY and way in session["payment_method_types"]:
            return self._later(session, way, form)
        card = "".join(c for c in str(form.get("card", "")) if c.isdigit())
        if len(card) != 16:
            return _document(words, _form(session, words, mistake=words["number"]), status=422)
        outcome = self._outcome(session, card, str(form.get("bank", "")))
        self.state.save()
        if outcome == "asks":
            return _document(words, _bank(card, words))
        if outcome == "declined":
            return _document(words, _form(session, words, mistake=words["declined"]), status=402)
        fault = self.state.fault_for("POST /pay")
        if fault is not None and fault.kind == "cut":
            return CutLine()
        return RedirectResponse(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]), status_code=303)

    def _later(self, session: dict[str, Any], way: str, form: Any) -> Response:
        """A voucher or a transfer: the page is done and the money comes another day."""
        intent = objects.intent_of(self.state, session)
        email = str(form.get("email") or session["customer_email"] or "")
        person = {"name": str(form.get("name", "")), "email": email}
        asked = {"payment_method_data": {"type": way, "billing_details": person}}
        try:
            intents.confirm(self.api.deliveries, intent, asked)
        except TwinError as error:
            words = _words(session)
            return _document(words, _form(session, words, mistake=escape(str(error))), status=422)
        paid = intent["status"] == "succeeded"
        session.update(status="complete", payment_status="paid" if paid else "unpaid", url=None)
        self.api.deliveries.tell("checkout.session.completed", session)
        self.state.save()
        return RedirectResponse(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]), status_code=303)

    def _outcome(self, session: dict[str, Any], card: str, bank: str) -> str:
        if bank:
            card = objects.GOOD if bank == "yes" else objects.DECLINED
        outcome = objects.charge(self.state, session, card)
        tell = self.api.deliveries.tell
        if outcome == "declined":
            tell("payment_intent.payment_failed", self._intent(session))
        if outcome == "succeeded":
            intent = self._intent(session)
            tell("payment_intent.succeeded", intent)
            tell("charge.succeeded", self.state.get("charge", intent["latest_charge"]))
            tell("checkout.session.completed", session)
            for dispute in self.state.things["dispute"].values():
                if dispute["payment_intent"] == intent["id"]:
                    tell("charge.dispute.created", dispute)
        return outcome

    def _intent(self, session: dict[str, Any]) -> dict[str, Any]:
        return self.state.get("payment_intent", session["payment_intent"])

    def _session(self, request: Request) -> dict[str, Any] | None:
        try:
            return self.state.get("session", request.path_params["id"])
        except TwinError:
            return None


def _words(session: dict[str, Any] | None) -> dict[str, str]:
    locale = str((session or {}).get("locale") or "es")
    return WORDS["en" if locale.startswith("en") else "es"] | {"lang": "en" if locale.startswith("en") else "es"}


def _form(session: dict[str, Any], words: dict[str, str], mistake: str = "") -> str:
    names = "".join(f"<li>{escape(name)}</li>" for name in session["twin"]["names"])
    amount = f"{session['amount_total'] / 100:,.2f} {session['currency'].upper()}"
    bad = f'<p class="bad" role="alert" id="mistake">{mistake}</p>' if mistake else ""
    return (
        f'<ul>{names}</ul><p><strong>${amount}</strong></p>{bad}<form method="post">'
        f'<label for="card">{words["card"]}</label><input id="card" name="card" inputmode="numeric" '
        f'autocomplete="cc-number" aria-describedby="hint" required><p id="hint">{words["hint"]}</p>'
        f'<label for="expiry">{words["expiry"]}</label><input id="expiry" name="expiry" autocomplete="cc-exp">'
        f'<label for="cvc">{words["cvc"]}</label><input id="cvc" name="cvc" inputmode="numeric" autocomplete="cc-csc">'
        f'<button type="submit">{words["pay"]} ${amount}</button></form>'
        f"{_other_ways(session, words)}{_back(session, words)}"
    )


def _other_ways(session: dict[str, Any], words: dict[str, str]) -> str:
    """OXXO and transfer, when the session allows them, each with its own button."""
    who = (
        f'<label for="name">{words["name"]}</label><input id="name" name="name" autocomplete="name">'
        f'<label for="email">{words["email"]}</label><input id="email" name="email" type="email" '
        f'value="{escape(session["customer_email"] or "")}">'
    )
    ways = [way for way in session["payment_method_types"] if way in intents.PESOS_ONLY]
    buttons = "".join(f'<button class="quiet" name="way" value="{way}">{words[way]}</button>' for way in ways)
    return f'<form method="post">{who}{buttons}</form>' if ways else ""


def _bank(card: str, words: dict[str, str]) -> str:
    return (
        f'<p>{words["bank"]}</p><form method="post"><input type="hidden" name="card" value="{card}">'
        f'<button name="bank" value="yes">{words["confirm"]}</button>'
        f'<button class="quiet" name="bank" value="no">{words["refuse"]}</button></form>'
    )


def _back(session: dict[str, Any] | None, words: dict[str, str]) -> str:
    url = (session or {}).get("cancel_url")
    return f'<a href="{escape(url)}">{words["back"]}</a>' if url else ""


def _document(words: dict[str, str], body: str, status: int = 200) -> Response:
    return document(words["lang"], words["title"], body, status=status)


def document(lang: str, title: str, body: str, *, status: int = 200) -> Response:
    """A page of the stand-in, which always says that no real money moves."""
    html = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{title}</title>'
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1><p>{WORDS[lang]['note']}</p>{body}</main></body></html>"
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})
