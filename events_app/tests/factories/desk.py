"""A company with its coordinator and an event that its people may go to."""

from dataclasses import dataclass

from events_app.accounts.models import User
from events_app.core.access import Grant, Role
from events_app.directory.models import Company
from events_app.events.models import Event, Price, TicketType
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_event_with_seats, make_plant, make_tax_rule

HEADERS = "No. empleado,Apellido paterno,Apellido materno,Nombre(s),Celular\n"


@dataclass(frozen=True)
class World:
    company: Company
    event: Event
    kind: TicketType
    coordinator: User

    @property
    def home(self) -> str:
        return f"/empresa/{self.company.slug}"

    @property
    def register(self) -> str:
        return f"{self.home}/registrar/{self.event.slug}"


async def make_desk(seats: int | None = 100, net: int = 65_000, name: str = "Arneses del Desierto") -> World:
    """An event of work at 650 pesos plus tax for the people of a member, double for everybody else."""
    company = await make_plant(name)
    event, kind = await make_event_with_seats(seats, kind="seminar", title_es="NOM-035 para supervisores")
    await make_tax_rule()
    if net:
        await Price.create(ticket_type=kind, audience="regular", net_amount=net)
        await Price.create(ticket_type=kind, audience="public", net_amount=net * 2)
    coordinator = await make_user("Ramón Valenzuela", roles=[Grant(Role.COORDINATOR, f"company:{company.id}")])
    return World(company, event, kind, coordinator)


def listed(*lines: str) -> bytes:
    """A CSV of employee number, two surnames, given name and phone."""
    return (HEADERS + "\n".join(lines)).encode()


def people(count: int, start: int = 20_001) -> bytes:
    """As many different people, with accents, in the order of their numbers."""
    surnames = ("Acuña", "Félix", "Montes de Oca", "Peñúñuri", "Córdova", "Ñáñez", "Grijalva", "Bojórquez")
    given = ("Blanca Estela", "Jesús Ramón", "María de la Concepción", "Brayan", "Zulema", "Ángel Adrián")
    return listed(
        *(
            f"{start + n},{surnames[n % 8]},{surnames[(n // 8) % 8]},{given[n % 6]} {chr(65 + n % 26)}.,"
            for n in range(count)
        )
    )
