"""The committee's pages about referees: the list, a new one, and one in full."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect, refuse
from events_app.directory.models import Company
from events_app.directory.office_forms import record_id
from events_app.tournaments import organised, referees
from events_app.tournaments.errors import HasMatches, PlaceTaken
from events_app.tournaments.forms_places import RefereeForm
from events_app.tournaments.matches import Match, Referee
from events_app.tournaments.models import Tournament
from events_app.tournaments.office_words import with_mistakes


async def office_referees(request: Request) -> Response:
    """Who referees this tournament, with how many matches each; and a new one."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    form = blank(RefereeForm)
    if request.method == "POST":
        form = await fill(request, RefereeForm)
        if form.ok and await _saved(request, form, tournament, None):
            return flash(redirect(request, "tournaments.office_referees", id=tournament.id), _("Guardado."))
    found = await Referee.filter(tournament_id=tournament.id).select_related("company").order_by("name")
    given = await Match.filter(referee_id__in=[each.id for each in found] or [0]).values_list("referee_id", flat=True)
    return page(
        request,
        status=422 if form.errors else 200,
        tournament=tournament,
        title=tournament.event.title(locale(request)),
        form=form,
        referees=found,
        loads={each.id: list(given).count(each.id) for each in found},
        companies=await _companies(),
    )


async def office_referee(request: Request) -> Response:
    referee = await organised.referee_of(actor(request), record_id(request))
    zone = referee.tournament.event.timezone
    typed = {name: getattr(referee, name) for name in ("name", "phone", "email", "company_id")}
    form = blank(RefereeForm, **typed, available=referees.written_stays(referee, zone))
    if request.method == "POST":
        form = await fill(request, RefereeForm)
        if form.ok and await _saved(request, form, referee.tournament, referee):
            answer = redirect(request, "tournaments.office_referees", id=referee.tournament_id)
            return flash(answer, _("Guardado."))
    return page(
        request,
        status=422 if form.errors else 200,
        tournament=referee.tournament,
        title=referee.tournament.event.title(locale(request)),
        referee=referee,
        form=form,
        companies=await _companies(),
    )


async def office_remove_referee(request: Request) -> Response:
    referee = await organised.referee_of(actor(request), record_id(request))
    answer = redirect(request, "tournaments.office_referees", id=referee.tournament_id)
    try:
        await referees.remove_referee(referee, actor=actor(request).label, now=request.state.now)
    except HasMatches as error:
        return refuse(answer, error.text)
    return flash(answer, _("%(name)s ya no está en la lista.", name=referee.name))


async def _saved(
    request: Request, form: Filled[RefereeForm], tournament: Tournament, referee: Referee | None
) -> Referee | None:
    value = form.checked
    try:
        columns: dict[str, Any] = {
            "name": value.name,
            "phone": value.phone or "",
            "email": value.email or "",
            "company_id": value.company_id,
            "available": referees.stays_of(value.available, tournament.event.timezone),
        }
        if value.company_id is not None and not await Company.exists(id=value.company_id):
            raise Invalid(fields={"company_id": _("Elige una de las opciones.")})
        return await referees.save_referee(
            tournament.id, referee, columns, actor=actor(request).label, now=request.state.now
        )
    except Invalid as wrong:
        with_mistakes(form, wrong)
    except PlaceTaken as error:
        form.add("name", error.message)
    return None


async def _companies() -> list[tuple[int, str]]:
    found = await Company.filter(merged_into_id=None).order_by("search_key")
    return [(each.id, each.display_name) for each in found]


BOTH, POST = ("GET", "POST"), ("POST",)
ROUTES = (
    Page("/oficina/torneos/{id:int}/arbitros", office_referees, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/torneos/arbitro/{id:int}", office_referee, access=Access.COMMITTEE, methods=BOTH),
    Page(
        "/oficina/torneos/arbitro/{id:int}/borrado", office_remove_referee, access=Access.COMMITTEE, methods=("POST",)
    ),
)
