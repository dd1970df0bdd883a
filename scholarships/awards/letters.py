"""The letter to a family: its secret link, its words, and the PDF that is made when it is asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from events_app.core import mail, tokens
from events_app.core.errors import NotFound
from events_app.core.formats import format_date_words, format_money
from events_app.core.i18n import _, use_locale
from events_app.core.money import Money
from events_app.core.pages import absolute
from events_app.core.pdf import pdf
from events_app.core.qr import svg
from events_app.core.settings import settings
from scholarships.applications.links import letter_code
from scholarships.applications.models import Application
from scholarships.awards.grants import Award, Letter, LetterKind
from scholarships.awards.models import Decision
from scholarships.awards.words import kind_reason
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import rules_of

TOLD = (CallStatus.PUBLISHED, CallStatus.FINISHED)


def code_of(application_id: int) -> str:
    """The 26 characters of a family's letter; made from the key, stored nowhere."""
    return letter_code(application_id)


def path_of(application_id: int) -> str:
    return f"/carta/{code_of(application_id)}"


async def letter_of(code: str) -> Letter:
    """The newest letter behind a link, with its application and call; raises NotFound."""
    first = await Letter.get_or_none(code_hash=tokens.ticket_hash(code))
    found = (
        first
        and await Letter.filter(application_id=first.application_id)
        .order_by("-id")
        .select_related("application__call")
        .first()
    )
    if found is None or found.application.call.status not in TOLD or found.application.erased_at is not None:
        raise NotFound()
    return found


async def issue(decisions: Sequence[Decision], *, now: datetime) -> None:
    """A letter for every decision, at the moment of the publication."""
    await Letter.bulk_create(
        Letter(
            application_id=each.application_id,
            kind=LetterKind(each.verdict.value),
            code_hash=tokens.ticket_hash(code_of(each.application_id)),
            issued_at=now,
        )
        for each in decisions
    )


async def issue_promoted(award: Award, *, now: datetime) -> None:
    """Whoever waited and now has an award gets a second letter; the link stays the same."""
    if not await Letter.exists(application_id=award.application_id, kind=LetterKind.AWARDED):
        await Letter.create(
            application_id=award.application_id,
            kind=LetterKind.AWARDED,
            code_hash=tokens.digest(f"{code_of(award.application_id)}:{award.id}"),
            issued_at=now,
        )


async def write_to(application: Application, call: Call, *, message: str, reason: str, now: datetime) -> bool:
    """Queues a message with the letter's link; nothing about the student is in it. False without an address."""
    if not application.guardian_email:
        return False
    name = call.name_en or call.name if application.locale == "en" else call.name
    context = {
        "name": application.guardian_given_name, "call": name, "folio": application.folio,
        "link": absolute(path_of(application.id)),
    }  # fmt: skip
    return await mail.send_later(
        message, to=application.guardian_email, locale=application.locale, context=context, reason=reason, now=now
    )


async def letter_pdf(letter: Letter, award: Award | None, because: Mapping[str, Any]) -> bytes:
    """The letter on paper, in the family's language, addressed with usted."""
    application: Application = letter.application
    with use_locale(application.locale):
        return await pdf("scholarship_letter", _values(letter, application, award, because))


def _values(
    letter: Letter, application: Application, award: Award | None, because: Mapping[str, Any]
) -> dict[str, Any]:
    call: Call = application.call
    link = absolute(path_of(application.id))
    return {
        "association": settings().association.name,
        "place_and_day": _("%(city)s, %(day)s", city=settings().association.city,
                           day=format_date_words(letter.issued_at, settings().timezone)),
        "folio": _("Folio %(folio)s", folio=application.folio),
        "to": application.guardian_name,
        "greeting": _("Presente."),
        "paragraphs": _paragraphs(letter, call, award, because),
        "closing": _("Atentamente"),
        "signed_by": _("Comité de Becas"),
        "qr": svg(link),
        "qr_words": _("Con este código puede abrir su carta, responder y ver los plazos. No lo comparta."),
    }  # fmt: skip


def _paragraphs(letter: Letter, call: Call, award: Award | None, because: Mapping[str, Any]) -> list[str]:
    zone = settings().timezone
    if letter.kind is LetterKind.AWARDED and award is not None:
        amount = format_money(Money(award.amount, award.currency))
        return [
            _("Nos da gusto informarle que la solicitud recibió una beca de %(amount)s en la convocatoria %(call)s.",
              amount=amount, call=call.name),
            _("Para conservarla, responda a más tardar el %(day)s.", day=format_date_words(award.answer_by, zone)),
            _("La beca se paga en partes. Antes de cada una le pediremos una constancia de inscripción vigente."),
        ]  # fmt: skip
    days = rules_of(call).appeal_days
    until = format_date_words((call.published_at or letter.issued_at) + timedelta(days=days), zone)
    waiting = letter.kind is LetterKind.WAITING
    return [
        _("Agradecemos su confianza. La solicitud quedó en lista de espera en la convocatoria %(call)s.",
          call=call.name)
        if waiting
        else _("Agradecemos su confianza. En esta ocasión la solicitud no recibió beca en la convocatoria %(call)s.",
               call=call.name),
        kind_reason(because),
        _("Si una familia deja su lugar, el siguiente de la lista lo recibe y le avisaremos.") if waiting else "",
        _("Si considera que hubo un error, puede pedir una revisión hasta el %(day)s.", day=until) if days else "",
    ]  # fmt: skip
