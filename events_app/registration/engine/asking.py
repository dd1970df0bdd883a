"""Which questions somebody is asked, in what order, and whether what they answered is enough."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from events_app.registration.engine.question_values import MOST_OPTIONS, N_, BadQuestion, Mistake, Question, Value
from events_app.registration.engine.questions import KINDS


@dataclass(frozen=True)
class Answers:
    """What was understood, and a mistake for each question that was not; what was not asked is in neither."""

    values: dict[str, Value]
    mistakes: dict[str, Mistake]

    @property
    def ok(self) -> bool:
        return not self.mistakes


def check(questions: Sequence[Question]) -> None:
    """An event's questions as a whole. Raises BadQuestion: an unknown kind, no options, a circle of conditions."""
    by_key = {each.key: each for each in questions}
    for question in questions:
        _check_one(question)
        for condition in question.conditions:
            _check_condition(question, by_key.get(condition.question), condition.any_of)
    in_order(questions)


def in_order(questions: Sequence[Question]) -> list[Question]:
    """As the office put them, except that a question comes after those it depends on. Raises BadQuestion."""
    by_key = {each.key: each for each in questions}
    graph = {each.key: [one.question for one in each.conditions if one.question in by_key] for each in questions}
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        labels = " → ".join(by_key[key].label_es for key in error.args[1])
        raise BadQuestion(
            N_("Estas preguntas dependen unas de otras en círculo: %(labels)s."), labels=labels
        ) from error
    places = {each.key: place for place, each in enumerate(questions)}
    made: list[Question] = []
    ready = list(sorter.get_ready())
    while ready:
        first = min(ready, key=places.__getitem__)
        ready.remove(first)
        made.append(by_key[first])
        sorter.done(first)
        ready.extend(sorter.get_ready())
    return made


def for_ticket(questions: Sequence[Question], ticket_type_id: int, *, per_ticket: bool | None = None) -> list[Question]:
    """Those of this ticket type; `per_ticket` False keeps the ones asked once for the whole order."""
    return [
        each
        for each in questions
        if each.ticket_type_id in (None, ticket_type_id) and per_ticket in (None, each.per_ticket)
    ]


def read(questions: Sequence[Question], typed: Mapping[str, Any], *, kept: Collection[str] = ()) -> Answers:
    """
    Reads the answers by key. A question whose condition does not hold is not asked, whatever was typed.

    `kept` are questions whose file is already here, so that none has to be sent again.
    """
    answers = Answers({}, {})
    by_key = {each.key: each for each in questions}
    for question in in_order(questions):
        if not is_asked(question, answers.values, by_key):
            continue
        if _is_empty(typed.get(question.key)):
            if question.required and question.key not in kept:
                answers.mistakes[question.key] = Mistake(KINDS[question.kind].missing)
            continue
        try:
            value = KINDS[question.kind].parse(question, typed[question.key])
        except Mistake as mistake:
            answers.mistakes[question.key] = mistake
            continue
        answers.values[question.key] = value
    return answers


def is_asked(question: Question, values: Mapping[str, Value], by_key: Mapping[str, Question]) -> bool:
    """Whether every condition holds; one on a question that is not asked here does not."""
    return all(
        condition.question in values
        and condition.question in by_key
        and KINDS[by_key[condition.question].kind].facts(values[condition.question]) & condition.any_of
        for condition in question.conditions
    )


def open_questions(questions: Sequence[Question], values: Mapping[str, Value]) -> list[Question]:
    """Required questions that are asked, given these answers, and still have none."""
    by_key = {each.key: each for each in questions}
    return [
        each
        for each in in_order(questions)
        if each.required and each.key not in values and is_asked(each, values, by_key)
    ]


def _check_one(question: Question) -> None:
    kind = KINDS.get(question.kind)
    if kind is None:
        raise BadQuestion(N_("No conocemos ese tipo de pregunta."))
    if not question.label_es.strip():
        raise BadQuestion(N_("Escribe la pregunta."))
    keys = [each.key for each in question.options]
    if kind.has_options and len(keys) < 2:
        raise BadQuestion(N_("Escribe al menos dos opciones, una por renglón."))
    if len(keys) > MOST_OPTIONS:
        raise BadQuestion(N_("Caben %(most)s opciones."), most=MOST_OPTIONS)
    if len(set(keys)) != len(keys):
        raise BadQuestion(N_("Hay dos opciones iguales."))
    if kind.bounds in ("length", "count", "megabytes"):
        wrong = [each for each in (question.least, question.most) if each and not each.isdigit()]
        if wrong:
            raise BadQuestion(N_("Los límites de esta pregunta son números enteros."))
    _check_bounds(question, kind.parse)


def _check_bounds(question: Question, parse: Any) -> None:
    """Each bound must itself be an answer that the bounds allow, so that they cannot be the wrong way round."""
    if KINDS[question.kind].bounds not in ("number", "day"):
        if question.least and question.most and int(question.least) > int(question.most):
            raise BadQuestion(N_("El mínimo no puede pasar del máximo."))
        return
    for bound in (question.least, question.most):
        try:
            if bound:
                parse(question, bound)
        except Mistake as mistake:
            raise BadQuestion(N_("Revisa los límites: deben ser respuestas posibles, del menor al mayor.")) from mistake


def _check_condition(question: Question, other: Question | None, any_of: frozenset[str]) -> None:
    if other is None:
        raise BadQuestion(N_("«%(label)s» depende de una pregunta que ya no está."), label=question.label_es)
    if not any_of or not any_of <= KINDS[other.kind].possible(other):
        raise BadQuestion(
            N_("«%(label)s» depende de una respuesta que «%(other)s» no tiene."),
            label=question.label_es, other=other.label_es,
        )  # fmt: skip
    if other.per_ticket and not question.per_ticket:
        raise BadQuestion(
            N_("«%(label)s» se pregunta una vez por pedido; no puede depender de una respuesta de cada boleto."),
            label=question.label_es,
        )


def _is_empty(typed: Any) -> bool:
    return typed is None or typed == "" or typed == [] or (isinstance(typed, str) and not typed.strip())
