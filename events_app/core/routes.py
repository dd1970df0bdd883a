"""Pages that belong to no room: health, version, metrics, the privacy notice, robots and the style guide."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from events_app import __version__
from events_app.core import metrics, unsubscribing, versions
from events_app.core.access import Access
from events_app.core.database import current_url, row
from events_app.core.forms import read_form
from events_app.core.openapi import describe
from events_app.core.pages import Page, json_page, page
from events_app.core.settings import settings

OLDEST_JOB = """
SELECT coalesce(extract(epoch FROM $1 - min(run_at)), 0)::float AS age, pg_is_in_recovery() AS read_only
FROM jobs WHERE status = 'waiting' AND run_at <= $1
"""


async def healthz(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """The database can be written, the schema is the code's, and how long the oldest due job has waited (seconds)."""
    try:
        found = await row(OLDEST_JOB, request.state.now)
        missing = await versions.pending(current_url())
    except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
        return json_page({"ready": False, "because": type(error).__name__}, status=503)
    ready = found is not None and not found["read_only"] and not missing
    age = round(max(0.0, found["age"] if found else 0.0), 1)
    return json_page(
        {"ready": ready, "pending_migrations": missing, "oldest_job_seconds": age}, status=200 if ready else 503
    )


async def version(request: Request) -> Response:
    return json_page({"name": "convoca", "version": __version__, "env": settings().env})


async def metrics_text(request: Request) -> Response:
    """What this process counts about itself, for Prometheus."""
    body, kind = metrics.scrape()
    return Response(body, media_type=kind)


async def openapi(request: Request) -> Response:
    return json_page(describe(request.app.state.pages))


async def unsubscribe(request: Request) -> Response:
    """The way out of mails that nobody needs: only a POST changes anything, the one click of a mail program too."""
    address, kind = unsubscribing.read(str(request.path_params["token"]), now=request.state.now)
    if request.method == "POST":
        if (await read_form(request)).get("answer") == "back":
            await unsubscribing.come_back(address, kind)
        else:
            await unsubscribing.leave(address, kind, now=request.state.now)
    return page(request, address=address, out=await unsubscribing.is_out(address, kind))


async def robots(request: Request) -> Response:
    """No search engine has any business behind a sign-in or a secret link."""
    hidden = "".join(f"Disallow: {path}\n" for path in ("/entrar", *private_places(request.app.state.pages)))
    return PlainTextResponse(f"User-agent: *\n{hidden}")


def private_places(pages: Sequence[Page]) -> list[str]:
    """The beginnings of all addresses that are not public, the shortest that cover them, and of no public one."""
    read = [each for each in pages if "GET" in each.methods]
    public = [_beginning(each) for each in read if each.access is Access.PUBLIC]
    found: list[str] = []
    for place in sorted({_beginning(each) for each in read if each.access is not Access.PUBLIC}):
        if not any(place.startswith(each) for each in found) and not any(each.startswith(place) for each in public):
            found.append(place)
    return found


def _beginning(page: Page) -> str:
    return page.path.split("{")[0]


async def privacy(request: Request) -> Response:
    """The privacy notice, with its version."""
    return page(request, association=settings().association)


async def offline(request: Request) -> Response:
    """What a phone without network shows for a ticket it never opened; the ticket's worker keeps it."""
    return page(request, template="errors/offline.html")


async def styleguide(request: Request) -> Response:
    """Every component in every state, for whoever writes a page."""
    return page(request)


ROUTES = (
    Page("/correo/baja/{token}", unsubscribe, access=Access.LINK, methods=("GET", "POST")),
    Page("/healthz", healthz, access=Access.PUBLIC),
    Page("/readyz", readyz, access=Access.PUBLIC),
    Page("/version", version, access=Access.PUBLIC),
    Page("/metrics", metrics_text, access=Access.PUBLIC),
    Page("/openapi.json", openapi, access=Access.PUBLIC),
    Page("/robots.txt", robots, access=Access.PUBLIC),
    Page("/privacidad", privacy, access=Access.PUBLIC),
    Page("/sin-conexion", offline, access=Access.PUBLIC),
    Page("/oficina/componentes", styleguide, access=Access.OFFICE),
)
