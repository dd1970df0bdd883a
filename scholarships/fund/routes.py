"""The fund as everybody may see it: thanks, totals, each call's figures; and a donor's own report behind a link."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.i18n import N_
from events_app.core.pages import Page, page
from scholarships.calls.models import CallStatus
from scholarships.calls.queries import public_call, public_calls
from scholarships.calls.rules import rules_of
from scholarships.fund import queries, reports
from scholarships.fund.office import KIND_NAMES
from scholarships.fund.statistics import statistics

TOLD = (CallStatus.PUBLISHED, CallStatus.FINISHED)
SEX_NAMES = {"M": N_("Mujeres"), "H": N_("Hombres"), "X": N_("No binario"), "": N_("Sin dato")}


async def thanks(request: Request) -> Response:
    """Who makes it possible, and what it became."""
    return page(
        request,
        donors=await queries.thanked(),
        totals=await queries.totals(),
        awards=await queries.awards_by_year(),
        kind_names=KIND_NAMES,
        calls=await public_calls().filter(status__in=TOLD).limit(20),
    )


async def figures(request: Request) -> Response:
    """A call in figures that tell on nobody."""
    call = await public_call(request.path_params["slug"])
    if call.status not in TOLD:
        raise NotFound()
    levels = {each.key: each for each in rules_of(call).levels}
    counted = statistics(await queries.counted(call.id))
    return page(request, call=call, counted=counted, levels=levels, sex_names=SEX_NAMES)


async def donor_report(request: Request) -> Response:
    """What a gift became."""
    donor = await reports.donor_of(request.path_params["id"], request.path_params["code"])
    return page(request, report=await reports.report_of(donor))


ROUTES = (
    Page("/fondo-de-becas", thanks, access=Access.PUBLIC),
    Page("/becas/{slug}/cifras", figures, access=Access.PUBLIC),
    Page("/fondo-de-becas/informe/{id:int}/{code}", donor_report, access=Access.LINK),
)
