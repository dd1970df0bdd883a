"""The composition root: the only module that knows every room, and what each room is handed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from events_app.accounts import merging as roles_of_merged
from events_app.accounts import scopes
from events_app.accounts.queries import actor_for_token
from events_app.checkin import evidence as door_evidence
from events_app.checkin import queries as checkin_queries
from events_app.checkin import resolvers
from events_app.core import error_pages, jobs, live, mail
from events_app.core.database import ROOMS, opened
from events_app.core.error_pages import Errors
from events_app.core.errors import ConvocaError
from events_app.core.middleware import Guards, RequestContext, RequestLog, SecurityHeaders
from events_app.core.pages import Page
from events_app.core.routing import SwiftRouter
from events_app.core.static import StaticFiles
from events_app.desk import jobs as desk_jobs
from events_app.directory import merging
from events_app.directory import queries as directory_queries
from events_app.events import attendance, further, notices, taxes
from events_app.events import merging as invitations_of_merged
from events_app.events import queries as event_queries
from events_app.finance import bank_moves
from events_app.fiscal import merging as invoices_of_merged
from events_app.fiscal import receipts as fiscal_receipts
from events_app.golf import extras as golf_extras
from events_app.golf import holding as golf_holding
from events_app.golf import income as golf_income
from events_app.golf import lifecycle as golf_teams
from events_app.golf import queries as golf_queries
from events_app.golf import sponsors as golf_sponsors
from events_app.payments import callbacks as payment_callbacks
from events_app.payments import evidence as payment_evidence
from events_app.payments import invoicing
from events_app.payments import of_merged as clabes_of_merged
from events_app.payments import queries as payment_queries
from events_app.payments.engine.pricing import rate_for
from events_app.registration import emails as ticket_mails
from events_app.registration import event_news, group_lifecycle, lifecycle
from events_app.registration import evidence as registration_evidence
from events_app.registration import gates as ticket_gates
from events_app.registration import holding as seat_holding
from events_app.registration import merging as seats_of_merged
from events_app.registration import queries as registration_queries
from events_app.registration import questions as event_questions
from events_app.teams import gates as player_gates
from events_app.teams import holding as team_holding
from events_app.teams import lifecycle as team_lifecycle
from events_app.teams import merging as players_of_merged
from events_app.tournaments import games as tournament_games
from events_app.tournaments import public_queries as tournament_queries
from scholarships.fund import income as fund_income

PLACES = tuple(f"events_app.{room}" for room in ("core", *ROOMS, "teams", "scoring", "desk", "finance", "office"))
ROOMS_OF_SCHOLARSHIPS = ("calls", "applications", "review", "awards", "fund", "privacy")
SCHOLARSHIP_PLACES = tuple(f"scholarships.{room}" for room in ROOMS_OF_SCHOLARSHIPS)
# What of the scholarships points at people and companies, and so moves when two of them become one.
SCHOLARSHIP_REFERENCES: dict[str, dict[str, str]] = {
    "scholarship_applications": {"company": "company_id", "person": "guardian_id"},
    "scholarship_employment_answers": {"company": "company_id"},
    "scholarship_nominations": {"company": "company_id"},
    "scholarship_reviewers": {"company": "company_id", "person": "person_id"},
    "scholarship_relatives": {"company": "company_id"},
    "scholarship_donors": {"company": "company_id"},
}
JobHandler = Callable[..., Awaitable[None]]


def furniture(name: str) -> list[ModuleType]:
    """The modules of this name (routes, jobs, invariants …) of the rooms that have one."""
    paths = (f"{place}.{name}" for place in (*SCHOLARSHIP_PLACES, *PLACES) if find_spec(place))
    return [import_module(path) for path in paths if find_spec(path)]


def pages() -> list[Page]:
    """Every page of the house; the order is the routers'."""
    return [page for name in ("routes", "api", "office") for module in furniture(name) for page in module.ROUTES]


def job_handlers() -> dict[str, JobHandler]:
    """What the worker can do, by kind."""
    return {kind: handler for module in furniture("jobs") for kind, handler in getattr(module, "JOBS", {}).items()}


def timetable() -> list[tuple[str, Any]]:
    """What the worker does by the clock: (kind, every)."""
    return [entry for module in furniture("jobs") for entry in getattr(module, "TIMETABLE", ())]


