"""`python -m events_app.payments.stripe_twin --port 12111 --webhook-url URL`: the stand-in as a process of its own."""

import argparse
import os
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from events_app.payments.methods.stripe_api import TWIN_SECRET
from events_app.payments.stripe_twin.api import Api
from events_app.payments.stripe_twin.controls import Controls
from events_app.payments.stripe_twin.deliveries import Deliveries
from events_app.payments.stripe_twin.hosted import Hosted
from events_app.payments.stripe_twin.money import Money
from events_app.payments.stripe_twin.state import State
from events_app.payments.stripe_twin.vouchers import Vouchers


def application(state: State) -> Starlette:
    api = Api(state, Deliveries(state))
    rooms = (api, Money(api), Hosted(api), Vouchers(api), Controls(api))
    return Starlette(routes=[route for room in rooms for route in room.routes()])


def main() -> int:
    if os.environ.get("ENV") == "production":
        print("The Stripe stand-in never runs in production: set STRIPE_SECRET_KEY instead.", file=sys.stderr)
        return 1
    asked = _arguments()
    state = State(
        base_url=(asked.public_url or f"http://{asked.host}:{asked.port}").rstrip("/"),
        webhook_url=asked.webhook_url,
        secret=asked.secret,
        clock_offset=float(os.environ.get("CLOCK_OFFSET") or 0),
        file=asked.state,
    )
    state.load()
    uvicorn.run(application(state), host=asked.host, port=asked.port, log_level="warning", timeout_graceful_shutdown=2)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="stripe_twin", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--public-url", default="", help="how browsers reach the payment page")
    parser.add_argument("--webhook-url", default="", help="where signed webhooks are sent")
    parser.add_argument("--secret", default=TWIN_SECRET, help="the signing secret, whsec_…")
    parser.add_argument("--state", type=Path, default=None, help="a file that keeps sessions over a restart")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
