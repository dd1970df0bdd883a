"""Who is inside, told to every open gate page and to the office as it changes."""

import json

from starlette.requests import Request
from starlette.responses import StreamingResponse

from events_app.checkin import queries
from events_app.checkin.stations import EVENT_PLACE
from events_app.core import live
from events_app.core.live import Event, Notice


def stream_counts(request: Request, event_id: int, place: str = EVENT_PLACE) -> StreamingResponse:
    """Events named `counts` with `{"inside": 319, "expected": 640}`; the numbers are read anew each time."""

    async def render(_notice: Notice) -> Event:
        found = await queries.counts(event_id, place)
        return Event("counts", json.dumps({"inside": found.inside, "expected": found.expected}))

    return live.stream(request, [f"gate-event:{event_id}"], render)
