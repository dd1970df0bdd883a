"""What readers are written: an invitation, new files, a reminder. Counts and links only, never a folio or a name."""

from collections.abc import Mapping
from datetime import datetime

from events_app.accounts.models import User
from events_app.core import mail
from events_app.core.formats import format_date_words
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from scholarships.calls.models import Call
from scholarships.review.models import Reviewer
from scholarships.review.readings import ReviewRound

READING = "/lectura"


async def invite(user: User, call: Call, *, now: datetime) -> None:
    if not user.email:
        return
    context = {"name": user.name, "call": _named(call, user.locale), "link": absolute(READING)}
    reason = f"scholarship_call:{call.id}:reader:{user.id}:invited"
    await mail.send_later(
        "review_invitation", to=user.email, locale=user.locale, context=context, reason=reason, now=now
    )


async def tell_assigned(counts: Mapping[int, int], into: ReviewRound, *, now: datetime) -> None:
    """One message to each reader who got files, with how many; `counts` is by reader."""
    for reader, user, call in await _readers(list(counts)):
        context = _reading_context(user, call, into) | {"count": counts[reader.id]}
        reason = f"scholarship_round:{into.id}:reader:{reader.id}:assigned:{now.isoformat()}"
        await mail.send_later(
            "review_assigned", to=str(user.email), locale=user.locale, context=context, reason=reason, now=now
        )


async def remind(open_files: Mapping[int, int], into: ReviewRound, *, now: datetime) -> int:
    """One message to each reader with files still open; `open_files` is by reader. Gives how many were written to."""
    written = 0
    for reader, user, call in await _readers(list(open_files)):
        context = _reading_context(user, call, into) | {"count": open_files[reader.id]}
        reason = f"scholarship_round:{into.id}:reader:{reader.id}:reminder:{now.date().isoformat()}"
        written += await mail.send_later(
            "review_reminder", to=str(user.email), locale=user.locale, context=context, reason=reason, now=now
        )
    return written


async def _readers(ids: list[int]) -> list[tuple[Reviewer, User, Call]]:
    found = await Reviewer.filter(id__in=ids).select_related("user", "call").order_by("id")
    return [(each, each.user, each.call) for each in found if each.user.email]


def _reading_context(user: User, call: Call, into: ReviewRound) -> dict[str, object]:
    with use_locale(user.locale):
        closes = format_date_words(into.closes_at) if into.closes_at else ""
    return {"name": user.name, "call": _named(call, user.locale), "closes": closes, "link": absolute(READING)}


def _named(call: Call, locale: str) -> str:
    return (call.name_en if locale == "en" else "") or call.name
