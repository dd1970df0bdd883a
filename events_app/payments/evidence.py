"""The evidence of a disputed charge, as one file: order, receipt, what happened, ticket, admission, rules, messages."""

import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.core.formats import format_moment, format_money
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.core.sheets import write_csv
from events_app.payments import invoicing, queries
from events_app.payments.words import FACTS, MAIL, METHODS, MOVEMENTS

# What another room knows about a thing that was ordered: names of papers and their text.
Papers = Callable[[int], Awaitable[dict[str, str]]]
# The further things of which its mails may tell, as their reasons begin (registration:412).
Subjects = Callable[[int], Awaitable[list[str]]]
_rooms: dict[str, list[Papers]] = {}
_subjects: dict[str, Subjects] = {}
_titles: dict[str, str] = {}
OUR_SUBJECTS = """
SELECT 'payment:' || id AS subject FROM payments WHERE order_id = $1
UNION ALL SELECT 'refund:' || id FROM refunds WHERE order_id = $1
UNION ALL SELECT 'voucher:' || id FROM vouchers WHERE order_id = $1
"""
MESSAGES = """
SELECT message, address, status, created_at, moved_at FROM outbox_messages
WHERE reason = ANY($1::text[]) OR split_part(reason, ':', 1) || ':' || split_part(reason, ':', 2) = ANY($1::text[])
ORDER BY created_at, id LIMIT 500
"""


def register(kind: str, papers: Papers, subjects: Subjects | None = None) -> None:
    """Called by the composition root: who knows what about references of this kind."""
    if papers not in _rooms.setdefault(kind, []):
        _rooms[kind].append(papers)
    if subjects is not None:
        _subjects[kind] = subjects


async def pack(dispute_id: int, *, now: datetime) -> tuple[str, bytes]:
    """The name and content of the ZIP with everything that speaks for a disputed charge; raises NotFound."""
    found = await row(
        """SELECT d.*, p.order_id, p.method, p.provider_id AS payment, p.charge_id, p.card_brand, p.card_last4,
            p.received_at, o.folio FROM disputes d JOIN payments p ON p.id = d.payment_id
        JOIN orders o ON o.id = p.order_id WHERE d.id = $1""",
        dispute_id,
    )
    if found is None:
        raise NotFound()
    order = await queries.order_by_folio(found["folio"])
    papers: dict[str, str | bytes] = {"1-" + _("contracargo") + ".txt": _dispute(found)}
    papers["2-" + _("pedido") + ".txt"] = _order(order, found)
    papers["3-" + _("que-paso") + ".csv"] = await _facts(order.id)
    papers["4-" + _("libro") + ".csv"] = await _ledger(order.id)
    kind, _colon, number = order.reference.partition(":")
    for know in _rooms.get(kind, []):
        papers |= await know(int(number))
    papers["8-" + _("reglas") + ".txt"] = _rules()
    papers["9-" + _("mensajes") + ".csv"] = await _messages(order.id, order.reference)
    return f"{order.folio}-{found['provider_id']}.zip", _zipped(papers, now)


def name_messages(titles: Mapping[str, str]) -> None:
    """Called by the composition root: what the office calls each message."""
    _titles.update(titles)


def _dispute(found: dict[str, Any]) -> str:
    return _lines(
        (_("Contracargo"), found["provider_id"]),
        (_("Motivo que dio el banco"), found["reason"] or "—"),
        (_("Monto reclamado"), format_money(Money(found["amount"], found["currency"]))),
        (_("Abierto"), format_moment(found["opened_at"])),
        (_("Pago en Stripe"), found["payment"]),
        (_("Cargo en Stripe"), found["charge_id"]),
        (_("Tarjeta"), f"{found['card_brand']} •••• {found['card_last4']}"),
        (_("Recibido"), format_moment(found["received_at"])),
        (_("Pruebas a más tardar"), format_moment(due) if (due := found["evidence_due_at"]) else "—"),
    )


