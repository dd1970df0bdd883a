"""The committee's pages of what pays for the scholarships: sponsors, extras, and the O'Yes and drive prizes."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound, TooLarge
from events_app.core.files import MOST_BYTES
from events_app.core.forms import Filled, blank, fill, read_form
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, absolute, actor, flash, page, redirect, refuse
from events_app.directory.office_forms import create_once
from events_app.golf import prizes, queries, sponsors
from events_app.golf.errors import GolfHoleSponsored, GolfMarkNotBetter, GolfPrizeTwice
from events_app.golf.forms import ExtraForm, MarkForm, PrizeForm, SponsorForm
from events_app.golf.gifts import GolfExtra, GolfPrize, GolfSponsor
from events_app.golf.kinds import GolfStatus
from events_app.golf.prices import total_of
from events_app.golf.queries import Day
from events_app.golf.words import EXTRA_NAMES, LEVEL_NAMES, PRIZE_NAMES, STATUS_NAMES, STATUS_TONES

NO_SUCH_HOLE = N_("El campo no tiene ese hoyo.")


async def golf_sponsors(request: Request) -> Response:
    """Who gives, at which level and hole; a POST adds one and opens the order that its link pays."""
    day = await _day(request)
    if request.method == "GET":
        return await _sponsors(request, day, blank(SponsorForm))
    form = await fill(request, SponsorForm)
    _check_hole(form, day)
    if not form.ok:
        return await _sponsors(request, day, form, status=422)

    async def effect() -> dict[str, Any]:
        asked = form.checked
        net = asked.amount or Money(0)
        new = sponsors.NewSponsor(
            asked.name, asked.level, Money(net.amount, day.event.currency), asked.hole, asked.contact_email or ""
        )
        made = await sponsors.add(day.golf, day.event.title_es, new, actor=actor(request).label, now=request.state.now)
        return {"id": made.id}

    try:
        await create_once(request, form, effect)
    except GolfHoleSponsored as error:
        form.add("hole", error.message)
        return await _sponsors(request, day, form, status=409)
    return _to(request, "golf.golf_sponsors", day, _("Patrocinador agregado."))


async def golf_sponsor_logo(request: Request) -> Response:
    """The picture that the public page shows, drawn anew."""
    day = await _day(request)
    sponsor = await _sponsor(request, day)
    upload = (await read_form(request)).get("logo")
    if upload is None or isinstance(upload, str) or not upload.filename:
        return refuse(redirect(request, "golf.golf_sponsors", id=day.golf.id), _("Elige un archivo."))
    data = await upload.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise TooLarge()
        await sponsors.set_logo(sponsor, data, upload.filename, actor=actor(request).label, now=request.state.now)
    except (Invalid, TooLarge) as error:
        return refuse(redirect(request, "golf.golf_sponsors", id=day.golf.id), error.text)
    return _to(request, "golf.golf_sponsors", day, _("Logotipo guardado."))


async def withdraw_golf_sponsor(request: Request) -> Response:
    day = await _day(request)
    await sponsors.withdraw(await _sponsor(request, day), actor=actor(request).label, now=request.state.now)
    return _to(request, "golf.golf_sponsors", day, _("El patrocinio quedó dado de baja."))


async def golf_extras(request: Request) -> Response:
    """Mulligans and raffle tickets: prices, what was sold; a POST adds a kind."""
    day = await _day(request)
    if request.method == "GET":
        return await _extras(request, day, blank(ExtraForm, per_team=20))
    form = await fill(request, ExtraForm)
    if form.value and not form.checked.amount:
        form.add("amount", N_("Escribe una cantidad como 1,296.00."))
    if not form.ok:
        return await _extras(request, day, form, status=422)

    async def effect() -> dict[str, Any]:
        asked = form.checked
        made = await GolfExtra.create(
            tournament_id=day.golf.id, kind=asked.kind, name_es=asked.name_es, name_en=asked.name_en,
            net_amount=asked.amount.amount, quota=asked.quota, per_team=asked.per_team, created_at=request.state.now,
        )  # fmt: skip
        return {"id": made.id}

    await create_once(request, form, effect)
    return _to(request, "golf.golf_extras", day, _("Extra agregado."))


async def switch_golf_extra(request: Request) -> Response:
    """On sale, or no longer."""
    day = await _day(request)
    extra = await GolfExtra.get_or_none(id=request.path_params["extra"], tournament_id=day.golf.id)
    if extra is None:
        raise NotFound()
    await GolfExtra.filter(id=extra.id).update(on_sale=not extra.on_sale)
    return _to(request, "golf.golf_extras", day, _("Guardado."))


async def golf_prizes(request: Request) -> Response:
    """O'Yes and drive by hole, with the mark that stands; a POST adds a prize."""
    day = await _day(request)
    if request.method == "GET":
        return await _prizes(request, day, blank(PrizeForm))
    form = await fill(request, PrizeForm)
    _check_hole(form, day)
    if form.ok:
        asked = form.checked
        try:
            await prizes.add(
                day.golf, asked.kind, asked.hole, asked.name, actor=actor(request).label, now=request.state.now
            )
        except GolfPrizeTwice as error:
            form.add("hole", error.message)
    if not form.ok:
        return await _prizes(request, day, form, status=422)
    return _to(request, "golf.golf_prizes", day, _("Premio agregado."))


