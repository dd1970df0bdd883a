"""The steps as forms: what each shows, and what of it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.forms import Filled, Form, blank
from events_app.core.i18n import N_
from scholarships.applications import curp, services
from scholarships.applications.delicate import child_key, curp_of, need_of, seal_curp
from scholarships.applications.forms import SchoolForm, StudentForm, essays, lenient, need_answers
from scholarships.applications.models import Application
from scholarships.applications.progress import givers, words
from scholarships.applications.states import ConsentGiver
from scholarships.calls.rules import Rules, rules_of

FORMS: Mapping[str, type[Form]] = {
    "estudiante": StudentForm, "escuela": SchoolForm, "situacion": Form, "textos": Form,
}  # fmt: skip
EMPTY: Mapping[str, Any] = {"child_birth": None, "grade": None, "failed": None, "previous_awards": 0}


def typed(application: Application, key: str) -> Filled[Any]:
    """The step's form with what is kept."""
    if key == "situacion":
        return blank(Form, **need_of(application))
    if key == "textos":
        return blank(Form, **application.essays)
    form = FORMS.get(key, Form)
    values = {name: getattr(application, name) for name in form.model_fields if name != "curp"}
    if key == "estudiante":
        values["curp"] = curp_of(application)
    return blank(form, **values)


async def save(application: Application, key: str, data: FormData, *, now: datetime) -> tuple[Application, Filled[Any]]:
    """Keeps all that is right; the form carries the mistakes of the rest. Raises NotEditable."""
    rules = rules_of(application.call)
    values = {name: value for name, value in data.items() if isinstance(value, str)}
    if key == "situacion":
        answers, wrong = need_answers(rules, values)
        form: Filled[Any] = Filled(typed=values, value=None if wrong else Form())
        for name, mistake in wrong.items():
            form.add(name, mistake.message, **mistake.params)
        saved = await services.save(application, {}, need=answers, now=now)
    elif key == "textos":
        texts = essays(rules, values)
        form = Filled(typed=values, value=Form())
        _check_words(form, rules, texts)
        saved = await services.save(application, {}, essays=texts, now=now)
    elif key == "consentimientos":
        given = {str(value) for name, value in data.multi_items() if name == "given"}
        await services.consent(application, application.call, given, now=now)
        form, saved = Filled(value=Form()), application
    elif key in FORMS:
        form = lenient(FORMS[key], values)
        saved = await services.save(application, _columns(application, key, form, rules), now=now)
    else:
        raise NotFound()
    saved.call = application.call
    return saved, form


def givers_of(application: Application, now: datetime) -> list[ConsentGiver]:
    return givers(application, local(now).date())


def _columns(application: Application, key: str, form: Filled[Any], rules: Rules) -> dict[str, Any]:
    """The columns of the fields that were sent and are right; an emptied field is emptied."""
    kept = {name: getattr(form.value, name) for name in FORMS[key].model_fields if name in form.typed}
    kept = {name: value for name, value in kept.items() if name not in form.errors}
    if key == "escuela":
        return _school(application, form, kept, rules)
    if "curp" in kept:
        kept |= _child(application, kept.pop("curp"))
    return {name: _column(name, value) for name, value in kept.items()}


def _child(application: Application, text: str | None) -> dict[str, Any]:
    if not text:
        return {"curp_sealed": "", "child_key": "", "child_birth": None, "child_sex": ""}
    read = curp.read(text)
    return {"curp_sealed": seal_curp(application.id, text), "child_key": child_key(text),
            "child_birth": read.birth, "child_sex": read.sex}  # fmt: skip


def _school(application: Application, form: Filled[Any], kept: dict[str, Any], rules: Rules) -> dict[str, Any]:
    level = rules.level(kept.get("level") or application.level)
    if kept.get("level") and level is None:
        form.add("level", N_("Elige una de las opciones."))
        kept.pop("level")
    grade = kept.get("grade")
    if grade is not None and level is not None and grade > level.grades:
        form.add("grade", N_("Ese nivel llega hasta %(grades)s.º grado."), grades=level.grades)
        kept.pop("grade")
    return {name: _column(name, value) for name, value in kept.items()}


def _column(name: str, value: Any) -> Any:
    if value is None:
        return EMPTY.get(name, "")
    return str(value) if name == "guardian_relationship" else value


def _check_words(form: Filled[Any], rules: Rules, texts: Mapping[str, str]) -> None:
    for essay in rules.essays:
        written = words(texts.get(essay.key, ""))
        if written > essay.most_words:
            form.add(
                essay.key, N_("Llevas %(written)s palabras y caben %(most)s. Se guardó todo; recorta un poco."),
                written=written, most=essay.most_words,
            )  # fmt: skip
