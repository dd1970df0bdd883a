"""Registers people for the demonstration through the real services, in every state a registration can have."""

import random
from datetime import datetime, timedelta

from events_app.core.clock import local
from events_app.core.database import execute
from events_app.demo.people import Town
from events_app.demo.programme import Plan
from events_app.directory.models import Employment
from events_app.directory.queries import is_member
from events_app.events.models import Event
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.methods import stripe_api
from events_app.payments.models import Order
from events_app.payments.services import release_order
from events_app.payments.settlement import Receipt, book_money
from events_app.registration import changes, lifecycle
from events_app.registration import services as registration
from events_app.registration.engine.wanted import Applicant, Extras, Wanted
from events_app.registration.models import Registration
from events_app.registration.offers import Offer, offers

WAITING, ABANDONED = (0, 1, 2), 3
DIETS = ("", "", "", "Vegetariana", "Sin gluten", "Alergia a la nuez")


async def fill(event: Event, plan: Plan, town: Town, luck: random.Random, *, now: datetime) -> None:
    """`plan.guests` people register over the last three weeks; most of those who owe money have paid."""
    everybody = [each for staff in town.employments.values() for each in staff[2:]]
    for order, employment in enumerate(luck.sample(everybody, plan.guests)):
        moment = _daytime(now - timedelta(days=luck.randrange(1, 21)), luck)
        if order in WAITING:
            moment = now - timedelta(minutes=5 + 4 * order)
        await _one(event, employment, order, luck, moment, now)
    if plan.code in ("IVA", "C5K"):
        await _wishes(event, now)


def _daytime(moment: datetime, luck: random.Random) -> datetime:
    """Between seven in the morning and nine at night of that day, on the association's clock."""
    wall = local(moment).replace(hour=luck.randrange(7, 21), minute=luck.randrange(60))
    return wall.astimezone(moment.tzinfo)


async def let_go(now: datetime) -> None:
    """The holds that nobody paid run out, as they would have at the time."""
    for order in await Order.filter(status="pending", hold_expires_at__lte=now):
        await release_order(order.id, now, "hold expired")


async def pay_too_late(code: str, now: datetime) -> None:
    """Money arrives for a seat that was released, and meanwhile the event filled up: a task for the office."""
    event = await Event.get(code=code)
    late = await Registration.filter(event=event, status="expired").select_related("order").first()
    if late is not None and late.order is not None:
        await Event.filter(id=event.id).update(capacity=event.taken)
        await pay(late.order.token, f"late{code}", now - timedelta(hours=20))


async def _one(
    event: Event, employment: Employment, order: int, luck: random.Random, moment: datetime, now: datetime
) -> None:
    await employment.fetch_related("person", "company")
    member = is_member(employment.company, local(now).date())
    audience = str(employment.company.company_class) if member else "public"
    offer = luck.choice(await offers(event, audience, moment))
    if offer.left is not None and offer.left < 3:
        return
    wanted = _wanted(event, offer, employment, luck)
    key = f"demo:{event.code}:{order}"
    made = await registration.register(wanted, key=key, actor="system", path="demo", now=moment)
    await execute("UPDATE registrations SET created_at = $2 WHERE id = $1", made.registration_id, moment)
    if made.pay_token and order not in (*WAITING, ABANDONED):
        await pay(made.pay_token, f"{event.code}{order}", moment + timedelta(minutes=3))


def _wanted(event: Event, offer: Offer, employment: Employment, luck: random.Random) -> Wanted:
    person = employment.person
    applicant = Applicant(
        name=person.full_name,
        person_id=person.id,
        email=person.email,
        company_id=employment.company_id,
        verified_by="directory",
        audience=offer.audience,
    )
    companions = luck.randrange(offer.max_companions + 1) if offer.max_companions and not offer.total else 0
    diet = luck.choice(DIETS) if "diet" in offer.asks else ""
    return Wanted(
        event_id=event.id,
        event_title=event.title_es,
        ticket_type_id=offer.ticket_type_id,
        ticket_name=offer.name_es,
        tax_code=offer.tax_code,
        applicant=applicant,
        unit_net=offer.net.amount,
        total=offer.total.amount,
        audience=offer.audience,
        currency=event.currency,
        source="page",
        locale=person.locale,
        extras=Extras(companions, diet, ""),
    )


async def pay(token: str, mark: str, moment: datetime) -> None:
    """A card payment of the whole order, as Stripe would have told it."""
    order = await Order.get(token=token)
    receipt = Receipt(
        provider_id=f"pi_demo_{mark}",
        method=PaymentMethod.CARD,
        charge_id=f"ch_demo_{mark}",
        folio=order.folio,
        amount=order.total_money,
        livemode=stripe_api.livemode(),
        brand="visa",
        last4="4242",
        funding="credit" if order.id % 3 else "debit",
    )
    await book_money(order.id, receipt, now=moment)


async def _wishes(event: Event, now: datetime) -> None:
    """One person asks for a corrected name, another to cancel a paid seat."""
    confirmed = await event.registrations.filter(status="confirmed").order_by("id").limit(2)  # type: ignore[attr-defined]
    first, second = confirmed
    names = {"given_name": "María Guadalupe", "paternal_surname": "Yáñez", "maternal_surname": "Peñúñuri"}
    await changes.ask_name(first.id, names, now=now - timedelta(hours=30))
    if second.total:
        await lifecycle.ask_to_cancel(
            second.id, actor="ticket", reason="Me cambiaron de turno", now=now - timedelta(hours=5)
        )
