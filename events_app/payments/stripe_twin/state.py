"""What the stand-in remembers: objects, the answers given under each idempotency key, and how to misbehave."""

import json
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from events_app.payments.stripe_twin.errors import TwinError, missing

KINDS = ("session", "payment_intent", "charge", "refund", "dispute", "event", "customer", "cash_transaction")


@dataclass
class Fault:
    """`kind`: 429, 500, stuck (a 500 that its key repeats), slow or timeout (both answer after `seconds`), or cut.

    A cut does the work and then hangs up. `about` is text that the request's body must contain.
    """

    kind: str
    route: str = ""
    about: str = ""
    times: int = 1
    seconds: float = 60.0


@dataclass
class Mischief:
    """What happens to webhooks: counts of how many more to drop or mis-sign, copies, delays and moments.

    `missign_share` of all deliveries (0 to 1) are sent once by somebody who does not know the secret.
    """

    drop: int = 0
    missign: int = 0
    missign_share: float = 0.0
    duplicate: int = 0
    delay: float = 0.0
    hold: bool = False
    skew: int = 0


@dataclass
class State:
    base_url: str
    webhook_url: str
    secret: str
    clock_offset: float = 0.0
    file: Path | None = None
    things: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    mischief: Mischief = field(default_factory=Mischief)
    held: list[dict[str, Any]] = field(default_factory=list)
    delivered: list[dict[str, Any]] = field(default_factory=list)

    def now(self) -> int:
        return int(time.time() + self.clock_offset)

    def add(self, kind: str, prefix: str, **values: Any) -> dict[str, Any]:
        name = f"{prefix}_{secrets.token_hex(12)}"
        thing = {"id": name, "created": self.now(), "livemode": False, **values}
        self.things[kind][name] = thing
        return thing

    def get(self, kind: str, name: str) -> dict[str, Any]:
        found = self.things[kind].get(name)
        if found is None:
            raise missing(kind.replace("_", ""), name)
        return found

    def listed(self, kind: str, asked: dict[str, Any], *, same: tuple[str, ...] = ()) -> dict[str, Any]:
        """Newest first, filtered and paged as Stripe does."""
        found = list(reversed(self.things[kind].values()))
        for name in same:
            if asked.get(name):
                found = [each for each in found if each.get(name) == asked[name]]
        created = asked.get("created")
        if isinstance(created, dict):
            found = [each for each in found if _within(each["created"], created)]
        after = asked.get("starting_after")
        if after:
            names = [each["id"] for each in found]
            if after not in names:
                raise missing(kind, after)
            found = found[names.index(after) + 1 :]
        limit = int(asked.get("limit", 10))
        if not 1 <= limit <= 100:
            raise TwinError("Invalid limit: must be between 1 and 100", param="limit")
        return {"object": "list", "url": f"/v1/{kind}s", "has_more": len(found) > limit, "data": found[:limit]}

    def fault_for(self, route: str, body: str = "") -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.route in route and fault.about in body:
                fault.times -= 1
                return fault
        return None

    def save(self) -> None:
        if self.file is not None:
            draft = self.file.with_suffix(".new")
            draft.write_text(json.dumps({"things": self.things, "answers": self.answers}))
            draft.replace(self.file)

    def load(self) -> None:
        if self.file is not None and self.file.exists():
            kept = json.loads(self.file.read_text())
            self.things = {kind: kept["things"].get(kind, {}) for kind in KINDS}
            for intent in self.things["payment_intent"].values():
                intent.setdefault("twin", {})
            self.answers = kept["answers"]


def _within(moment: int, bounds: dict[str, Any]) -> bool:
    tests = {
        "gt": lambda bound: moment > bound,
        "gte": lambda bound: moment >= bound,
        "lt": lambda bound: moment < bound,
        "lte": lambda bound: moment <= bound,
    }
    return all(tests[name](int(bound)) for name, bound in bounds.items())