def _order(order: Any, found: dict[str, Any]) -> str:
    head = _lines(
        (_("Pedido"), order.folio),
        (_("A nombre de"), order.buyer_name),
        (_("Correo"), order.buyer_email or "—"),
        (_("Concepto"), order.description),
        (_("Abierto"), format_moment(order.opened_at)),
        (_("Pagado"), format_moment(order.paid_at) if order.paid_at else "—"),
        (_("Forma de pago"), said(METHODS, found["method"])),
        (_("Subtotal"), format_money(order.net_money)),
        (_("IVA"), format_money(order.tax_money)),
        (_("Total"), format_money(order.total_money)),
        (_("Recibo"), f"{settings().base_url}/recibo/{order.token}"),
    )
    bought = [
        f"{line.quantity} × {line.description}: {format_money(Money(line.total, order.currency))}"
        for line in order.lines
    ]
    return head + "\n" + "\n".join(bought) + "\n"


async def _facts(order_id: int) -> bytes:
    told = await queries.timeline(order_id)
    people = await queries.names_of({each["actor"] for each in told})
    return write_csv(
        [_("Cuándo"), _("Qué pasó"), _("Monto"), _("Quién")],
        [
            (format_moment(each["at"]), said(FACTS, each["kind"]), _pesos(each["amount"]), people[each["actor"]])
            for each in told
        ],
    )


async def _ledger(order_id: int) -> bytes:
    entries = await queries.ledger_of(order_id)
    return write_csv(
        [_("Cuándo"), _("Movimiento"), _("Cuenta"), _("Monto"), _("Moneda")],
        [
            (
                format_moment(each["booked_at"]),
                said(MOVEMENTS, each["kind"]),
                said(MOVEMENTS, each["account"]),
                _pesos(each["amount"]),
                each["currency"],
            )
            for each in entries
        ],
    )


async def _messages(order_id: int, reference: str) -> bytes:
    """Every mail about the order, its money, its invoices and what was bought."""
    kind, _colon, number = reference.partition(":")
    about = [f"order:{order_id}", reference, *(str(each["subject"]) for each in await rows(OUR_SUBJECTS, order_id))]
    about += [f"invoice:{each.uuid}" for each in await invoicing.all_of(order_id) if each.uuid]
    if kind in _subjects:
        about += await _subjects[kind](int(number))
    sent = await rows(MESSAGES, about)
    return write_csv(
        [_("Cuándo"), _("Mensaje"), _("Dirección"), _("Estado")],
        [
            (
                format_moment(each["created_at"]),
                said(_titles, each["message"]),
                each["address"],
                said(MAIL, each["status"]),
            )
            for each in sent
        ],
    )


def _rules() -> str:
    association = settings().association
    return _(
        "Cómo se compra y cómo se cancela\n\n"
        "Antes de pagar se muestra el precio con su IVA, que queda congelado al abrir el pedido. El lugar se confirma "
        "cuando llega el pago completo. Quien ya no puede ir lo pide desde su boleto y la oficina resuelve la "
        "devolución. La entrada se registra al leer el código del boleto en la puerta.\n\n%(name)s\n"
        "%(email)s · %(phone)s\n",
        name=association.name,
        email=association.email,
        phone=association.phone,
    )


def said(words: dict[str, str], key: str) -> str:
    """What the tables name in English, in the reader's language."""
    word = words.get(key, key)
    return _(word)


def _pesos(amount: int) -> str:
    """With both decimals, and nothing for what moved no money."""
    return str(Money(amount)) if amount else ""


def _lines(*pairs: tuple[str, str]) -> str:
    return "".join(f"{label}: {value}\n" for label, value in pairs)


def _zipped(papers: dict[str, str | bytes], now: datetime) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in papers.items():
            about = zipfile.ZipInfo(name, date_time=now.timetuple()[:6])
            archive.writestr(about, content.encode() if isinstance(content, str) else content)
    return written.getvalue()
