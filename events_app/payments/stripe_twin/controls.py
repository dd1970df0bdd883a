"""How tests tell the stand-in to misbehave: `/_twin/…`, JSON in and out."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from events_app.payments.stripe_twin import objects
from events_app.payments.stripe_twin.api import Api
from events_app.payments.stripe_twin.errors import TwinError
from events_app.payments.stripe_twin.state import KINDS, Fault, Mischief


class Controls:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.state = api.state
        self.own_offset = api.state.clock_offset

    def routes(self) -> list[Route]:
        return [
            Route("/_twin/state", self.shown, methods=["GET"]),
            Route("/_twin/reset", self.reset, methods=["POST"]),
            Route("/_twin/webhooks", self.webhooks, methods=["POST"]),
            Route("/_twin/release", self.release, methods=["POST"]),
            Route("/_twin/faults", self.faults, methods=["POST"]),
            Route("/_twin/clock", self.clock, methods=["POST"]),
            Route("/_twin/change/{kind}/{id}", self.change, methods=["POST"]),
            Route("/_twin/dispute/{id}", self.dispute, methods=["POST"]),
        ]

    async def shown(self, request: Request) -> Response:
        """Every object, what was delivered, what is held back, and the mischief in force."""
        told = {"things": self.state.things, "delivered": self.state.delivered, "held": len(self.state.held)}
        return JSONResponse(told | {"mischief": asdict(self.state.mischief), "now": self.state.now()})

    async def reset(self, request: Request) -> Response:
        self.api.deliveries.forget()
        self.state.things = {kind: {} for kind in KINDS}
        self.state.answers, self.state.faults = {}, []
        self.state.held, self.state.delivered = [], []
        self.state.mischief, self.state.clock_offset = Mischief(), self.own_offset
        self.state.save()
        return JSONResponse({"ok": True})

    async def webhooks(self, request: Request) -> Response:
        """{"drop": 2, "missign": 1, "duplicate": 3, "delay": 1.5, "hold": true, "skew": -600, "url": "…"}"""
        asked = await request.json()
        self.state.webhook_url = asked.pop("url", self.state.webhook_url)
        self.state.mischief = Mischief(**asked)
        return JSONResponse(asdict(self.state.mischief))

    async def release(self, request: Request) -> Response:
        """Sends what was held back, in an order shuffled by `?seed=`."""
        self.state.mischief.hold = False
        return JSONResponse({"sent": self.api.deliveries.release(request.query_params.get("seed", ""))})

    async def faults(self, request: Request) -> Response:
        """[{"kind": "429", "route": "POST /v1/refunds", "times": 2, "seconds": 3}]; the kinds are those of Fault."""
        asked: list[dict[str, Any]] = await request.json()
        self.state.faults = [Fault(**each) for each in asked]
        return JSONResponse({"faults": len(self.state.faults)})

    async def clock(self, request: Request) -> Response:
        self.state.clock_offset = float((await request.json())["offset"])
        self.api.expire_due()
        return JSONResponse({"now": self.state.now()})

    async def change(self, request: Request) -> Response:
        """Overwrites fields of an object (another amount or currency), to see whether anybody notices."""
        try:
            thing = self.state.get(request.path_params["kind"], request.path_params["id"])
        except TwinError as error:
            return JSONResponse(error.body, status_code=404)
        before = thing.get("status")
        thing.update(await request.json())
        if thing["object"] == "refund" and thing["status"] == "failed" and before != "failed":
            objects.fail_refund(self.state, thing)
            self.api.deliveries.tell("refund.failed", thing)
        return JSONResponse(thing)

    async def dispute(self, request: Request) -> Response:
        """Opens a dispute on a charge or, with {"status": "lost"}, closes the one that stands."""
        charge = self.state.get("charge", request.path_params["id"])
        asked = await request.json()
        known = [each for each in self.state.things["dispute"].values() if each["charge"] == charge["id"]]
        dispute = known[0] if known else objects.open_dispute(self.state, charge)
        dispute.update(asked)
        closed = dispute["status"] in ("lost", "won")
        self.api.deliveries.tell("charge.dispute.closed" if closed else "charge.dispute.created", dispute)
        return JSONResponse(dispute)
