"""The bank's list as the office works it: a file in, what was booked, and each doubt with its candidates."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import field_validator
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import ConvocaError, NotFound
from events_app.core.fields import Line, LongLine
from events_app.core.forms import Filled, Form, Mistake, blank, fill
from events_app.core.i18n import N_, _, ngettext
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, fragment, page, redirect, refuse
from events_app.finance import bank, bank_moves, bank_queries
from events_app.finance.bank_queries import SHOWN
from events_app.finance.engine.bank_matching import Found
from events_app.payments.words import METHODS

SIZE = 25
BECAUSE: Mapping[str, str] = {
    "": N_("Aún no se revisa"),
    "two": N_("Puede ser de más de un pedido"),
    "written": N_("Se parece a un pago que la oficina ya anotó"),
    "other_amount": N_("Nombra un pedido, pero la cantidad es otra"),
    "only_amount": N_("Solo coincide la cantidad"),
    "nothing": N_("No nombra ningún pedido"),
    "refused": N_("La segunda persona no lo aprobó"),
    "payout": N_("Depósito de Stripe: ya está en los pedidos"),
    "matched": N_("Registrado como pago"),
    "recorded": N_("Es el pago que la oficina anotó"),
}


class FileForm(Form):
    """Which of the association's accounts the file is of."""

    account: Line
    currency: Literal["MXN", "USD"] = "MXN"

    @field_validator("account")
    @classmethod
    def digits(cls, text: str) -> str:
        bare = "".join(each for each in text if each.isdigit())
        if len(bare) < 4:
            raise Mistake(N_("Escribe al menos los últimos 4 dígitos de la cuenta."))
        return bare[-4:]


class LineForm(Form):
    """What a person says of a deposit."""

    verb: Literal["give", "link", "ignore"]
    folio: Line = ""
    payment: int | None = None
    reason: LongLine = ""


async def bank_lines(request: Request) -> Response:
    """The deposits of one tab, with what each of them may be."""
    return await _page(request, blank(FileForm, currency="MXN"))


async def bank_file(request: Request) -> Response:
    """Takes in a file of the bank."""
    filled = await fill(request, FileForm)
    upload = filled.files.get("file")
    if upload is None:
        filled.add("file", N_("Elige el archivo que descargaste del banco."))
    if not filled.ok or upload is None:
        return await _page(request, filled, status=422)
    try:
        told = await _taken_in(request, upload, filled.checked)
    except ConvocaError as error:
        filled.errors["file"] = error.text
        return await _page(request, filled, status=error.status)
    return flash(redirect(request, "finance.bank_lines"), _said(told))


async def bank_progress(request: Request) -> Response:
    """How far the job is with a long file, for the page that asks every second."""
    sorting = await bank_queries.being_sorted()
    answer = fragment(request, "_bank_progress", sorting=sorting)
    if sorting is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


async def decide_line(request: Request) -> Response:
    """A person says which order or payment a deposit is, or why it is none."""
    filled = await fill(request, LineForm)
    answer = redirect(request, "finance.bank_lines")
    if not filled.ok:
        return refuse(answer, next(iter(filled.errors.values()), _("Elige una respuesta.")))
    told, line_id = filled.checked, int(request.path_params["id"])
    who: dict[str, Any] = {"actor": actor(request).label, "now": request.state.now}
    try:
        if told.verb == "give":
            await bank_moves.give(line_id, told.folio, **who)
        elif told.verb == "link":
            await bank_moves.link(line_id, told.payment or 0, **who)
        else:
            await bank_moves.ignore(line_id, told.reason, **who)
    except NotFound:
        raise
    except ConvocaError as error:
        return refuse(answer, error.text)
    if await bank_queries.waits_for_second(line_id):
        return flash(answer, _("Anotado. Por lo que suma, otra persona tiene que aprobarlo antes de que cuente."))
    return flash(answer, _("Listo: el depósito quedó resuelto."))


async def _page(request: Request, form: Filled[FileForm], status: int = 200) -> Response:
    tab = request.query_params.get("ver", "")
    tab = tab if tab in SHOWN else ""
    asked = request.query_params.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    found = await bank_queries.lines(tab, page=number, size=SIZE)
    open_lines = [
        each for each in found if each["status"] in bank_moves.OPEN and not each["because"].startswith("second:")
    ]
    orders, payments, candidates = await _candidates(open_lines)
    return page(
        request,
        status=status,
        template="events_app/finance/bank_lines.html",
        form=form,
        lines=found,
        shown=tab,
        number=number,
        pages=-(-(found[0]["total"] if found else 0) // SIZE) or 1,
        candidates=candidates,
        orders=orders,
        payments=payments,
        statements=await bank_queries.statements(),
        sorting=await bank_queries.being_sorted(),
        waiting=await bank_queries.lines_waiting(),
        because=BECAUSE,
        methods=METHODS,
        Money=Money,
    )


async def _candidates(found: list[dict[str, Any]]) -> tuple[dict[int, Any], dict[int, Any], dict[int, Any]]:
    told: dict[int, Found] = {}
    for currency in sorted({each["currency"] for each in found}):
        mine = [each for each in found if each["currency"] == currency]
        seen = await bank_queries.world(currency, mine)
        told |= {each["id"]: seen.found(each) for each in mine}
    orders = sorted({order for each in told.values() for order in (*each.orders, each.order_id or 0) if order})
    payments = sorted({each for found in told.values() for each in (*found.payments, found.payment_id or 0) if each})
    return await bank_queries.orders_named(orders), await bank_queries.payments_named(payments), told


async def _taken_in(request: Request, upload: UploadFile, told: FileForm) -> bank.Imported:
    return await bank.take_in(
        await upload.read(),
        upload.filename or "",
        account=told.account,
        currency=told.currency,
        actor=actor(request).label,
        now=request.state.now,
    )


def _said(told: bank.Imported) -> str:
    if not told.new:
        return ngettext(
            "Nada nuevo: el depósito de este archivo ya estaba.",
            "Nada nuevo: los %(n)s depósitos de este archivo ya estaban.",
            told.known,
        )
    words = [ngettext("%(n)s depósito nuevo", "%(n)s depósitos nuevos", told.new)]
    if told.later:
        words.append(_("se están revisando uno por uno"))
    if told.second:
        words.append(ngettext("%(n)s espera a otra persona", "%(n)s esperan a otra persona", told.second))
    if told.booked:
        words.append(ngettext("%(n)s con su pedido", "%(n)s con su pedido", told.booked))
    if told.known:
        words.append(ngettext("%(n)s ya estaba", "%(n)s ya estaban", told.known))
    if told.unread:
        rows = ", ".join(str(each) for each in told.unread[:10])
        words.append(_("filas que no se pudieron leer: %(rows)s", rows=rows))
    return "; ".join(words) + "."


ROUTES = (
    Page("/oficina/finanzas/banco", bank_lines, access=Access.FINANCE),
    Page("/oficina/finanzas/banco/archivo", bank_file, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/finanzas/banco/avance", bank_progress, access=Access.FINANCE),
    Page("/oficina/finanzas/banco/{id:int}", decide_line, access=Access.OFFICE, methods=("POST",)),
)
