"""Signed webhooks, and the ways in which they go astray: lost, twice, late, shuffled, or signed by somebody else."""

import asyncio
import copy
import hashlib
import hmac
import json
from typing import Any

import httpx
import stripe

from events_app.payments.stripe_twin.state import State

WAITS = (0.0, 1.0, 3.0, 10.0, 30.0)
AT_ONCE = 40


class Deliveries:
    def __init__(self, state: State) -> None:
        self.state = state
        self.tasks: set[asyncio.Task[None]] = set()
        self.line = asyncio.Semaphore(AT_ONCE)
        self.sent = 0
        self.client: httpx.AsyncClient | None = None

    def tell(self, kind: str, thing: dict[str, Any]) -> None:
        """Writes an event down and sends it as the mischief of the moment has it."""
        about = {name: value for name, value in copy.deepcopy(thing).items() if name != "twin"}
        event = self.state.add(
            "event",
            "evt",
            object="event",
            api_version=stripe.api_version,
            data={"object": about},
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
            type=kind,
        )
        mischief = self.state.mischief
        if mischief.drop > 0:
            mischief.drop -= 1
            return
        for _ in range(1 + mischief.duplicate):
            if mischief.hold:
                self.state.held.append(event)
            else:
                self.send(event)

    def release(self, seed: str) -> int:
        """Sends what was held back, shuffled."""
        waiting, self.state.held = self.state.held, []
        for event in sorted(waiting, key=lambda each: hashlib.sha256(f"{seed}|{each['id']}".encode()).hexdigest()):
            self.send(event)
        return len(waiting)

    def forget(self) -> None:
        """Gives up on what is still under way."""
        for task in self.tasks:
            task.cancel()

    def send(self, event: dict[str, Any]) -> None:
        forged = self.state.mischief.missign > 0
        if forged:
            self.state.mischief.missign -= 1
        waits: tuple[float, ...] = WAITS
        if self._by_somebody_else(event):
            forged, waits = True, WAITS[:1]
        task = asyncio.get_running_loop().create_task(self._deliver(event, waits, forged))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _by_somebody_else(self, event: dict[str, Any]) -> bool:
        self.sent += 1
        drawn = hashlib.sha256(f"{self.sent}|{event['id']}".encode()).digest()
        return int.from_bytes(drawn[:4], "big") < self.state.mischief.missign_share * 2**32

    async def _deliver(self, event: dict[str, Any], waits: tuple[float, ...], forged: bool) -> None:
        if not self.state.webhook_url:
            return
        delay = self.state.mischief.delay
        for wait in waits:
            await asyncio.sleep(wait + delay)
            async with self.line:
                status = await self._post(event, forged)
            self.state.delivered.append({"event": event["id"], "type": event["type"], "status": status})
            if 200 <= status < 300:
                return

    async def _post(self, event: dict[str, Any], forged: bool) -> int:
        if self.client is None:
            self.client = httpx.AsyncClient(timeout=60)
        body = json.dumps(event)
        secret = "whsec_somebody_else" if forged else self.state.secret
        signature = sign(body, secret, self.state.now() + self.state.mischief.skew)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
        try:
            answer = await self.client.post(self.state.webhook_url, content=body, headers=headers)
        except httpx.HTTPError:
            return 0
        return answer.status_code


def sign(body: str, secret: str, moment: int) -> str:
    """The `Stripe-Signature` header of a webhook."""
    signature = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={signature}"
