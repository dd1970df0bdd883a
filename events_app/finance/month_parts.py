"""The lists of a month's close, with their columns in the reader's language."""

from decimal import Decimal

from events_app.core.clock import local
from events_app.core.i18n import _
from events_app.core.sheets import Value
from events_app.finance.month import Month
from events_app.finance.papers import Part, pesos, word
from events_app.payments.words import METHODS, MOVEMENTS


def parts(month: Month) -> list[Part]:
    """The whole close in the order in which an accountant reads it."""
    return [
        _products(month),
        _methods(month),
        _refunds(month),
        _credits(month),
        _balances(month),
        _open(month),
        _accounts(month),
    ]


def percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}\u00a0%"


def _products(month: Month) -> Part:
    figures = [_("Vendido neto"), _("IVA vendido"), _("Devuelto neto"), _("IVA devuelto"), _("Neto"), _("IVA")]
    rows: list[list[Value]] = [
        [
            each.product, each.tax_code, percent(each.rate), pesos(each.sold), pesos(each.sold_tax),
            pesos(each.returned), pesos(each.returned_tax), pesos(each.net), pesos(each.tax),
            pesos(each.net + each.tax),
        ]
        for each in month.products
    ]  # fmt: skip
    return Part(_("Ventas"), [_("Producto"), _("Clave de IVA"), _("Tasa")], [*figures, _("Total")], rows)


def _methods(month: Month) -> Part:
    figures = [_("Pagos"), _("Recibido"), _("Devuelto"), _("Contracargos"), _("Saldo que pasó"), _("Neto")]
    rows: list[list[Value]] = [
        [
            word(METHODS, each.method), word(MOVEMENTS, each.account), each.count, pesos(each.payments),
            pesos(each.refunds), pesos(each.disputes), pesos(each.passed), pesos(each.net),
        ]
        for each in month.methods
    ]  # fmt: skip
    return Part(_("Pagos por forma"), [_("Forma de pago"), _("Cuenta")], figures, rows)


def _refunds(month: Month) -> Part:
    texts = [_("Fecha"), _("Pedido"), _("A nombre de"), _("Movimiento"), _("Forma de pago"), _("Motivo")]
    rows: list[list[Value]] = [
        [
            local(each["booked_at"]).date(), each["folio"], each["buyer_name"], word(MOVEMENTS, each["kind"]),
            word(METHODS, each["method"]) if each["method"] else "", each["reason"], pesos(each["amount"]),
        ]
        for each in month.refunds
    ]  # fmt: skip
    return Part(_("Devoluciones"), texts, [_("Importe")], rows)


def _credits(month: Month) -> Part:
    told = month.credits
    lines = [
        (_("Llegó sin completar un pedido, o de más"), told.arrived),
        (_("Salió de una venta"), told.from_sales),
        (_("Se volvió venta"), -told.applied),
        (_("Se devolvió"), -told.returned),
        (_("Pasó a otro pedido o regresó"), told.passed),
        (_("Cambio del mes"), told.net),
    ]
    rows: list[list[Value]] = [[name, pesos(each)] for name, each in lines]
    return Part(_("Anticipos y saldos de clientes"), [_("Concepto")], [_("Importe")], rows, adds_up=False)


def _balances(month: Month) -> Part:
    figures = [_("A cuenta de pedidos abiertos"), _("Saldo a favor"), _("Saldo al cierre")]
    rows: list[list[Value]] = [
        [each["name"], each["rfc"], *(pesos(each[name]) for name in ("advance", "in_favour", "amount"))]
        for each in month.balances
    ]
    return Part(_("Anticipos y saldos por cliente"), [_("De quién"), _("RFC")], figures, rows)


def _open(month: Month) -> Part:
    texts = [_("Pedido"), _("A nombre de"), _("Empresa"), _("Concepto"), _("Abierto"), _("Pagar antes del")]
    rows: list[list[Value]] = [
        [
            each["folio"], each["buyer_name"], each["company"], each["description"], local(each["opened_at"]).date(),
            each["pay_by"], pesos(each["total"]), pesos(each["received"]), pesos(each["total"] - each["received"]),
        ]
        for each in month.open
    ]  # fmt: skip
    return Part(_("Por cobrar"), texts, [_("Total"), _("Recibido"), _("Falta")], rows)


def _accounts(month: Month) -> Part:
    figures = [_("Saldo inicial"), _("Cargos"), _("Abonos"), _("Saldo final")]
    rows: list[list[Value]] = [
        [word(MOVEMENTS, each["account"]), *(pesos(each[name]) for name in ("before", "debits", "credits", "after"))]
        for each in month.accounts
    ]
    return Part(_("Cuentas"), [_("Cuenta")], figures, rows)
