"""What the family's page says: each step with its words, the days left, the one next thing, or where it stands."""

from dataclasses import dataclass
from datetime import datetime

from events_app.core.clock import local
from events_app.core.i18n import N_, _, current_locale, ngettext
from scholarships.applications.delicate import need_of
from scholarships.applications.models import Application
from scholarships.applications.papers import Document
from scholarships.applications.progress import (
    STEP_NAMES,
    Papers,
    asked_documents,
    missing_words,
    papers_of,
    progress_of,
)
from scholarships.applications.services import EDITABLE
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.queries import takes_applications
from scholarships.calls.rules import Rules, rules_of
from scholarships.engine.steps import Progress, Step, StepState, age, days_left

S = ApplicationStatus
STATUS_WORDS = {
    S.SUBMITTED: (N_("La recibimos"), N_("Estamos revisando los documentos. No tienes que hacer nada más.")),
    S.CORRECTION: (N_("Hay que corregir algo"), N_("Lee lo que pedimos, corrígelo y vuelve a enviarla.")),
    S.ELIGIBLE: (N_("Está completa"), N_("Cumple los requisitos y entra a la decisión. Aquí verás el resultado.")),
    S.INELIGIBLE: (N_("No cumple los requisitos"), N_("Abajo dice por qué. Si algo está mal, avisa a la oficina.")),
    S.WITHDRAWN: (N_("La retiraste"), N_("Ya no participa. Si fue un error, empieza otra antes del cierre.")),
    S.LAPSED: (
        N_("No se envió a tiempo"),
        N_("La convocatoria cerró. Lo que escribiste se borra en la fecha del aviso."),
    ),
}
STATUS_TONES = {S.SUBMITTED: "good", S.CORRECTION: "warn", S.ELIGIBLE: "good", S.INELIGIBLE: "plain"}
REASON_WORDS = {
    "AVERAGE_BELOW_MINIMUM": N_("El promedio no llega al mínimo de la convocatoria."),
    "GRADE_TOO_LOW": N_("El grado es menor al que pide la convocatoria."),
    "FAILED_SUBJECT": N_("Tiene materias reprobadas o no sabemos si las tiene."),
    "PARENT_NOT_ACTIVE": N_("La empresa no confirmó que trabajas ahí en la fecha que se pide."),
    "SENIORITY_TOO_SHORT": N_("La antigüedad en la empresa es menor a la que se pide."),
    "COMPANY_NOT_IN_GOOD_STANDING": N_("La empresa no está al corriente con la asociación."),
    "MISSING_DOCUMENTS": N_("Faltan documentos: %(documents)s."),
    "NO_CONSENT": N_("Falta un consentimiento."),
}


@dataclass(frozen=True)
class StepLine:
    """A line of the list; `note` is what it holds or what it lacks."""

    key: str
    number: int
    title: str
    state: StepState
    note: str
    chip: str


@dataclass(frozen=True)
class Paper:
    """A kind of document with the pages that are there; `state` is missing, here, refused or accepted."""

    key: str
    name: str
    hint: str
    pages: tuple[Document, ...]
    state: str
    reason: str


@dataclass(frozen=True)
class Overview:
    """`words` are title, text and tone of where it stands once it was sent."""

    progress: Progress
    lines: tuple[StepLine, ...]
    papers: tuple[Paper, ...]
    days: int
    takes: bool
    may_edit: bool
    missing: tuple[str, ...]
    reasons: tuple[str, ...]

    words: tuple[str, str, str]

    @property
    def next_title(self) -> str:
        return next((each.title for each in self.lines if each.state is not StepState.DONE), "")

    @property
    def next_paper(self) -> Paper | None:
        return next((each for each in self.papers if each.state in ("missing", "refused")), None)


async def overview(application: Application, *, now: datetime) -> Overview:
    """Two statements more than the application itself."""
    call, rules = application.call, rules_of(application.call)
    papers = await papers_of(application)
    today = local(now).date()
    progress = progress_of(application, rules, papers, today)
    lines = tuple(_line(number, each, application, rules, now) for number, each in enumerate(progress.steps, 1))
    return Overview(
        progress=progress,
        lines=lines,
        papers=tuple(papers_shown(application, rules, papers)),
        days=days_left(today, local(call.deadline).date()),
        takes=takes_applications(call, now) or application.status is S.CORRECTION,
        may_edit=application.status in EDITABLE,
        missing=tuple(missing_words(progress, rules)),
        reasons=tuple(reason_words(each, rules) for each in application.eligibility_reasons)
        if application.status is S.INELIGIBLE
        else (),
        words=_status(application),
    )


def papers_shown(application: Application, rules: Rules, papers: Papers) -> list[Paper]:
    locale = current_locale()
    found = []
    for key in asked_documents(application, rules):
        kind = rules.document(key)
        if kind is not None:
            pages = tuple(papers.of_kind(key))
            reason = next((each.verdict_reason for each in pages if each.verdict == "rejected"), "")
            found.append(Paper(key, kind.said("name", locale), kind.said("hint", locale), pages, _state(pages), reason))
    return found


def reason_words(reason: str, rules: Rules) -> str:
    """A reason of the engine's in plain words; nothing that the frozen rules do not already say."""
    name, _colon, keys = reason.partition(":")
    found = [rules.document(key) for key in keys.split(",") if key]
    names = ", ".join(each.said("name", current_locale()) for each in found if each)
    return _(REASON_WORDS[name], documents=names)


def _status(application: Application) -> tuple[str, str, str]:
    title, text = STATUS_WORDS.get(application.status, (N_("Sin enviar"), N_("Todavía no la envías.")))
    return _(title), _(text), STATUS_TONES.get(application.status, "plain")


def _state(pages: tuple[Document, ...]) -> str:
    if not pages:
        return "missing"
    if any(each.verdict == "rejected" or each.scan == "infected" for each in pages):
        return "refused"
    return "accepted" if all(each.verdict == "accepted" for each in pages) else "here"


def _line(number: int, step: Step, application: Application, rules: Rules, now: datetime) -> StepLine:
    chip = {StepState.DONE: _("Listo"), StepState.STARTED: _("Empezado"), StepState.EMPTY: _("Sin empezar")}[step.state]
    if step.key == "documentos" and step.missing:
        chip = _("Falta %(missing)s de %(needed)s", missing=len(step.missing), needed=step.needed)
    return StepLine(step.key, number, _(STEP_NAMES[step.key]), step.state, _note(step, application, rules, now), chip)


def _note(step: Step, application: Application, rules: Rules, now: datetime) -> str:
    if step.key == "estudiante" and application.child_given_name:
        years = age(application.child_birth, local(now).date()) if application.child_birth else None
        return application.child_name + (_(", %(years)s años", years=years) if years is not None else "")
    level = rules.level(application.level)
    if step.key == "escuela" and level is not None and application.grade and application.average:
        return _("%(grade)s.º de %(level)s, promedio %(average)s", grade=application.grade,
                 level=level.said("name", current_locale()).lower(), average=application.average)  # fmt: skip
    if step.key == "situacion" and step.missing and need_of(application):
        return ngettext("Te falta %(n)s pregunta", "Te faltan %(n)s preguntas", len(step.missing))
    return _(_USUAL[step.key])


_USUAL = {
    "estudiante": N_("Nombre, CURP y tu teléfono"),
    "escuela": N_("Nivel, grado y promedio"),
    "documentos": N_("Con la cámara de tu teléfono basta"),
    "situacion": N_("Lo que entra a la casa; nadie más lo ve con tu nombre"),
    "textos": N_("Dos textos cortos"),
    "consentimientos": N_("Para qué se usan sus datos"),
}
