"""The mails of the waiting list: your place, a seat that is held for you, and an offer that ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.core import jobs, mail
from events_app.core.database import row
from events_app.core.formats import capital, format_date_words, format_moment, format_time
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.registration import in_charge

ABOUT = """
SELECT w.id AS entry_id, w.token AS entry_token, w.locale, w.size, w.contact_email, w.contact_name, w.joined_by,
    w.verified_by, w.company_id, w.group_id, p.given_name, p.email AS person_email,
    p.given_name || ' ' || p.paternal_surname AS person_name,
    coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company,
    g.created_by, e.title_es, e.title_en, e.slug, e.starts_at, e.timezone, e.venue_name,
    o.id AS offer_id, o.token AS offer_token, o.expires_at, o.status AS offer_status, w.status
FROM wait_entries w JOIN events e ON e.id = w.event_id LEFT JOIN people p ON p.id = w.person_id
LEFT JOIN companies c ON c.id = w.company_id LEFT JOIN registration_groups g ON g.id = w.group_id
LEFT JOIN seat_offers o ON o.entry_id = w.id AND o.id = $2
WHERE w.id = $1
"""


async def mail_later(message: str, subject_id: int, *, now: datetime) -> None:
    """`waitlist_joined` is about an entry, the others about an offer; one mail for each."""
    payload = {"message": message, "id": subject_id}
    await jobs.later("registration.mail_waiting", payload, now=now, key=f"{message}:{subject_id}")


async def mail_many_later(entry_ids: Sequence[int], *, now: datetime) -> None:
    """One job that queues `waitlist_joined` for each of a company's list."""
    key = f"waitlist_joined:{entry_ids[0]}-{entry_ids[-1]}"
    await jobs.later("registration.mail_many_waiting", {"entries": list(entry_ids)}, now=now, key=key)


async def send(message: str, subject_id: int, *, now: datetime) -> None:
    """Nothing happens without an address; the office and the coordinator find the link on their pages.

    Whoever waits is told so; a seat is offered to whoever answers for them.
    """
    about = await _about(message, subject_id)
    if about is None or (message == "waitlist_joined" and about["status"] not in ("waiting", "offered")):
        return
    about = about if message == "waitlist_joined" else await _to_whoever_answers(about, now)
    to = own_address(about)
    if not to or (message == "seat_offer" and about["offer_status"] != "open"):
        return
    with use_locale(about["locale"]):
        context = told(about)
    reason = f"{message}:{subject_id}"
    await mail.send_later(message, to=to, locale=about["locale"], context=context, reason=reason, now=now)


async def _to_whoever_answers(about: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The company's people who came over on a list are answered for by whoever coordinates, in their language."""
    brought = about["group_id"] is not None or about["verified_by"] == "coordinator"
    by = str(about["created_by"] or about["joined_by"])
    found = await in_charge.reader(about["company_id"], by, now=now) if brought else None
    return about | {"contact_email": found["email"], "locale": found["locale"]} if found else about


def own_address(about: dict[str, Any]) -> str | None:
    return str(about["contact_email"] or about["person_email"] or "") or None


def told(about: dict[str, Any]) -> dict[str, Any]:
    """The words in the language in force."""
    zone = about["timezone"]
    title = (about["title_en"] if about["locale"] == "en" else "") or about["title_es"]
    return {
        "name": about["given_name"] or about["contact_name"],
        "person": about["person_name"] or about["contact_name"],
        "for_group": about["group_id"] is not None or about["verified_by"] == "coordinator",
        "company": about["company"],
        "event": title,
        "day": capital(format_date_words(about["starts_at"], zone)),
        "hour": format_time(about["starts_at"], zone),
        "place": about["venue_name"],
        "seats": about["size"],
        "hours": settings().offer_hours,
        "until": format_moment(about["expires_at"], zone) if about["expires_at"] else "",
        "offer_link": absolute(f"/oferta/{about['offer_token']}") if about["offer_token"] else "",
        "wait_link": absolute(f"/espera/{about['entry_token']}"),
        "join_link": absolute(f"/eventos/{about['slug']}/registro?espera=1"),
    }


async def _about(message: str, subject_id: int) -> dict[str, Any] | None:
    if message == "waitlist_joined":
        return await row(ABOUT, subject_id, None)
    found = await row("SELECT entry_id FROM seat_offers WHERE id = $1", subject_id)
    return await row(ABOUT, found["entry_id"], subject_id) if found else None
