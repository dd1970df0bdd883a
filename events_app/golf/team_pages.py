"""The page of a group's phone, behind its secret link: its card, the marker's one question, extras, live."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core import limits, live
from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound
from events_app.core.forms import fill, read_body
from events_app.core.i18n import N_, _
from events_app.core.live import Notice
from events_app.core.pages import Page, fragment, json_page, locale, page, redirect, refuse
from events_app.golf import card, extras, queries, scores
from events_app.golf.forms import PurchaseForm, ScoreForm
from events_app.golf.gifts import GolfExtra
from events_app.golf.kinds import GolfStatus, ScoreSide
from events_app.golf.links import scoring_team, team_by_code
from events_app.golf.models import GolfTeam

WINDOW = timedelta(minutes=10)
MOST_AT_ONCE = 100


class StatementIn(BaseModel):
    """What a phone kept while it was offline."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z-]+$")]
    team: Annotated[int, Field(ge=1, le=2**63 - 1)]
    hole: Annotated[int, Field(ge=1, le=36)]
    strokes: Annotated[int, Field(ge=1, le=30)]
    made_at: datetime


class StatementsIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    statements: Annotated[list[StatementIn], Field(max_length=MOST_AT_ONCE)]


async def team_phone(request: Request) -> Response:
    """The whole page, or with `?parte=1` only what changes while they play."""
    team = await team_by_code(request.path_params["code"])
    shown = await card.table_of(team)
    context: dict[str, Any] = {"team": team, "day": team.tournament, "event": team.tournament.event, "shown": shown}
    if request.query_params.get("parte"):
        return fragment(request, "_team_live", **context)
    return page(
        request,
        code=request.path_params["code"],
        extras=await card.extras_for(team, request.state.now) if team.status is GolfStatus.CONFIRMED else [],
        bought=await extras.bought_by(team),
        pay_path=f"/pagar/{team.order.token}" if team.order and team.status is GolfStatus.HELD else "",
        new_key=str(uuid4()),
        **context,
    )


async def say_scores(request: Request) -> Response:
    """Scores from the phone: a batch of its queue as JSON, or one from a form."""
    team = await scoring_team(request.path_params["code"])
    await limits.hit("golf-scores", str(team.id), limit=600, per=WINDOW, now=request.state.now)
    if request.headers.get("content-type", "").startswith("application/json"):
        kept = await _say_batch(request, team)
        return json_page({"kept": kept, "now": request.state.now.isoformat()})
    form = await fill(request, ScoreForm)
    if form.ok and form.checked.strokes is not None:
        said = scores.Statement(
            form.checked.team or team.id, form.checked.hole, form.checked.strokes, ScoreSide.OWN,
            form.idempotency_key, request.state.now,
        )  # fmt: skip
        await _keep(request, team, [said])
        return redirect(request, "golf.team_phone", code=request.path_params["code"])
    back = redirect(request, "golf.team_phone", code=request.path_params["code"])
    return refuse(back, _("Elige cuántos golpes fueron."))


async def team_live(request: Request) -> Response:
    """A word with every change; the phone then asks for the part that changed."""
    team = await team_by_code(request.path_params["code"])

    async def render(notice: Notice) -> str:
        return "changed"

    return live.stream(request, [f"golf:{team.tournament_id}"], render)


async def buy_extra(request: Request) -> Response:
    """Mulligans or raffle tickets: taken at once, then paid."""
    team = await team_by_code(request.path_params["code"])
    form = await fill(request, PurchaseForm)
    code = request.path_params["code"]
    if team.status is not GolfStatus.CONFIRMED:
        raise NotFound()
    chosen = form.checked.extra if form.ok else 0
    extra = await GolfExtra.get_or_none(id=chosen, tournament_id=team.tournament_id, on_sale=True)
    if extra is None:
        return refuse(redirect(request, "golf.team_phone", code=code), _("Elige qué y cuántos."))
    event = team.tournament.event
    token = await extras.buy(
        extra, team, form.checked.quantity, currency=event.currency, title=event.title(locale(request)),
        key=form.idempotency_key, path=request.url.path, now=request.state.now,
    )  # fmt: skip
    return RedirectResponse(f"/pagar/{token}", status_code=303)


async def _say_batch(request: Request, team: GolfTeam) -> int:
    try:
        asked = StatementsIn.model_validate_json(await read_body(request))
    except ValidationError as error:
        raise Invalid() from error
    said = [
        scores.Statement(each.team, each.hole, each.strokes, ScoreSide.OWN, each.id, _aware(each.made_at, request))
        for each in asked.statements
    ]
    return await _keep(request, team, said)


async def _keep(request: Request, team: GolfTeam, said: list[scores.Statement]) -> int:
    """Own card or one that this group marks; anything else is refused whole."""
    marked = set() if all(each.team_id == team.id for each in said) else await queries.marked_by(team)
    allowed = []
    for each in said:
        own = each.team_id == team.id
        if not own and each.team_id not in marked or each.hole > len(team.tournament.holes):
            raise Invalid(N_("Esa tarjeta no es de tu grupo ni la llevas tú."))
        side = ScoreSide.OWN if own else ScoreSide.MARKER
        allowed.append(
            scores.Statement(
                each.team_id, each.hole, each.strokes, side, f"{team.id}:{each.client_id}"[:64], each.made_at
            )
        )
    label = f"golf_team:{team.id}"
    return await scores.say(team.tournament, allowed, said_by=label, now=request.state.now)


def _aware(moment: datetime, request: Request) -> datetime:
    """A moment without zone is taken as said now."""
    now: Any = request.state.now
    return moment if moment.tzinfo is not None else now


ROUTES = (
    Page("/golf/equipo/{code}", team_phone, access=Access.LINK),
    Page("/golf/equipo/{code}/golpes", say_scores, access=Access.LINK, methods=("POST",)),
    Page("/golf/equipo/{code}/en-vivo", team_live, access=Access.LINK),
    Page("/golf/equipo/{code}/extras", buy_extra, access=Access.LINK, methods=("POST",)),
)
