"""How far an application is, from what is in it: the steps of the family's page and what sending still needs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from events_app.core.i18n import N_, _, current_locale
from scholarships.applications.delicate import need_of
from scholarships.applications.models import Application
from scholarships.applications.papers import Consent, Document
from scholarships.applications.states import ConsentGiver
from scholarships.calls.rules import Rules
from scholarships.engine.steps import Progress, age, step

ADULT = 18
STEP_NAMES: Mapping[str, str] = {
    "estudiante": N_("Datos del estudiante"),
    "escuela": N_("Escuela y promedio"),
    "documentos": N_("Documentos"),
    "situacion": N_("Situación familiar"),
    "textos": N_("Con sus palabras"),
    "consentimientos": N_("Consentimientos"),
}
FIELD_NAMES: Mapping[str, str] = {
    "child_given_name": N_("el nombre del estudiante"),
    "child_paternal_surname": N_("su primer apellido"),
    "curp": N_("su CURP"),
    "guardian_relationship": N_("qué eres del estudiante"),
    "guardian_phone": N_("tu teléfono"),
    "level": N_("el nivel"),
    "grade": N_("el grado"),
    "school": N_("la escuela"),
    "average": N_("el promedio"),
    "failed": N_("las materias reprobadas"),
}
STUDENT = ("child_given_name", "child_paternal_surname", "curp", "guardian_relationship", "guardian_phone")
SCHOOL = ("level", "grade", "school", "average", "failed")


@dataclass(frozen=True)
class Papers:
    """What stands beside an application now."""

    documents: tuple[Document, ...] = ()
    consents: tuple[Consent, ...] = ()

    @property
    def good(self) -> set[str]:
        """The kinds that are there: neither sent back by the office nor held by the scanner."""
        bad = {each.kind for each in self.documents if each.verdict == "rejected" or each.scan == "infected"}
        return {each.kind for each in self.documents} - bad

    def of_kind(self, kind: str) -> list[Document]:
        return [each for each in self.documents if each.kind == kind]


async def papers_of(application: Application) -> Papers:
    """Current documents and consents in force: two statements."""
    documents = await Document.filter(
        application_id=application.id, replaced_at__isnull=True, removed_at__isnull=True
    ).order_by("kind", "part")
    consents = await Consent.filter(application_id=application.id, withdrawn_at__isnull=True)
    return Papers(tuple(documents), tuple(consents))


def progress_of(application: Application, rules: Rules, papers: Papers, today: date) -> Progress:
    """The steps that this call has, in the order of the page."""
    steps = [
        step("estudiante", STUDENT, _present(application, STUDENT)),
        step("escuela", SCHOOL, _present(application, SCHOOL)),
        step("documentos", asked_documents(application, rules), papers.good),
        step("situacion", [each.key for each in rules.need], need_of(application)),
        step("textos", [each.key for each in rules.essays], _written(application, rules)),
        step("consentimientos", asked_consents(application, rules, today), _given(papers.consents)),
    ]
    return Progress(tuple(each for each in steps if each.needed))


def asked_documents(application: Application, rules: Rules) -> list[str]:
    """The kinds that the child's level asks for; before the level is known, those that every level asks for."""
    level = rules.level(application.level)
    if level is not None:
        return list(level.documents)
    common = [set(each.documents) for each in rules.levels]
    return [each.key for each in rules.documents if all(each.key in keys for keys in common)]


def givers(application: Application, today: date) -> list[ConsentGiver]:
    """The guardian, and the student too from 18 on."""
    grown = application.child_birth is not None and age(application.child_birth, today) >= ADULT
    return [ConsentGiver.GUARDIAN, ConsentGiver.STUDENT] if grown else [ConsentGiver.GUARDIAN]


def asked_consents(application: Application, rules: Rules, today: date) -> list[str]:
    """The required ones, as "giver:purpose"."""
    return [
        f"{giver}:{purpose.key}"
        for giver in givers(application, today)
        for purpose in rules.purposes
        if purpose.required
    ]


def words(text: str) -> int:
    return len(text.split())


def missing_words(progress: Progress, rules: Rules) -> list[str]:
    """What is still missing, each as a few words."""
    return [_missing_word(each.key, name, rules) for each in progress.steps for name in each.missing]


def _missing_word(key: str, name: str, rules: Rules) -> str:
    if key == "documentos":
        document = rules.document(name)
        return document.said("name", current_locale()) if document else name
    if name in FIELD_NAMES:
        return _(FIELD_NAMES[name])
    return _(STEP_NAMES[key])


def _present(application: Application, names: Collection[str]) -> list[str]:
    values = {name: application.child_key if name == "curp" else getattr(application, name) for name in names}
    return [name for name, value in values.items() if value not in ("", None)]


def _written(application: Application, rules: Rules) -> list[str]:
    texts = application.essays
    return [each.key for each in rules.essays if 0 < words(texts.get(each.key, "")) <= each.most_words]


def _given(consents: Collection[Consent]) -> list[str]:
    return [f"{each.giver}:{each.purpose}" for each in consents]
