"""The parts of a call that the committee adds one by one: levels, documents, questions, purposes, quotas, rubric."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from events_app.core.forms import Filled, Form
from events_app.core.i18n import N_
from events_app.core.money import Money
from scholarships.calls.forms import (
    CriterionForm,
    DocumentForm,
    EssayForm,
    LevelForm,
    NeedForm,
    PurposeForm,
    QuotaForm,
    key_from,
)

Value = dict[str, Any]
ANCHORS = {"anchors": "", "anchors_en": "_en"}


@dataclass(frozen=True)
class Part:
    """`field` is where it lies in the rules (criteria: the rubric); `value` makes JSON, `typed` what a form shows."""

    field: str
    title: str
    one: str
    form: type[Form]
    value: Callable[[Any], Value]
    typed: Callable[[Value], Value]
    named_by: str = "name"


def _level(form: LevelForm) -> Value:
    return form.model_dump(mode="json", exclude={"amount"}) | {"amount": form.amount.amount}


def _typed_level(value: Value) -> Value:
    return value | {"amount": str(Money(value["amount"]))}


def _need(form: NeedForm) -> Value:
    made = form.model_dump(mode="json", exclude={"options"})
    options: list[Value] = []
    for line in form.options if form.kind == "choice" else ():
        name, _bar, english = (word.strip() for word in line.partition("|"))
        options.append({"key": key_from(name, {each["key"] for each in options}), "name": name, "name_en": english})
    return made | {"options": options}


def _typed_need(value: Value) -> Value:
    lines = [f"{each['name']} | {each.get('name_en', '')}".rstrip(" |") for each in value.get("options", [])]
    return value | {"options": "\n".join(lines)}


def _criterion(form: CriterionForm) -> Value:
    anchors = {
        field: [getattr(form, f"anchor_{number}{ending}") for number in range(1, 6)]
        for field, ending in ANCHORS.items()
    }
    plain = form.model_dump(mode="json", include={"name", "name_en", "weight", "looks_at"})
    return plain | anchors


def _typed_criterion(value: Value) -> Value:
    texts = {
        f"anchor_{number}{ending}": text
        for field, ending in ANCHORS.items()
        for number, text in enumerate(value.get(field, ()), 1)
    }
    return value | texts


def _plain(form: Form) -> Value:
    return form.model_dump(mode="json")


def _same(value: Value) -> Value:
    return value


PARTS: Mapping[str, Part] = {
    "niveles": Part("levels", N_("Niveles y montos"), N_("Nivel"), LevelForm, _level, _typed_level),
    "documentos": Part("documents", N_("Documentos"), N_("Documento"), DocumentForm, _plain, _same),
    "textos": Part("essays", N_("Textos breves"), N_("Texto"), EssayForm, _plain, _same, "prompt"),
    "situacion": Part("need", N_("Situación familiar"), N_("Pregunta"), NeedForm, _need, _typed_need, "question"),
    "fines": Part("purposes", N_("Fines de los datos"), N_("Fin"), PurposeForm, _plain, _same, "text"),
    "cuotas": Part("quotas", N_("Cupos"), N_("Cupo de becas"), QuotaForm, _plain, _same, "value"),
    "rubrica": Part("criteria", N_("Rúbrica"), N_("Criterio"), CriterionForm, _criterion, _typed_criterion),
}


def check_part(part: Part, form: Filled[Any]) -> None:
    """What one field cannot see alone."""
    value = form.value
    if value is None:
        return
    if isinstance(value, LevelForm) and value.places_max is not None and value.places_max < value.places_min:
        form.add("places_max", N_("El máximo no puede ser menor que el mínimo."))
    if isinstance(value, QuotaForm) and value.max is not None and value.max < value.min:
        form.add("max", N_("El máximo no puede ser menor que el mínimo."))
    if isinstance(value, NeedForm) and value.kind == "choice" and len(value.options) < 2:
        form.add("options", N_("Escribe al menos dos opciones, una por renglón."))
    if isinstance(value, CriterionForm) and value.weight <= 0:
        form.add("weight", N_("El peso tiene que ser mayor que cero."))
    if isinstance(value, LevelForm) and value.amount.amount <= 0:
        form.add("amount", N_("El monto tiene que ser mayor que cero."))


def keyed(part: Part, value: Value, key: str, taken: set[str]) -> Value:
    """The value under its key: the one it has, or one made from its name; quotas go by what they say."""
    if part.field == "quotas":
        return value
    return {"key": key or key_from(str(value[part.named_by]), taken), **value}
