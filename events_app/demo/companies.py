"""Companies at work in the demonstration: a list kept for later, a group that paid a part, and people who wait."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_app.accounts.models import RoleGrant
from events_app.core.access import Actor, Role
from events_app.core.sheets import write_xlsx
from events_app.demo import slips
from events_app.demo.people import Town
from events_app.desk import services as desk
from events_app.desk.models import AskedFor
from events_app.directory.models import Company, Employment
from events_app.events.models import Event, TicketType
from events_app.fiscal import services as fiscal
from events_app.fiscal.engine.receiver import Receiver, fiscal_name
from events_app.fiscal.records import Addressee
from events_app.payments.models import Order
from events_app.registration import opening, sheet_confirm, sheets
from events_app.registration import services as registration
from events_app.registration.engine.sheet_rows import ENTERS
from events_app.registration.engine.wanted import Applicant, Extras
from events_app.registration.group_records import RegistrationGroup, SheetUpload
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.registration.offers import offers, wanted_of
from events_app.registration.question_records import CompanyLimits

HEADERS = ("NO EMP", "AP PATERNO", "AP MATERNO", "NOMBRE(S)", "CELULAR", "TURNO")
COORDINATOR = Who("system", "Coordinación", None, "es-MX")
SHORT = 6_000  # centavos that the company's bank sent too little
PER_PERSON, PER_EVENT = 500_000, 6_000_000  # centavos
PEOPLE = 12
SECOND = "Yolanda Ibáñez Murrieta"  # whom a coordinator names


@dataclass(frozen=True)
class Places:
    """Codes of events: where a company pays for a list, where one is kept for later, and where people are approved."""

    paid: str
    kept: str
    approved: str


async def bring(places: Places, town: Town, luck: random.Random, *, now: datetime) -> None:
    """What two coordinators find on their desks, and what the office finds on its own."""
    first, second = town.companies[:2]
    for company in (first, second):
        await CompanyLimits.create(company=company, per_person=PER_PERSON, per_event=PER_EVENT)
        await _fiscal_data(company, now)
    paid, kept = await Event.get(code=places.paid), await Event.get(code=places.kept)
    upload = await _sheet(paid, first, town, luck, now=now - timedelta(hours=21))
    order = await _confirm(upload, now=now - timedelta(hours=20))
    await _sheet(kept, first, town, luck, now=now - timedelta(hours=3), spoilt=True)
    for company in (first, first, first, second):
        await _ask(kept, company, town, company_pays=True, now=now - timedelta(hours=4))
    approved = await _approved_one_by_one(await Event.get(code=places.approved))
    for company in town.companies[2:5]:
        await _ask(approved, company, town, now=now - timedelta(hours=6))
    cashier = slips.cashier()
    if cashier is not None:
        await cashier.transfer_short(order, first, SHORT, now=now - timedelta(hours=19))
        waiting = Order.filter(status="pending", currency="MXN", reference__startswith="registration:")
        open_one = await waiting.filter(total__lte=300_000, total__gte=1_000, hold_expires_at__gt=now).first()
        if open_one is not None:
            await cashier.voucher(open_one, now=now)
        cashier.remember()


async def name_another(now: datetime) -> None:
    """The coordinator of the first company asks the association for a second one."""
    grant = await RoleGrant.filter(role=Role.COORDINATOR, scope__startswith="company:").order_by("id").first()
    if grant is None:
        return
    company = await Company.get(id=int(grant.scope.partition(":")[2]))
    who = Actor(user_id=grant.user_id)
    await desk.ask(
        company, kind=AskedFor.SECOND, name=SECOND, email=f"nominas@{company.slug}.example", actor=who,
        now=now - timedelta(hours=26),
    )  # fmt: skip


async def desks() -> list[dict[str, str]]:
    """Where each coordinator's account works."""
    found = RoleGrant.filter(role=Role.COORDINATOR, scope__startswith="company:", ends_on=None).order_by("id")
    scopes = [(int(each.scope.partition(":")[2]), str(each.user.email)) for each in await found.select_related("user")]
    slugs = dict(await Company.filter(id__in=[each for each, _ in scopes]).values_list("id", "slug"))
    return [{"email": email, "path": f"/empresa/{slugs[company]}"} for company, email in scopes]


async def _fiscal_data(company: Company, now: datetime) -> None:
    name = fiscal_name(company.legal_name, rfc=company.rfc)
    to = Addressee(Receiver(company.rfc, name, "84094", "601", "G03"), f"facturas@{company.slug}.example", "")
    await fiscal.save_company_profile(company.id, to, actor="system", now=now)


async def _sheet(
    event: Event, company: Company, town: Town, luck: random.Random, *, now: datetime, spoilt: bool = False
) -> SheetUpload:
    """A coordinator's own workbook; a spoilt one has rows of every kind that asks for something."""
    lines = [await _line(each) for each in luck.sample(town.employments[company.id][2:], PEOPLE)]
    if spoilt:
        lines[3][1] = ""
        lines[6][0] = lines[5][0]
        lines.insert(9, list(lines[0]))
        lines.append(["98765", "Güereña", "Íñiguez", "Begoña", "631 555 0199", "B"])
    kind = await TicketType.filter(event_id=event.id).order_by("position", "id").first()
    if kind is None:
        raise RuntimeError(f"{event.code} has no ticket type")
    data, name = write_xlsx(HEADERS, lines, title="Lista"), f"{event.code} turnos A y B.xlsx"
    return await sheets.receive(
        data, name, event=event, company=company, ticket_type_id=kind.id, actor="system", now=now
    )


async def _line(employment: Employment) -> list[str]:
    await employment.fetch_related("person")
    person = employment.person
    names = [person.paternal_surname, person.maternal_surname, person.given_name]
    return [employment.employee_number, *names, person.phone or "", "A"]


async def _confirm(upload: SheetUpload, *, now: datetime) -> Order:
    """One order for everybody who fits."""
    tally = await sheets.tally(upload)
    comes = sum(tally[each] for each in ENTERS)
    await sheet_confirm.confirm(upload, enter=comes, wait=tally["waiting_list"], who=COORDINATOR, now=now)
    group = await RegistrationGroup.get(upload_id=upload.id)
    return await Order.get(id=group.order_id)


async def _approved_one_by_one(event: Event) -> Event:
    """A ticket that the organisers give to whom they know."""
    await TicketType.create(
        event=event, name_es="Instructor interno", name_en="In-house trainer", position=9, needs_approval=True
    )
    return event


async def _ask(event: Event, company: Company, town: Town, *, now: datetime, company_pays: bool = False) -> None:
    """An employee takes a seat that waits for an answer: the company's, or the organiser's."""
    audience = str(company.company_class)
    shown = await offers(event, audience, now)
    offer = next(each for each in shown if each.needs_approval is not company_pays)
    taken = {each.person_id for each in await Registration.filter(event_id=event.id)}
    job = next(each for each in town.employments[company.id][::-1] if each.person_id not in taken)
    await job.fetch_related("person")
    found = Applicant(
        job.person.full_name, job.person_id, email=job.person.email, company_id=company.id, verified_by="directory",
        audience=audience,
    )  # fmt: skip
    asked = wanted_of(event, offer, found, Extras(), source="page", language=job.person.locale)
    key = f"demo:asks:{event.code}:{job.person_id}"
    asked = opening.dated(asked, event, now, company_pays=company_pays)
    await registration.register(asked, key=key, actor="system", path="demo", now=now)
