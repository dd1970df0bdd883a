"""The public pages of scholarships: the calls there are, one in full, and its frozen rules for anyone to recompute."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.pages import Page, page
from scholarships.calls import queries
from scholarships.calls.rules import frozen_text, rubric_of, rules_of
from scholarships.calls.words import STATUS_NAMES, STATUS_TONES, told


async def scholarships(request: Request) -> Response:
    """Every call but drafts."""
    return page(request, calls=await queries.public_calls(), status_names=STATUS_NAMES, status_tones=STATUS_TONES)


async def call(request: Request) -> Response:
    """What a call gives and asks, until when, what happened to it, and the button that begins."""
    found = await queries.public_call(request.path_params["slug"])
    return page(
        request,
        call=found,
        rules=rules_of(found),
        rubric=rubric_of(found),
        takes=queries.takes_applications(found, request.state.now),
        story=told(await queries.story(found)),
        status_names=STATUS_NAMES,
        status_tones=STATUS_TONES,
    )


async def frozen_rules(request: Request) -> Response:
    """The exact text whose SHA-256 is the hash that the page shows."""
    found = await queries.public_call(request.path_params["slug"])
    return Response(frozen_text(found), media_type="application/json")


ROUTES = (
    Page("/becas", scholarships, access=Access.PUBLIC),
    Page("/becas/{slug}", call, access=Access.PUBLIC),
    Page("/becas/{slug}/reglas.json", frozen_rules, access=Access.PUBLIC),
)
