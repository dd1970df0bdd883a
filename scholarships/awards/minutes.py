"""The minutes of a meeting on paper: who, what was voted, what was decided, and the hashes under which to check it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.core.formats import format_moment, format_money, format_time
from events_app.core.i18n import _, use_locale
from events_app.core.money import Money
from events_app.core.pdf import pdf
from events_app.core.settings import settings
from scholarships.awards import lottery, queries
from scholarships.awards.models import Attendance, Decision, Meeting, Motion, Verdict
from scholarships.awards.words import CHOICE_NAMES, MOTION_NAMES, VERDICT_NAMES, motion_text, rule_name
from scholarships.calls.rules import Rules, rules_of

LANGUAGE = "es-MX"


async def minutes_pdf(meeting: Meeting, decisions: Sequence[Decision], *, now: datetime) -> bytes:
    """The minutes, always in Spanish; the meeting comes with its call, ranking with run, chair and second."""
    with use_locale(LANGUAGE):
        return await pdf("scholarship_minutes", await values_of(meeting, decisions, now=now))


async def values_of(meeting: Meeting, decisions: Sequence[Decision], *, now: datetime) -> dict[str, Any]:
    call, zone = meeting.call, settings().timezone
    rules = rules_of(call)
    motions = await queries.motions_of(meeting)
    spent = Money(sum(each.amount for each in decisions), call.currency)
    return {
        "title": _("Acta %(number)s del Comité de Becas", number=meeting.number),
        "association": settings().association.name,
        "call": call.name,
        "facts": [
            [_("Lugar"), meeting.place or "–"],
            [_("Inicio"), format_moment(meeting.opened_at or meeting.starts_at, zone)],
            [_("Término"), format_moment(meeting.closed_at or now, zone)],
            [_("Preside"), meeting.chair.name],
            [_("Segunda firma"), meeting.second.name if meeting.second else "–"],
            [_("Quórum pedido"), str(meeting.quorum)],
        ],
        "present_title": _("Asistencia"),
        "present": [
            [each.user.name, format_time(each.arrived_at, zone),
             format_time(each.left_at, zone) if each.left_at else "–"]
            for each in await Attendance.filter(meeting_id=meeting.id).order_by("arrived_at").select_related("user")
        ],
        "present_head": [_("Nombre"), _("Llegó"), _("Salió")],
        "motions_title": _("Mociones y votos"),
        "motions": [await _motion(meeting, each) for each in motions],
        "decisions_title": _("Resolución por folio"),
        "decisions_head": [_("Lugar"), _("Folio"), _("Nivel"), _("Puntaje"), _("Resultado"), _("Monto"), _("Motivo")],
        "decisions": _decisions(meeting, decisions, rules),
        "total": _("Becas: %(count)s; %(amount)s de %(budget)s", amount=format_money(spent),
                   count=sum(each.verdict is Verdict.AWARDED for each in decisions),
                   budget=format_money(Money(call.budget, call.currency))),
        "lowered_title": _("Mínimos que no se pudieron cumplir"),
        "lowered": [f"{rule_name(each, rules)} → {each['to']}" for each in _lowered(meeting)],
        "hashes_title": _("Para comprobarlo"),
        "hashes": _hashes(meeting),
        "signed": _("Firmada el %(moment)s", moment=format_moment(now, zone)),
    }  # fmt: skip


def _lowered(meeting: Meeting) -> list[dict[str, Any]]:
    return list(meeting.ranking.inputs.get("lowered", [])) if meeting.ranking else []


async def _motion(meeting: Meeting, motion: Motion) -> dict[str, Any]:
    ballot = await queries.ballot_of(meeting, motion)
    counted = _("%(yes)s a favor, %(no)s en contra, %(abstain)s abstenciones", yes=ballot.yes, no=ballot.no,
                abstain=ballot.abstain)  # fmt: skip
    return {
        "head": f"{motion.number}. {motion_text(motion)}",
        "by": _("Propone %(name)s", name=motion.proposed_by.name),
        "result": f"{_(MOTION_NAMES[motion.status])}: {counted}",
        "reason": motion.change.get("reason", ""),
        "votes": [f"{vote.user.name}: {_(CHOICE_NAMES[vote.choice])}" for vote in ballot.votes],
        "excused": [_("%(name)s se excusa", name=each.name) for each in ballot.excused],
        "dissent": [
            _("%(name)s pide que conste: %(words)s", name=vote.user.name, words=vote.dissent)
            for vote in ballot.votes
            if vote.dissent
        ],
    }


def _decisions(meeting: Meeting, decisions: Sequence[Decision], rules: Rules) -> list[list[str]]:
    lines = {each["application"]: each for each in meeting.ranking.ranked} if meeting.ranking else {}
    currency = meeting.call.currency
    return [
        [
            str(each.position), lines[each.application_id]["folio"], _level(lines[each.application_id]["level"], rules),
            f"{float(lines[each.application_id]['score']):.2f}", _(VERDICT_NAMES[each.verdict]),
            format_money(Money(each.amount, currency)) if each.amount else "–", each.reason,
        ]
        for each in decisions
    ]  # fmt: skip


def _level(key: str, rules: Rules) -> str:
    found = rules.level(key)
    return found.name if found else key


def _hashes(meeting: Meeting) -> list[list[str]]:
    """SHA-256 of the rules, the scores and the list; the lottery's secret is revealed here for the first time."""
    call, ranking = meeting.call, meeting.ranking
    known = [[_("Reglas de la convocatoria"), call.rules_hash]]
    if ranking is not None:
        known += [
            [_("Calibración %(number)s (%(method)s)", number=ranking.run.number, method=ranking.run.method.upper()),
             ranking.run.inputs_hash],
            [_("Lista %(number)s", number=ranking.number), ranking.inputs_hash],
        ]  # fmt: skip
    known.append([_("Sorteo: compromiso publicado"), call.lottery_hash])
    if call.lottery_draw:
        known += [
            [_("Sorteo: secreto revelado"), lottery.secret_of(call)],
            [_("Sorteo: número público"), call.lottery_draw],
            [_("Sorteo: semilla"), lottery.seed_of(call)],
        ]
    return known
