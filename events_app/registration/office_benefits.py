"""The office's page of seats without cost: how many each class of member has in a year, and who used them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from events_app.core import audit
from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.database import row, rows, transaction
from events_app.core.fields import Checkbox
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.directory.kinds import CLASS_NAMES, CompanyClass
from events_app.events.kinds import EventKind
from events_app.events.words import KIND_NAMES

SET = """
INSERT INTO benefits (created_at, company_class, event_kind, year, free_seats, for_everybody)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (company_class, event_kind, year) DO UPDATE SET free_seats = $5, for_everybody = $6 RETURNING id
"""
OF_YEAR = """
SELECT b.*, coalesce(sum(c.used), 0)::int AS used, count(c.id) FILTER (WHERE c.used > 0)::int AS companies
FROM benefits b LEFT JOIN benefit_counters c ON c.benefit_id = b.id WHERE b.year = $1
GROUP BY b.id ORDER BY b.company_class DESC, b.event_kind, b.id
"""
USED = """
SELECT coalesce(nullif(k.trade_name, ''), k.legal_name) AS company, b.event_kind, b.free_seats, c.used
FROM benefit_counters c JOIN benefits b ON b.id = c.benefit_id JOIN companies k ON k.id = c.company_id
WHERE b.year = $1 AND c.used > 0 ORDER BY k.search_key, b.event_kind LIMIT 500
"""


class BenefitForm(Form):
    """`event_kind` empty is every kind of event."""

    company_class: CompanyClass
    event_kind: EventKind | None = None
    year: Annotated[int, Field(ge=2020, le=2100)]
    free_seats: Annotated[int, Field(ge=0, le=10_000)]
    for_everybody: Checkbox = False


async def free_seats(request: Request) -> Response:
    """The year's seats without cost; the same class, kind and year again changes how many they are."""
    year = _year(request)
    if request.method == "GET":
        return await _show(request, blank(BenefitForm, year=year, company_class="regular"), year)
    form = await fill(request, BenefitForm)
    if not form.ok:
        return await _show(request, form, year, status=422)
    await set_benefit(form.checked, actor=actor(request).label, now=request.state.now)
    answer = redirect(request, "registration.free_seats", query=f"anio={form.checked.year}")
    return flash(answer, _("Guardado."))


@transaction
async def set_benefit(asked: BenefitForm, *, actor: str, now: datetime) -> int:
    """Seats that were used stay used, even when there are fewer now."""
    kind = str(asked.event_kind or "")
    values = (str(asked.company_class), kind, asked.year, asked.free_seats, asked.for_everybody)
    made = await row(SET, now, *values)
    benefit_id = int((made or {})["id"])
    detail = {"class": values[0], "kind": kind, "year": asked.year, "seats": asked.free_seats}
    await audit.note("benefit.set", actor=actor, subject=f"benefit:{benefit_id}", now=now, detail=detail)
    return benefit_id


async def _show(request: Request, form: Filled[BenefitForm], year: int, *, status: int = 200) -> Response:
    return page(
        request, status=status, form=form, year=year, benefits=await rows(OF_YEAR, year), used=await rows(USED, year),
        class_names=CLASS_NAMES, kind_names=KIND_NAMES,
    )  # fmt: skip


def _year(request: Request) -> int:
    asked = request.query_params.get("anio", "")
    if asked.isascii() and asked.isdigit() and 2020 <= int(asked[:5]) <= 2100:
        return int(asked)
    return local(request.state.now).year


ROUTES = (Page("/oficina/lugares-sin-costo", free_seats, access=Access.OFFICE, methods=("GET", "POST")),)
