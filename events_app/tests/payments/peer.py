"""What tests do with the stand-in: pay on its page, read its objects, make it misbehave."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from events_app.core.settings import settings
from events_app.payments.methods.stripe_api import TWIN_SECRET
from events_app.payments.stripe_twin.deliveries import sign


@dataclass
class Twin:
    http: httpx.Client

    def things(self, kind: str) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.http.get("/_twin/state").json()["things"][kind]
        return list(found.values())

    def pay(self, url: str, card: str = "4242424242424242") -> httpx.Response:
        return self.http.post(url, data={"card": card})

    def faults(self, *faults: dict[str, Any]) -> None:
        self.http.post("/_twin/faults", json=list(faults))

    def webhooks(self, url: str, **mischief: Any) -> None:
        """Where the stand-in sends its webhooks from now on, and what goes wrong with them."""
        self.http.post("/_twin/webhooks", json={"url": url, **mischief})

    def later(self, **more: float) -> None:
        """It is so much later there than in the test."""
        offset = settings().clock_offset + timedelta(**more).total_seconds()
        self.http.post("/_twin/clock", json={"offset": offset})

    def release(self, seed: str) -> int:
        return int(self.http.post("/_twin/release", params={"seed": seed}).json()["sent"])

    def change(self, kind: str, name: str, **fields: Any) -> None:
        self.http.post(f"/_twin/change/{kind}/{name}", json=fields)

    def dispute(self, charge: str, **fields: Any) -> None:
        self.http.post(f"/_twin/dispute/{charge}", json=fields)

    def event(self, kind: str) -> dict[str, Any]:
        return next(each for each in self.things("event") if each["type"] == kind)


def signed(event: dict[str, Any], moment: int, secret: str = TWIN_SECRET) -> tuple[str, dict[str, str]]:
    body = json.dumps(event)
    return body, {"Stripe-Signature": sign(body, secret, moment), "Content-Type": "application/json"}
