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


class Deliveries:
    def __init__(self, state: State) -> None:
        self.state = state
        self.tasks: set[asyncio.Task[None]] = set()

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
        task = asyncio.get_running_loop().create_task(self._deliver(event, self.state.mischief.delay, forged))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _deliver(self, event: dict[str, Any], delay: float, forged: bool) -> None:
        if not self.state.webhook_url:
            return
        async with httpx.AsyncClient(timeout=20) as client:
            for wait in WAITS:
                await asyncio.sleep(wait + delay)
                status = await self._post(client, event, forged)
                self.state.delivered.append({"event": event["id"], "type": event["type"], "status": status})
                if 200 <= status < 300:
                    return

    async def _post(self, client: httpx.AsyncClient, event: dict[str, Any], forged: bool) -> int:
        body = json.dumps(event)
        secret = "whsec_somebody_else" if forged else self.state.secret
        signature = sign(body, secret, self.state.now() + self.state.mischief.skew)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
        try:
            answer = await client.post(self.state.webhook_url, content=body, headers=headers)
        except httpx.HTTPError:
            return 0
        return answer.status_code


def sign(body: str, secret: str, moment: int) -> str:
    """The `Stripe-Signature` header of a webhook."""
    signature = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={signature}"
