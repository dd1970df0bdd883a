"""A company's statement of account in words: each line as people read it, as CSV and as a page for its files."""

from datetime import date
from typing import Any

from events_app.core import pdf
from events_app.core.clock import local
from events_app.core.formats import format_date_words, format_day, format_money
from events_app.core.i18n import _
from events_app.core.settings import settings
from events_app.core.sheets import Value, write_csv
from events_app.directory.models import Company
from events_app.payments.engine.statement import Line, LineKind
from events_app.payments.statements import Statement
from events_app.payments.words import METHODS, MOVEMENTS


def words_of(line: Line) -> str:
    """What a line is: the order itself, or the money and how it came or went."""
    if line.kind is LineKind.ORDERED:
        return line.description
    if line.kind is LineKind.WITHDRAWN:
        return _("Pedido que ya no se cobra")
    if line.kind is LineKind.CHANGED:
        return _(MOVEMENTS[line.movement])
    how = _(METHODS[line.method]) if line.method else _(MOVEMENTS[line.movement])
    said = _("Pago: %(how)s", how=how) if line.kind is LineKind.RECEIVED else _("Devolución: %(how)s", how=how)
    return f"{said} · {line.reference}" if line.reference else said


def csv_of(told: Statement) -> bytes:
    """The lines with their balances; the first and the last line say what was owed before and after."""
    head = [_("Fecha"), _("Pedido"), _("Concepto"), _("Cargo"), _("Abono"), _("Saldo"), _("Moneda")]
    lines: list[list[Value]] = [
        [
            local(line.at).date(), line.folio, words_of(line), told.money(line.charge).decimal,
            told.money(line.credit).decimal, told.money(line.balance).decimal, told.currency,
        ]
        for line in told.lines
    ]  # fmt: skip
    before: list[Value] = [told.first, "", _("Saldo anterior"), None, None, told.before.decimal, told.currency]
    after: list[Value] = [
        told.last, "", _("Saldo final"), told.charged.decimal, told.credited.decimal, told.after.decimal, told.currency,
    ]  # fmt: skip
    return write_csv(head, [before, *lines, after])


async def pdf_of(company: Company, told: Statement, *, clabe: str, today: date) -> bytes:
    """Letter paper with the association's name; `clabe` is where the company sends its transfers, or ""."""
    values: dict[str, Any] = {
        "association": settings().association.name,
        "title": _("Estado de cuenta"),
        "company": company.legal_name,
        "facts": _facts(company, told, clabe, today),
        "head": [_("Fecha"), _("Pedido"), _("Concepto"), _("Cargo"), _("Abono"), _("Saldo")],
        "lines": [
            [
                format_day(line.at), line.folio, words_of(line), _amount(told, line.charge), _amount(told, line.credit),
                format_money(told.money(line.balance)),
            ]
            for line in told.lines
        ],
        "before": [_("Saldo anterior"), format_money(told.before)],
        "sums": [_("Saldo final"), format_money(told.charged), format_money(told.credited), format_money(told.after)],
        "note": _("Un saldo con signo menos está a favor de la empresa."),
        "contact": settings().association.email,
    }  # fmt: skip
    return await pdf.pdf("statement", values)


def _facts(company: Company, told: Statement, clabe: str, today: date) -> list[list[str]]:
    first = format_day(told.first) if told.first else _("el principio")
    last = format_day(told.last) if told.last else _("hoy")
    facts = [
        [_("RFC"), company.rfc],
        [_("Moneda"), told.currency],
        [_("Periodo"), _("de %(first)s a %(last)s", first=first, last=last)],
        [_("Emitido"), format_date_words(today, weekday=False)],
        [_("CLABE para transferir"), clabe if told.currency == "MXN" else ""],
    ]
    return [each for each in facts if each[1]]


def _amount(told: Statement, amount: int) -> str:
    return format_money(told.money(amount)) if amount else ""
