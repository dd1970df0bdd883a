"""The words of decisions: reasons for the committee and kinder ones for the family, in the reader's language."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from events_app.core.formats import format_money
from events_app.core.i18n import N_, _, current_locale
from events_app.core.money import Money
from scholarships.awards.grants import AppealStatus, AwardStatus, InstalmentStatus
from scholarships.awards.models import MeetingStatus, Motion, MotionStatus, Verdict, VoteChoice
from scholarships.calls.rules import Rules
from scholarships.engine.meeting import Change

VERDICT_NAMES = {
    Verdict.AWARDED: N_("Otorgada"),
    Verdict.WAITING: N_("Lista de espera"),
    Verdict.REJECTED: N_("No otorgada"),
}
CHOICE_NAMES = {
    VoteChoice.YES: N_("A favor"),
    VoteChoice.NO: N_("En contra"),
    VoteChoice.ABSTAIN: N_("Abstención"),
}
MOTION_NAMES = {
    MotionStatus.OPEN: N_("En votación"),
    MotionStatus.CARRIED: N_("Aprobada"),
    MotionStatus.REJECTED: N_("Rechazada"),
    MotionStatus.WITHDRAWN: N_("Retirada"),
}
MOTION_TEXTS = {
    Change.ADOPT: N_("Adoptar la lista hasta el lugar %(place)s"),
    Change.SET_ASIDE: N_("No otorgar beca al folio %(folio)s"),
    Change.READ_AGAIN: N_("Otra lectura de %(folio)s"),
}
MEETING_NAMES = {
    MeetingStatus.PLANNED: N_("Convocada"),
    MeetingStatus.OPEN: N_("Abierta"),
    MeetingStatus.CLOSED: N_("Cerrada, falta la segunda firma"),
    MeetingStatus.SIGNED: N_("Acta firmada"),
}
AWARD_NAMES = {
    AwardStatus.OFFERED: N_("Ofrecida"),
    AwardStatus.ACCEPTED: N_("Aceptada"),
    AwardStatus.DECLINED: N_("Declinada"),
    AwardStatus.LAPSED: N_("Sin respuesta a tiempo"),
    AwardStatus.PAID: N_("Pagada"),
    AwardStatus.RETURNED: N_("Devuelta al fondo"),
}
AWARD_TONES = {
    AwardStatus.OFFERED: "warn",
    AwardStatus.ACCEPTED: "mine",
    AwardStatus.DECLINED: "plain",
    AwardStatus.LAPSED: "plain",
    AwardStatus.PAID: "good",
    AwardStatus.RETURNED: "bad",
}
INSTALMENT_NAMES = {
    InstalmentStatus.PLANNED: N_("Espera la constancia"),
    InstalmentStatus.READY: N_("Lista para pagar"),
    InstalmentStatus.ORDERED: N_("En orden de pago"),
    InstalmentStatus.PAID: N_("Pagada"),
    InstalmentStatus.RETURNED: N_("Regresó sin cobrarse"),
    InstalmentStatus.CANCELLED: N_("Cancelada"),
}
APPEAL_NAMES = {
    AppealStatus.FILED: N_("Por resolver"),
    AppealStatus.UPHELD: N_("Procedente"),
    AppealStatus.REJECTED: N_("No procedente"),
}
ATTRIBUTES = {
    "level": N_("nivel %(value)s"),
    "company": N_("empresa %(value)s"),
    "family": N_("la misma familia"),
    "sex": N_("sexo %(value)s"),
    "school": N_("escuela %(value)s"),
}
# The lines of compute/ranking.py, and what its figures are called.
PLACE_REASONS = (
    (re.compile(r"primer lugar: puntaje (?P<score>\S+)"), N_("primer lugar: puntaje %(score)s")),
    (
        re.compile(r"puntaje (?P<score>\S+) contra (?P<theirs>\S+) de (?P<above>.+)"),
        N_("puntaje %(score)s contra %(theirs)s de %(above)s"),
    ),
    (
        re.compile(
            r"puntaje (?P<score>\S+), igual que (?P<above>.+): (?P<figure>\S+) (?P<mine>\S+) contra (?P<theirs>\S+)"
        ),
        N_("puntaje %(score)s, igual que %(above)s: %(figure)s %(mine)s contra %(theirs)s"),
    ),
    (
        re.compile(r"empate con (?P<above>.+) en puntaje (?P<score>\S+) y en todos los criterios: orden dado"),
        N_("empate con %(above)s en puntaje %(score)s y en todos los criterios: orden dado"),
    ),
)
FIGURES = {
    "need": N_("necesidad"),
    "previous": N_("becas anteriores"),
    "average": N_("promedio"),
    "sorteo": N_("sorteo"),
}

FAMILY_REASONS = {
    "fits": N_("La solicitud cumple con las reglas de la convocatoria y su lugar en la lista alcanza beca."),
    "rule_full": N_("Los lugares para ese nivel, esa empresa o esa familia ya se habían asignado en la lista."),
    "no_money": N_("El presupuesto se terminó antes de llegar al lugar de la solicitud en la lista."),
    "would_break": N_("Con los lugares que reserva la convocatoria, el presupuesto ya no alcanzó para esta solicitud."),
    "set_aside": N_("El comité votó no otorgar la beca a esta solicitud."),
}
OTHERWISE = N_("El lugar de la solicitud en la lista no alcanzó beca.")


def reason(because: Mapping[str, Any], rules: Rules, amount: Money) -> str:
    """Why, for the committee: companies by their key."""
    kind = because.get("reason")
    if kind == "fits":
        return _("Cabe en presupuesto y cupos")
    if kind == "set_aside":
        return str(because.get("text", ""))
    if kind == "no_money":
        left = format_money(Money(int(Fraction(str(because["left"])) * 100), amount.currency), whole=True)
        return _("Quedan %(left)s y cuesta %(amount)s", left=left, amount=format_money(amount, whole=True))
    names = ", ".join(rule_name(each, rules) for each in because.get("rules", []))
    if kind == "rule_full":
        return _("Cupo lleno: %(rules)s", rules=names)
    if kind == "declined":
        return _("Dejó su lugar")
    names = ", ".join(filter(None, [names, _("presupuesto") if because.get("budget") else ""]))
    return _("Impediría cumplir: %(rules)s", rules=names)


def motion_text(motion: Motion) -> str:
    """What is put to the vote, in the reader's language; a free motion as it was written."""
    words = MOTION_TEXTS.get(motion.change.get("kind", ""))
    if words is not None:
        return _(words, place=motion.change.get("place", ""), folio=motion.change.get("folio", ""))
    return (motion.text_en if current_locale() == "en" else "") or motion.text


def place_reason(because: str) -> str:
    """Why a place is where it is, from the Spanish line that the ranking keeps, in the reader's language."""
    for pattern, words in PLACE_REASONS:
        found = pattern.fullmatch(because)
        if found is not None:
            said = found.groupdict()
            return _(words, **said | {"figure": _(FIGURES.get(said.get("figure", ""), said.get("figure", "")))})
    return because


def rule_name(rule: Mapping[str, Any], rules: Rules) -> str:
    """A rule with its bounds: "nivel Primaria (de 2 a 60)"."""
    level = rules.level(rule["value"]) if rule["attribute"] == "level" else None
    words = ATTRIBUTES[rule["attribute"]]
    name = _(words, value=level.said("name", current_locale()) if level else rule["value"])
    low, high = rule.get("min", 0), rule.get("max")
    if high is None:
        return f"{name} ({_('al menos %(n)s', n=low)})"
    return f"{name} ({_('de %(low)s a %(high)s', low=low, high=high) if low else _('máximo %(n)s', n=high)})"


def kind_reason(because: Mapping[str, Any]) -> str:
    """Why, for the family: true, without scores, keys or other families."""
    kind = str(because.get("reason"))
    return _(FAMILY_REASONS.get(kind, OTHERWISE))
