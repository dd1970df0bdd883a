"""The public pages of golf: the cause with its leaderboard, live, and the way of a team to its place."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core import files, limits, live
from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_
from events_app.core.live import Notice
from events_app.core.pages import Page, actor, locale, page, redirect
from events_app.core.tables import StoredFile
from events_app.directory.models import Company
from events_app.directory.queries import companies_in_good_standing, company_by_slug
from events_app.golf import prices, queries, showing, team_pages, teams
from events_app.golf.board import standing
from events_app.golf.course import composition_of
from events_app.golf.errors import GolfNameTaken, NoGolfPlaces
from events_app.golf.forms import TeamForm, players_of
from events_app.golf.gifts import GolfSponsor
from events_app.golf.kinds import GolfStatus
from events_app.golf.models import GolfTournament
from events_app.golf.queries import Day
from events_app.golf.words import LEVEL_NAMES, PRIZE_NAMES
from events_app.registration.applicants import audience_of, vouched_by
from events_app.registration.context import address_of, today

CLOSED = "events_app/golf/no_places.html"
CHOOSE_COMPANY = N_("Elige tu empresa de la lista.")


async def golf(request: Request) -> Response:
    """The cause, the leaderboard, who gives and what is to be won."""
    day = await _day(request)
    net = showing.wants_net(request, day)
    shown = await standing(day.golf, net=net)
    price = await prices.team_price(day.event, day.golf, "public", request.state.now)
    return page(
        request,
        day=day.golf,
        event=day.event,
        cause=await showing.cause_of(day),
        standing=shown,
        net=net,
        price=price,
        may_enter=showing.may_enter(day, request.state.now) and price is not None,
        sponsors=await queries.sponsors_of(day.golf.id),
        prizes=await queries.prizes_of(day.golf.id),
        level_names=LEVEL_NAMES,
        prize_names=PRIZE_NAMES,
    )


async def golf_live(request: Request) -> Response:
    """The leaderboard again with every change, as server-sent events."""
    day = await _day(request)
    net = showing.wants_net(request, day)

    async def render(notice: Notice) -> str:
        fresh = await GolfTournament.get(id=day.golf.id)
        return await showing.board_html(request, Day(fresh, day.event), net=net)

    return live.stream(request, [f"golf:{day.golf.id}"], render)


async def new_golf_team(request: Request) -> Response:
    """A team's way in: who answers for it, who plays with which index, and the price before the button."""
    day = await _day(request)
    if not showing.may_enter(day, request.state.now):
        return page(request, template=CLOSED, status=200 if request.method == "GET" else 409, event=day.event)
    if request.method == "GET":
        return await _form(request, day, blank(TeamForm))
    await limits.hit("golf-team", address_of(request), limit=20, per=team_pages.WINDOW, now=request.state.now)
    form = await fill(request, TeamForm)
    company = await _company(form)
    team = _checked(form, day, company, locale(request))
    price = await _price(request, day, company)
    if team is None or price is None:
        return await _form(request, day, form, status=422)
    if form.checked.shown != price.tag:
        return await _form(request, day, form, status=409, price_changed=True)
    return await _register(request, day, form, team, price)


async def sponsor_logo(request: Request) -> Response:
    """The picture of somebody who gave."""
    sponsor = await GolfSponsor.get_or_none(id=request.path_params["id"], status=GolfStatus.CONFIRMED)
    if sponsor is None or sponsor.logo_id is None:
        raise NotFound()
    file = await StoredFile.get(id=sponsor.logo_id)
    answer = await files.respond(file, inline=True)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


async def _register(
    request: Request, day: Day, form: Filled[TeamForm], team: teams.NewTeam, price: prices.TeamPrice
) -> Response:
    try:
        made = await teams.register(
            day.golf.id, day.event.title(locale(request)), team, price,
            key=form.idempotency_key, actor=actor(request).label, path=request.url.path, now=request.state.now,
        )  # fmt: skip
    except GolfNameTaken as error:
        form.add("name", error.message)
        return await _form(request, day, form, status=409)
    except NoGolfPlaces:
        return page(request, template=CLOSED, status=409, event=day.event)
    if made.pay_token:
        return redirect(request, "payments.pay", token=made.pay_token)
    return RedirectResponse(f"/golf/equipo/{made.code}", status_code=303)


def _checked(form: Filled[TeamForm], day: Day, company: Company | None, language: str) -> teams.NewTeam | None:
    """The team that was typed, or None with the mistakes beside their fields."""
    if form.value is None:
        return None
    asked = form.checked
    players = players_of(asked, day.golf.team_size, form)
    if form.ok:
        for refusal in composition_of(day.golf, players).refusals:
            form.add("", refusal.key, **refusal.params)
    if not form.ok:
        return None
    return teams.NewTeam(
        name=asked.name,
        captain_name=asked.captain_name,
        players=players,
        captain_phone=asked.captain_phone,
        captain_email=asked.captain_email or "",
        company_id=company.id if company else None,
        locale=language,
    )


async def _form(
    request: Request, day: Day, form: Filled[TeamForm], *, status: int = 200, price_changed: bool = False
) -> Response:
    company = await company_by_slug(str(form.get("company"))) if form.get("company") else None
    return page(
        request,
        status=status,
        template="events_app/golf/new_golf_team.html",
        day=day.golf,
        event=day.event,
        form=form,
        companies=await companies_in_good_standing(today(request)),
        price=await _price(request, day, company),
        price_changed=price_changed,
    )


async def _price(request: Request, day: Day, company: Company | None) -> prices.TeamPrice | None:
    """Members pay their price when somebody who may vouch for the company registers the team."""
    now = request.state.now
    audience = audience_of(company, vouched_by(actor(request), company), now=now)
    return await prices.team_price(day.event, day.golf, audience, now)


async def _company(form: Filled[Any]) -> Company | None:
    slug = str(form.get("company"))
    found = await company_by_slug(slug) if slug else None
    if slug and found is None:
        form.add("company", CHOOSE_COMPANY)
    return found


async def _day(request: Request) -> Day:
    return await queries.day_of(actor(request), str(request.path_params["slug"]))


ROUTES = (
    *team_pages.ROUTES,
    Page("/golf/patrocinadores/{id:int}/logo", sponsor_logo, access=Access.PUBLIC),
    Page("/golf/{slug}", golf, access=Access.PUBLIC),
    Page("/golf/{slug}/en-vivo", golf_live, access=Access.PUBLIC),
    Page("/golf/{slug}/equipo", new_golf_team, access=Access.PUBLIC, methods=("GET", "POST")),
)
