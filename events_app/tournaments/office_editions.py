"""The office's pages of the games: editions, their points and parade, attendance by team, the ranking so far."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.core.search import search_key
from events_app.directory.office_forms import create_once, record_id
from events_app.events.models import Event
from events_app.tournaments import games
from events_app.tournaments.engine.games import attendance
from events_app.tournaments.errors import PlaceTaken
from events_app.tournaments.forms import EditionForm
from events_app.tournaments.models import Edition, Tournament
from events_app.tournaments.office_words import with_mistakes

FIRST_CHOICES = {"points": "10, 7, 5, 3, 2, 1", "parade_points": 0, "parade_share": 50}


async def office_editions(request: Request) -> Response:
    editions = await Edition.all().order_by("-year", "name_es")
    found = await Tournament.filter(edition_id__not_isnull=True).select_related("event").order_by("id")
    by_edition = {each.id: [one for one in found if one.edition_id == each.id] for each in editions}
    return page(request, editions=editions, tournaments=by_edition)


async def office_new_edition(request: Request) -> Response:
    if request.method != "POST":
        return await _form(request, blank(EditionForm, year=request.state.now.year, **FIRST_CHOICES))
    form = await fill(request, EditionForm)
    if not form.ok:
        return await _form(request, form, status=422)
    columns = _columns(form.checked) | {"slug": await _free_slug(form.checked.name_es)}

    async def effect() -> dict[str, Any]:
        made = await games.save_edition(None, columns, actor=actor(request).label, now=request.state.now)
        return {"id": made.id}

    try:
        outcome = await create_once(request, form, effect)
    except Invalid as wrong:
        return await _form(request, with_mistakes(form, wrong), status=422)
    return flash(redirect(request, "tournaments.office_edition", id=outcome.result["id"]), _("Juegos creados."))


async def office_edition(request: Request) -> Response:
    """The ranking so far with where each point comes from, and who paraded."""
    edition = await _edition(record_id(request))
    found = await games.games_of(edition, locale(request))
    members = await Tournament.filter(edition_id=edition.id).select_related("event").order_by("id")
    parade = await Event.filter(id=edition.parade_id).first() if edition.parade_id else None
    shares = {each.team: attendance(each) for each in found.parades}
    return page(
        request, edition=edition, games=found, tournaments=members, parade=parade, shares=shares,
        called=edition.name(locale(request)),
    )  # fmt: skip


async def office_edit_edition(request: Request) -> Response:
    edition = await _edition(record_id(request))
    if request.method != "POST":
        names = ("name_es", "name_en", "year", "parade_id", "parade_points", "parade_share")
        typed = {name: getattr(edition, name) for name in names}
        points = ", ".join(map(str, edition.points_by_place))
        return await _form(request, blank(EditionForm, points=points, **typed), edition)
    form = await fill(request, EditionForm)
    if form.ok:
        try:
            columns = _columns(form.checked)
            await games.save_edition(edition, columns, actor=actor(request).label, now=request.state.now)
            return flash(redirect(request, "tournaments.office_edition", id=edition.id), _("Guardado."))
        except Invalid as wrong:
            with_mistakes(form, wrong)
        except PlaceTaken as error:
            form.add("name_es", error.message)
    return await _form(request, form, edition, status=422)


async def _form(
    request: Request, form: Filled[EditionForm], edition: Edition | None = None, status: int = 200
) -> Response:
    events = await Event.exclude(status="cancelled").order_by("-starts_at").limit(200)
    chosen = [(each.id, f"{each.title(locale(request))} · {each.starts_at:%Y-%m-%d}") for each in events]
    return page(request, status=status, form=form, edition=edition, events=chosen)


async def _edition(edition_id: int) -> Edition:
    found = await Edition.get_or_none(id=edition_id)
    if found is None:
        raise NotFound()
    return found


def _columns(value: EditionForm) -> dict[str, Any]:
    return value.model_dump(exclude={"points"}) | {"points_by_place": value.points_by_place}


async def _free_slug(name: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", search_key(name)).strip("-")[:70].strip("-") or "juegos"
    taken = {each.slug for each in await Edition.all().only("id", "slug")}
    tries = (bare if number == 1 else f"{bare}-{number}" for number in range(1, 10_000))
    return next(slug for slug in tries if slug not in taken)


BOTH = ("GET", "POST")
ROUTES = (
    Page("/oficina/juegos", office_editions, access=Access.COMMITTEE),
    Page("/oficina/juegos/nuevos", office_new_edition, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/juegos/{id:int}", office_edition, access=Access.COMMITTEE),
    Page("/oficina/juegos/{id:int}/editar", office_edit_edition, access=Access.OFFICE, methods=BOTH),
)