def invariants() -> list[Any]:
    """What `doctor` checks."""
    return [each for module in furniture("invariants") for each in module.INVARIANTS]


def create_app(database_url: str, *, pool: int = 10) -> Starlette:
    """The whole web application on one database."""
    wire()
    declared = pages()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(opened(database_url, pool=pool))
            stack.push_async_callback(live.close)
            yield

    app = Starlette(
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders),
            Middleware(Errors),
            Middleware(RequestContext, actor_for_token=actor_for_token),
            Middleware(Guards),
        ],
        exception_handlers={ConvocaError: error_pages.known, HTTPException: error_pages.starlette_error},
    )
    routes = [*(page.route() for page in declared), Mount("/static", StaticFiles(), name="static")]
    app.router = SwiftRouter(routes, lifespan=lifespan)
    app.state.pages = declared
    app.state.private_prefixes = private_prefixes(declared)
    return app


def private_prefixes(declared: list[Page]) -> frozenset[str]:
    """First path segments under which nothing is open to strangers."""
    public = {page.path.split("/")[1] for page in declared if page.access.open_to_strangers}
    return frozenset(page.path.split("/")[1] for page in declared) - public


def wire() -> None:
    """Hands each room what it may not import: callbacks for orders, resolvers for the door, notices of change."""
    jobs.register(job_handlers(), timetable())
    _wire_orders()
    _wire_golf()
    _wire_door()
    _wire_evidence()
    attendance.register(is_registered=registration_queries.holds_seat, expired_holds=registration_queries.expired_seats)
    taxes.register(rates_on)
    invoicing.register(fiscal_receipts.shown)
    further.register("tournaments", tournament_queries.further_page)
    notices.register(tell_registered)
    notices.register_copier(copy_questions)
    tournament_games.register(players_let_in)
    for kind, maker in ticket_mails.ATTACHMENTS.items():
        mail.attach(kind, maker)
    scopes.register("company", directory_queries.company_names)
    scopes.register("event", event_queries.event_names)
    scopes.register("committee", directory_queries.committee_names)
    _wire_merging()
    fund_income.register(golf_income_of, golf_income.events_with_income)


def _wire_orders() -> None:
    """What becomes of a ticket and of a team's place when its order is paid, let go or refunded."""
    payment_callbacks.register_decisions("finance", bank_moves.follow)
    payment_callbacks.register(
        "registration",
        on_paid=lifecycle.on_paid,
        on_released=lifecycle.on_released,
        on_refunded=lifecycle.on_refunded,
        link=lifecycle.ticket_path,
        on_held=seat_holding.on_held,
        latest=seat_holding.latest,
    )
    payment_callbacks.register(
        "group",
        on_paid=group_lifecycle.on_paid,
        on_released=group_lifecycle.on_released,
        on_refunded=group_lifecycle.on_refunded,
        link=group_lifecycle.group_path,
        on_held=group_lifecycle.on_held,
        latest=group_lifecycle.latest,
    )
    payment_callbacks.register(
        "team",
        on_paid=team_lifecycle.on_paid,
        on_released=team_lifecycle.on_released,
        on_refunded=team_lifecycle.on_refunded,
        link=team_lifecycle.captain_path,
        on_held=team_holding.on_held,
        latest=team_holding.latest,
    )


def _wire_evidence() -> None:
    """What speaks for a charge that somebody disputes: the ticket and its readings at the door."""
    payment_evidence.register("registration", registration_evidence.papers)
    payment_evidence.register("registration", door_evidence.papers)


def _wire_door() -> None:
    """Whose codes the door reads, and where a ticket is shown to enter."""
    resolvers.register(
        "registration",
        resolvers.Resolver(
            by_hash=registration_queries.credential_by_hash,
            by_id=registration_queries.credential_by_id,
            search=registration_queries.search_credentials,
            expected=registration_queries.expected,
        ),
    )
    resolvers.register(
        "player",
        resolvers.Resolver(
            by_hash=player_gates.credential_by_hash,
            by_id=player_gates.credential_by_id,
            search=player_gates.search_credentials,
            expected=player_gates.expected,
        ),
    )
    ticket_gates.register(checkin_queries.gate_names)


