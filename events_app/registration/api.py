"""The JSON way to register one person: the same rules as the page."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import BadRequest, Invalid, NotOnSale
from events_app.core.forms import Filled, clean, parse, read_body
from events_app.core.i18n import N_, _
from events_app.core.pages import ApiPage, absolute, actor, json_page, locale, url_for
from events_app.directory import queries as directory
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.events.queries import event_for
from events_app.registration import api_questions, applicants, form_questions, opening, services
from events_app.registration.context import address_of, open_for_sale
from events_app.registration.engine.wanted import Applicant, Extras, NewPerson
from events_app.registration.forms import ExtrasForm, IdentifyForm, PersonForm, too_many
from events_app.registration.offers import Offer, offers, wanted_of

MISSING_KEY = N_("Manda el encabezado Idempotency-Key con una clave nueva para cada registro.")
ONLY_KNOWN = N_("A este evento entra quien el directorio conoce: manda empresa, número y apellido.")
NOT_FOUND = N_("No encontramos esa combinación de empresa, número y apellido.")


class PersonIn(BaseModel):
    """Either `company`, `employee_number` and `surname`, or the names of somebody the directory does not know."""

    company: str | None = Field(None, description="The company's slug", examples=["arneses-del-desierto"])
    employee_number: str | None = Field(None, examples=["04821"])
    surname: str | None = Field(None, examples=["Yáñez"])
    given_name: str | None = None
    paternal_surname: str | None = None
    maternal_surname: str | None = None
    phone: str | None = None
    email: str | None = None


class RegistrationIn(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "person": {"company": "arneses-del-desierto", "employee_number": "04821", "surname": "Yáñez"},
                "ticket_type": 7,
            }
        }
    )

    person: PersonIn
    ticket_type: int | None = Field(None, description="Needed when the event has several")
    companions: int = 0
    diet: str = ""
    accessibility: str = ""
    answers: dict[str, str | bool | int | list[str]] = Field(
        {}, description="Answers to the event's questions by key; GET …/questions lists them"
    )


class RegistrationOut(BaseModel):
    folio: str = Field(examples=["C5K 0318"])
    code: str = Field(description="The 26 characters of the QR; a secret of the person")
    status: str = Field(examples=["confirmed", "held"])
    ticket_url: str
    payment_url: str | None = Field(description="Where to pay, when money is due")
    total: str = Field(examples=["1500.00"])
    currency: str
    hold_expires_at: datetime | None


async def create_registration(request: Request) -> Response:
    """Registers one person; the same Idempotency-Key and body give the same answer again."""
    key = request.headers.get("idempotency-key", "").strip()
    if not key or len(key) > 100:
        raise Invalid(fields={"Idempotency-Key": _(MISSING_KEY)})
    body = await _json(request)
    event = await _event(request, body)
    state = open_for_sale(event, request.state.now)
    if state is not None:
        raise NotOnSale(event=event.title(locale(request)))
    found = await _applicant(request, body.get("person"))
    if not await applicants.is_admitted(found, event, now=request.state.now):
        raise Invalid(fields={"person": _(ONLY_KNOWN)})
    shown = await offers(event, found.audience, request.state.now, company_id=found.company_id)
    chosen = _chosen(shown, body.get("ticket_type"))
    extras = _extras(body, chosen)
    source = "coordinator" if found.verified_by == "coordinator" else "api"
    wanted = wanted_of(event, chosen, found, extras, source=source, language=locale(request))
    given = await form_questions.read_json(event, chosen.ticket_type_id, body.get("answers"))
    wanted = replace(opening.dated(wanted, event, request.state.now), answers=given)
    receipt = await services.register(
        wanted, key=key, actor=actor(request).label, path=request.url.path, now=request.state.now, rates=chosen.rates
    )
    return _answer(request, receipt)


def _answer(request: Request, receipt: services.Receipt) -> Response:
    payment = absolute(url_for(request, "payments.pay", token=receipt.pay_token)) if receipt.pay_token else None
    answer = json_page(
        RegistrationOut(
            folio=receipt.folio,
            code=receipt.code,
            status=receipt.status,
            ticket_url=absolute(f"/T/{receipt.code}"),
            payment_url=payment,
            total=str(receipt.total),
            currency=receipt.total.currency,
            hold_expires_at=receipt.hold_expires_at,
        ),
        status=201,
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Location"] = f"/T/{receipt.code}"
    if receipt.replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


async def _event(request: Request, body: dict[str, Any]) -> Event:
    """A closed event opens to the company that the person names, as a poster's link would."""
    person = body.get("person")
    company = person.get("company") if isinstance(person, dict) else None
    slug = clean(company) if isinstance(company, str) else None
    return await event_for(actor(request), str(request.path_params["slug"]), slug)


async def _applicant(request: Request, person: Any) -> Applicant:
    if not isinstance(person, dict):
        raise Invalid(fields={"person": _("Falta este dato.")})
    asked = {name: str(value) if type(value) is int else value for name, value in person.items()}
    if asked.get("employee_number") is not None:
        return await _employee(request, asked)
    form = _checked(parse(PersonForm, {name: value for name, value in asked.items() if value is not None}))
    company = await _company(form.company) if form.company else None
    new = NewPerson(form.given_name, form.paternal_surname, form.maternal_surname, form.phone, form.email)
    return applicants.stranger(new, company, applicants.vouched_by(actor(request), company), now=request.state.now)


async def _employee(request: Request, asked: dict[str, Any]) -> Applicant:
    form = _checked(parse(IdentifyForm, asked))
    company = await _company(form.company)
    found = await applicants.identify(
        company, form.employee_number, form.surname, address=address_of(request), now=request.state.now
    )
    if found is None:
        raise Invalid(fields={"person": _(NOT_FOUND)})
    return found


async def _company(slug: str) -> Company:
    company = await directory.company_by_slug(slug)
    if company is None:
        raise Invalid(fields={"person.company": _("No conocemos esa empresa.")})
    return company


def _chosen(choices: list[Offer], asked: Any) -> Offer:
    if asked is None and len(choices) == 1:
        return choices[0]
    found = next((each for each in choices if str(each.ticket_type_id) == str(asked)), None)
    if found is None:
        raise Invalid(fields={"ticket_type": _("Elige un tipo de boleto.")})
    return found


def _extras(body: dict[str, Any], chosen: Offer) -> Extras:
    wanted = {name: body[name] for name in ("companions", "diet", "accessibility") if body.get(name) is not None}
    form = _checked(parse(ExtrasForm, wanted), prefix="")
    most = chosen.most_companions
    if form.companions > most:
        raise Invalid(fields={"companions": _(too_many(most), most=most)})
    return Extras(form.companions, form.diet, form.accessibility)


def _checked(form: Filled[Any], *, prefix: str = "person.") -> Any:
    if not form.ok:
        raise Invalid(fields={f"{prefix}{name}": message for name, message in form.errors.items()})
    return form.checked


async def _json(request: Request) -> dict[str, Any]:
    raw = await read_body(request)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRequest() from error
    if not isinstance(body, dict):
        raise Invalid(fields={"": _("Manda un objeto JSON.")})
    return body


ROUTES = (
    *api_questions.ROUTES,
    ApiPage(
        "/api/v1/events/{slug}/registrations",
        create_registration,
        access=Access.PUBLIC,
        methods=("POST",),
        request_model=RegistrationIn,
        response_model=RegistrationOut,
        summary="Register one person",
        success=201,
    ),
)
