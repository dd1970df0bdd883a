"""The world of the cup: an event of today, two companies, their coordinators, a committee and its scorekeeper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events_app.accounts.models import User
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee
from events_app.tests.factories.events import make_event
from events_app.tests.factories.registration import make_employee, make_plant, make_tax_rule
from events_app.tests.journeys.conftest import Town

# The stronger first: who meets whom is for the draw to say, who wins is known.
STRENGTH = ("Halcones", "Pumas", "Coyotes", "Toros", "Linces", "Búhos", "Venados", "Zorros")
ARNESES, CERAMICA = STRENGTH[0::2], STRENGTH[1::2]
CHAMPION = STRENGTH[0]
ROSTER = (("201", "Aguayo", 7), ("202", "Bórquez", 10), ("203", "Cota", 1))
SCORER = "A. A. P."  # Alma Aguayo Peñúñuri, shirt 7, who did not ask to be named


@dataclass(frozen=True)
class Club:
    """A company, who speaks for it, and the teams that it enters."""

    company: Company
    coordinator: User
    teams: tuple[str, ...]


@dataclass(frozen=True)
class Cup:
    """`organiser` is the chair of the committee that convenes the event; `keeper` keeps its scores."""

    town: Town
    event: Event
    clubs: tuple[Club, Club]
    organiser: User
    keeper: User

    @property
    def path(self) -> str:
        return f"/torneos/{self.event.slug}/futbol-de-la-industria"

    @property
    def today(self) -> str:
        return clock.now().astimezone(ZoneInfo(self.event.timezone)).date().isoformat()


async def make_cup(town: Town) -> Cup:
    """It is morning where the cup is played, at whatever hour the tests run."""
    now = clock.now()
    committee = await make_committee("Deportes")
    event = await make_event(
        "Copa de la Industria", slug="copa", kind="tournament", committee=committee, timezone=_where_it_is_morning(now),
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=2), venue_name="Unidad Deportiva",
    )  # fmt: skip
    await make_tax_rule()
    clubs = (await _club(town.company, ARNESES), await _club(await make_plant("Cerámica Pitic"), CERAMICA))
    for number, surname, _shirt in ROSTER:
        await make_employee(town.company, number, "Alma", surname)
    chair = Grant(Role.COMMITTEE_CHAIR, f"committee:{committee.id}")
    organiser = await make_user("Ramón Yocupicio", email="ramon@correo.example", roles=[chair])
    keeper = await make_user("Nacho Anaya", roles=[Grant(Role.SCOREKEEPER, f"event:{event.id}")])
    return Cup(town, event, clubs, organiser, keeper)


def stronger(home: str, away: str) -> str:
    return min(home, away, key=STRENGTH.index)


async def _club(company: Company, teams: tuple[str, ...]) -> Club:
    name = f"Coordinación de {company.trade_name}"
    user = await make_user(name, roles=[Grant(Role.COORDINATOR, f"company:{company.id}")])
    return Club(company, user, teams)


def _where_it_is_morning(now: datetime) -> str:
    """A zone in which it is eight now: all matches of the day are still to come. (Etc/GMT+7 lies behind UTC.)"""
    ahead = (8 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"
