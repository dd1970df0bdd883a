"""Invented data for each message, so that the office reads every text before anybody receives it."""

from base64 import b64encode
from datetime import UTC, date, datetime
from re import sub
from typing import Any

from events_app.core import mail_letter, qr
from events_app.core.formats import capital, format_date_words, format_moment, format_money, format_time
from events_app.core.i18n import use_locale
from events_app.core.mail_letter import Letter
from events_app.core.money import Money
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.payments.engine import clabe

STARTS = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
UNTIL = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SENT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
ZONE = "America/Hermosillo"
SECRET = "EJEMPLO"
COMPANY = {"name": "Arneses del Desierto", "company": True, "folio": "P-00318"}


def letter(message: str, locale: str) -> Letter:
    """The message as its reader would get it, with invented data."""
    with use_locale(locale):
        given = sample(message, locale)
    return mail_letter.write(message, locale, given)


def shown(html: str) -> str:
    """The HTML for a page of ours: its links lead nowhere, and the QR of the attachment is drawn."""
    picture = b64encode(qr.png(absolute(f"/T/{SECRET}"))).decode()
    unlinked = sub(r'<a href="[^"]*"', '<a role="link" aria-disabled="true"', html)
    return unlinked.replace("cid:boleto", f"data:image/png;base64,{picture}")


def sample(message: str, locale: str) -> dict[str, Any]:
    """Everything that the message's texts name, in the language in force."""
    english = locale == "en"
    return _common(english) | _money(english) | _sport(english) | _own(english).get(message, {})


def _common(english: bool) -> dict[str, Any]:
    return {
        "name": "Marisol",
        "person": "Marisol Ibarra Félix",
        "company": "Arneses del Desierto",
        "guardian": "Rosa Elena Tapia",
        "email": "marisol@arneses.example",
        "invited_by": "Lupita Sandoval",
        "event": "IVA-IEPS recertification" if english else "Recertificación IVA-IEPS",
        "day": capital(format_date_words(STARTS, ZONE)),
        "hour": format_time(STARTS, ZONE),
        "until": format_moment(UNTIL, ZONE),
        "place": "Salón Kino, Nogales",
        "online_url": "",
        "folio": "IVA 0318",
        "code": "318 204",
        "minutes": 15,
        "hours": 24,
        "seats": 2,
        "waiting": 3,
        "count": 4,
        "for_group": False,
        "call": "Scholarships 2027" if english else "Becas 2027",
        "closes": capital(format_date_words(date(2027, 2, 26))),
        "deadline": capital(format_date_words(date(2027, 2, 12))),
        "due": capital(format_date_words(date(2027, 2, 19))),
        "message": "The report card cannot be read." if english else "La boleta no se alcanza a leer.",
        "association": settings().association.name,
        "office_email": settings().association.email,
        "link": absolute(f"/T/{SECRET}"),
        "event_link": absolute("/eventos/recertificacion-iva-ieps"),
        "answer_link": absolute(f"/T/{SECRET}"),
        "wait_link": absolute(f"/espera/{SECRET}"),
        "offer_link": absolute(f"/oferta/{SECRET}"),
        "join_link": absolute("/eventos/recertificacion-iva-ieps/registro?espera=1"),
        "unsubscribe_url": absolute(f"/correo/baja/{SECRET}"),
    }


def _money(english: bool) -> dict[str, Any]:
    title = "IVA-IEPS recertification" if english else "Recertificación IVA-IEPS"
    return {
        "description": title,
        "lines": [{"description": title, "quantity": 2, "total": format_money(Money(208_800))}],
        "net": format_money(Money(180_000)),
        "tax": format_money(Money(28_800)),
        "total": format_money(Money(208_800)),
        "amount": format_money(Money(208_800)),
        "got": format_money(Money(202_800)),
        "missing": format_money(Money(6_000)),
        "seat": True,
        "paid_at": format_moment(SENT, ZONE),
        "sent_at": capital(format_moment(SENT, ZONE)),
        "held": format_moment(STARTS, ZONE),
        "reference": "9300 0318 2040 55",
        "clabe": clabe.grouped("646180111800000124"),
        "bank": "STP",
        "pay_by": format_date_words(date(2026, 11, 23)),
        "ticket_url": absolute(f"/T/{SECRET}"),
        "receipt_url": absolute(f"/recibo/{SECRET}"),
        "invoice_url": absolute(f"/recibo/{SECRET}/factura"),
        "pay_link": absolute(f"/pagar/{SECRET}"),
        "voucher_url": absolute(f"/pagar/{SECRET}/oxxo"),
        "way": "card",
        "kind": "Invoice" if english else "Factura",
        "legal_name": "ARNESES DEL DESIERTO",
        "rfc": "ADD030714AB1",
        "uuid": "6F9619FF-8B86-4D01-B42D-00CF4FC964FF",
        "purchase_order": "OC-5512",
        "has_pdf": True,
    }