async def mark_golf_prize(request: Request) -> Response:
    """A better mark; one that is not better is refused with the mark that stands."""
    day = await _day(request)
    prize = await _prize(request, day)
    form = await fill(request, MarkForm)
    if not form.ok:
        return refuse(redirect(request, "golf.golf_prizes", id=day.golf.id), " ".join(form.errors.values()))
    asked = form.checked
    if asked.team is not None:
        await queries.team_of(day, asked.team)
    try:
        await prizes.mark(
            prize, asked.winner, asked.team, asked.metres, actor=actor(request).label, now=request.state.now
        )
    except GolfMarkNotBetter as error:
        return refuse(redirect(request, "golf.golf_prizes", id=day.golf.id), error.text)
    return _to(request, "golf.golf_prizes", day, _("Marca guardada."))


async def clear_golf_prize(request: Request) -> Response:
    day = await _day(request)
    await prizes.clear(await _prize(request, day), actor=actor(request).label, now=request.state.now)
    return _to(request, "golf.golf_prizes", day, _("La marca quedó borrada."))


async def _day(request: Request) -> Day:
    return await queries.day_to_organise(actor(request), request.path_params["id"])


async def _sponsor(request: Request, day: Day) -> GolfSponsor:
    found = await GolfSponsor.get_or_none(id=request.path_params["sponsor"], tournament_id=day.golf.id)
    if found is None:
        raise NotFound()
    return found


async def _prize(request: Request, day: Day) -> GolfPrize:
    found = await GolfPrize.get_or_none(id=request.path_params["prize"], tournament_id=day.golf.id)
    if found is None:
        raise NotFound()
    return found


def _check_hole(form: Filled[Any], day: Day) -> None:
    hole = form.value.hole if form.value else None
    if hole is not None and hole > len(day.golf.holes):
        form.add("hole", NO_SUCH_HOLE)


async def _sponsors(request: Request, day: Day, form: Filled[SponsorForm], *, status: int = 200) -> Response:
    found = await queries.sponsors_of(day.golf.id, confirmed=False)
    return page(
        request, status=status, template="events_app/golf/golf_sponsors.html", day=day.golf, event=day.event,
        form=form, sponsors=[each for each in found if each.status in (GolfStatus.HELD, GolfStatus.CONFIRMED)],
        level_names=LEVEL_NAMES, status_names=STATUS_NAMES, status_tones=STATUS_TONES, absolute=absolute,
    )  # fmt: skip


async def _extras(request: Request, day: Day, form: Filled[ExtraForm], *, status: int = 200) -> Response:
    found = await GolfExtra.filter(tournament_id=day.golf.id).order_by("id")
    currency, now = day.event.currency, request.state.now
    totals = {each.id: await total_of(Money(each.net_amount, currency), each.tax_code, now) for each in found}
    return page(
        request, status=status, template="events_app/golf/golf_extras.html", day=day.golf, event=day.event, form=form,
        extras=found, totals=totals, extra_names=EXTRA_NAMES,
    )  # fmt: skip


async def _prizes(request: Request, day: Day, form: Filled[PrizeForm], *, status: int = 200) -> Response:
    return page(
        request, status=status, template="events_app/golf/golf_prizes.html", day=day.golf, event=day.event, form=form,
        prizes=await queries.prizes_of(day.golf.id), prize_names=PRIZE_NAMES,
        teams=await queries.live_teams(day.golf.id, confirmed=True),
    )  # fmt: skip


def _to(request: Request, name: str, day: Day, words: str) -> Response:
    return flash(redirect(request, name, id=day.golf.id), words)


_BASE = "/oficina/golf/{id:int}"
ROUTES = (
    Page(f"{_BASE}/patrocinadores", golf_sponsors, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page(f"{_BASE}/patrocinadores/{{sponsor:int}}/logo", golf_sponsor_logo, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{_BASE}/patrocinadores/{{sponsor:int}}/baja", withdraw_golf_sponsor, access=Access.COMMITTEE,
         methods=("POST",)),
    Page(f"{_BASE}/extras", golf_extras, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page(f"{_BASE}/extras/{{extra:int}}/venta", switch_golf_extra, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{_BASE}/premios", golf_prizes, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page(f"{_BASE}/premios/{{prize:int}}/marca", mark_golf_prize, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{_BASE}/premios/{{prize:int}}/borrar", clear_golf_prize, access=Access.COMMITTEE, methods=("POST",)),
)  # fmt: skip
