"""What each room is handed by the others, because it may not import them: callbacks, resolvers, notices of change."""

from datetime import date
from decimal import Decimal

from events_app import references
from events_app.accounts import scopes
from events_app.checkin import evidence as door_evidence
from events_app.checkin import queries as checkin_queries
from events_app.checkin import resolvers
from events_app.core import mail
from events_app.desk import jobs as desk_jobs
from events_app.directory import queries as directory_queries
from events_app.events import attendance, further, notices, taxes
from events_app.events import queries as event_queries
from events_app.finance import bank_moves
from events_app.fiscal import receipts as fiscal_receipts
from events_app.golf import extras as golf_extras
from events_app.golf import holding as golf_holding
from events_app.golf import income as golf_income
from events_app.golf import lifecycle as golf_teams
from events_app.golf import queries as golf_queries
from events_app.golf import sponsors as golf_sponsors
from events_app.office import message_kinds
from events_app.payments import callbacks as payment_callbacks
from events_app.payments import evidence as payment_evidence
from events_app.payments import invoicing
from events_app.payments import queries as payment_queries
from events_app.payments.engine.pricing import rate_for
from events_app.registration import emails as ticket_mails
from events_app.registration import event_news, group_lifecycle, lifecycle
from events_app.registration import evidence as registration_evidence
from events_app.registration import gates as ticket_gates
from events_app.registration import holding as seat_holding
from events_app.registration import queries as registration_queries
from events_app.registration import questions as event_questions
from events_app.teams import gates as player_gates
from events_app.teams import holding as team_holding
from events_app.teams import lifecycle as team_lifecycle
from events_app.tournaments import games as tournament_games
from events_app.tournaments import public_queries as tournament_queries
from scholarships.fund import income as fund_income


def connect() -> None:
    """Hands each room what it may not import: callbacks for orders, resolvers for the door, notices of change."""
    payment_callbacks.register_decisions("finance", bank_moves.follow)
    _connect_orders()
    _connect_golf()
    _connect_door()
    _connect_evidence()
    attendance.register(is_registered=registration_queries.holds_seat, expired_holds=registration_queries.expired_seats)
    taxes.register(rates_on)
    invoicing.register(fiscal_receipts.shown, fiscal_receipts.all_of)
    further.register("tournaments", tournament_queries.further_page)
    notices.register(tell_registered)
    notices.register_copier(copy_questions)
    tournament_games.register(players_let_in)
    for kind, maker in ticket_mails.ATTACHMENTS.items():
        mail.attach(kind, maker)
    scopes.register("company", directory_queries.company_names)
    scopes.register("event", event_queries.event_names)
    scopes.register("committee", directory_queries.committee_names)
    references.register_movers()
    fund_income.register(golf_income_of, golf_income.events_with_income)


def _connect_orders() -> None:
    """What becomes of a ticket and of a team's place when its order is paid, let go or refunded."""
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


def _connect_golf() -> None:
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
        latest=golf_holding.sponsor_latest,
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


def _connect_door() -> None:
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


def _connect_evidence() -> None:
    """What speaks for a charge that somebody disputes: the ticket and its readings at the door."""
    payment_evidence.register("registration", registration_evidence.papers)
    payment_evidence.register("registration", door_evidence.papers)
    payment_evidence.register("group", registration_evidence.group_papers, registration_evidence.group_subjects)
    payment_evidence.register("group", door_evidence.group_papers)
    payment_evidence.name_messages({message: title for message, (title, _when) in message_kinds.KINDS.items()})


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