def _sport(english: bool) -> dict[str, Any]:
    match = {
        "rival": "Club Sonora",
        "when": capital(format_moment(STARTS, ZONE)),
        "where": "Cancha 2" if not english else "Court 2",
        "before": capital(format_moment(UNTIL, ZONE)),
    }
    return {
        "team": "Los Arneses",
        "division": "First" if english else "Primera",
        "home": "Los Arneses",
        "away": "Club Sonora",
        "captain": "Óscar Núñez",
        "number": 12,
        "score": "3–2",
        "objection": "The last goal came after the whistle." if english else "El último gol fue después del silbatazo.",
        "why": "The referee's report confirms it." if english else "La cédula del árbitro lo confirma.",
        "when": capital(format_moment(STARTS, ZONE)),
        "final": True,
        "locks": capital(format_moment(UNTIL, ZONE)),
        "least": 8,
        "most": 14,
        "matches": [match],
    }


def _own(english: bool) -> dict[str, dict[str, Any]]:
    """What a message says its own way: companies are written to by their name, a voucher has its own page."""
    return _of_seats(english) | _of_companies(english) | _of_payments(english)


def _of_seats(english: bool) -> dict[str, dict[str, Any]]:
    changed = {"change": "cancelled", "was": "confirmed", "reason": _reason(english), "paid": True}
    return {
        "approval_requested": {"by_company": False},
        "coordinator_answered": {"person": "Omar Ruiz", "approved": True, "handed_over": False, "reason": ""},
        "company_request_decided": {"outcome": "approved", "reason": "", "confirmed": True},
        "declined": {"approval": "declined", "approval_reason": _reason(english)},
        "event_changed": changed | {"by_company": False, "dates_pending": False},
        "team_registered": {"held": True},
        "event_reminder": {"days": 3, "link": absolute(f"/T/{SECRET}")},
        "sign_in": {"code": "318 204"},
    }


def _of_companies(english: bool) -> dict[str, dict[str, Any]]:
    desk = absolute("/empresa/arneses-del-desierto")
    order = COMPANY | {"pending": True, "pesos": True, "people": 40, "link": f"{desk}/grupos/1"}
    list_link = f"{desk}/registrar/recertificacion-iva-ieps/{SECRET}"
    changed = {"change": "cancelled", "reason": _reason(english), "paid": False, "dates_pending": False}
    return {
        "company_event_changed": order | changed | {"silent_link": f"{desk}/avisos"},
        "company_order": order | {"waiting": 3, "to_mend": 1, "called_off": False, "list_link": list_link},
        "people_without_mail": {"people": 6, "change": "", "link": f"{desk}/avisos"},
    }


def _of_payments(english: bool) -> dict[str, dict[str, Any]]:
    person = {"company": False, "folio": "P-00318"}
    owed = format_money(Money(208_800))
    debt = {"debtor": "Arneses del Desierto", "owed": owed, "clabe": "646180111800000124"}
    return {
        "amount_owed": debt | {"orders": [_owed_order(english, owed)]},
        "voucher_oxxo": person | {"many": False},
        "voucher_spei": COMPANY | {"reference": "0318204"},
        "payment_short": COMPANY | {"many": True},
        "refund_made": person | {"reference": ""},
        "receipt": person | {"free_with": "", "many": False},
        "invoice_ready": person,
    }


def _reason(english: bool) -> str:
    return "The speaker is ill." if english else "La ponente está enferma."


def _owed_order(english: bool, missing: str) -> dict[str, Any]:
    return {
        "folio": "P-00318",
        "description": "IVA-IEPS recertification" if english else "Recertificación IVA-IEPS",
        "missing": missing,
        "until": format_date_words(date(2026, 11, 23)),
        "url": absolute(f"/pagar/{SECRET}"),
    }