def _wire_golf() -> None:
    """What golf sells: places of teams, sponsorships and extras; and where an event's page leads to it."""
    further.register("golf", golf_queries.further_page)
    payment_callbacks.register(
        "golf_team",
        on_paid=golf_teams.on_paid,
        on_released=golf_teams.on_released,
        on_refunded=golf_teams.on_refunded,
        link=golf_teams.team_path,
        on_held=golf_holding.on_team_held,
        latest=golf_holding.team_latest,
    )
    payment_callbacks.register(
        "golf_sponsor",
        on_paid=golf_sponsors.on_paid,
        on_released=golf_sponsors.on_released,
        on_refunded=golf_sponsors.on_refunded,
    )
    payment_callbacks.register(
        "golf_extra",
        on_paid=golf_extras.on_paid,
        on_released=golf_extras.on_released,
        on_refunded=golf_extras.on_refunded,
        link=golf_extras.sale_path,
        on_held=golf_holding.on_sale_held,
        latest=golf_holding.sale_latest,
    )


def _wire_merging() -> None:
    """Tells the directory how the other rooms' references move when two companies or two people become one."""
    merging.register("users", merging.plain_mover("users", person="person_id"))
    merging.register("role_grants", roles_of_merged.move_roles)
    merging.register("event_invitations", invitations_of_merged.move_invitations)
    merging.register("orders", merging.plain_mover("orders", company="company_id"))
    merging.register("stripe_customers", clabes_of_merged.move_customers)
    merging.register("credit_uses", merging.plain_mover("credit_uses", company="company_id"))
    merging.register("discount_codes", merging.plain_mover("discount_codes", company="company_id"))
    merging.register("fiscal_profiles", invoices_of_merged.move_profiles)
    merging.register("registrations", seats_of_merged.move_registrations)
    merging.register("registration_groups", merging.plain_mover("registration_groups", company="company_id"))
    merging.register("sheet_uploads", seats_of_merged.move_sheets)
    merging.register("substitutions", seats_of_merged.move_substitutions)
    merging.register("wait_entries", seats_of_merged.move_waiting)
    merging.register("benefit_counters", seats_of_merged.move_benefit_counters)
    merging.register("benefit_uses", merging.plain_mover("benefit_uses", company="company_id"))
    merging.register("company_requests", merging.plain_mover("company_requests", company="company_id"))
    merging.register("company_limits", seats_of_merged.move_limits)
    merging.register("coordinator_requests", merging.plain_mover("coordinator_requests", company="company_id"))
    merging.register("golf_teams", merging.plain_mover("golf_teams", company="company_id"))
    merging.register("golf_sponsors", merging.plain_mover("golf_sponsors", company="company_id"))
    merging.register("referees", merging.plain_mover("referees", company="company_id"))
    merging.register("golf_players", merging.plain_mover("golf_players", person="person_id"))
    merging.register("teams", merging.plain_mover("teams", company="company_id"))
    merging.register("players", players_of_merged.move_players)
    for table, columns in SCHOLARSHIP_REFERENCES.items():
        merging.register(table, merging.plain_mover(table, **columns))
    merging.register("email_proofs", merging.plain_mover("email_proofs", company="company_id"))


async def golf_income_of(event_id: int) -> list[fund_income.Income]:
    """What an event's golf raised, as the scholarship fund wants it."""
    lines = await golf_income.fund_income(event_id)
    return [fund_income.Income(each.folio, each.paid_at, each.income) for each in lines]


async def rates_on(day: date) -> dict[str, Decimal]:
    """Payments' tax rules as the events room wants them: the rate of each code on a day."""
    rates = await payment_queries.tax_rates()
    return {code: rate_for(rates, code, day).rate for code in {rate.code for rate in rates}}


async def players_let_in(event_id: int) -> set[int]:
    """Which players the scanner let in at an event, for the parade of the games."""
    return await checkin_queries.let_in(event_id, "player")


async def copy_questions(copied: notices.EventCopy) -> None:
    """What an event asks goes with its copy."""
    await event_questions.copy(copied.source_id, copied.made_id, dict(copied.types), now=copied.now)


async def tell_registered(change: notices.EventChange) -> None:
    """An event that changed becomes a message to everybody with a seat, a request or a place in the line."""
    await event_news.on_event_changed(change.event_id, str(change.change), change.reason, change.revision, change.now)
    await desk_jobs.on_event_changed(change.event_id, str(change.change), change.revision, change.now)
