"""The event's questions and "who pays" on the way to a seat: what the last step shows and what it understands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events_app.core.errors import Invalid
from events_app.core.formats import format_money
from events_app.core.forms import Filled
from events_app.core.i18n import N_, _
from events_app.events.models import Event
from events_app.registration import answers, company_pays, opening, questions
from events_app.registration.engine import asking
from events_app.registration.engine.question_values import Question
from events_app.registration.engine.questions import KINDS
from events_app.registration.engine.wanted import Applicant, Given, Wanted
from events_app.registration.offers import Offer
from events_app.registration.question_records import Question as Record

ME, COMPANY = "me", "company"
NOT_THIS_ONE = N_("Tu empresa no paga por esta vía.")
OVER_PERSON = N_("Tu empresa paga hasta %(limit)s por persona y este boleto cuesta %(asked)s. Puedes pagarlo tú.")
OVER_EVENT = N_("Tu empresa ya comprometió lo que paga en este evento. Puedes pagar tú el lugar.")


@dataclass(frozen=True)
class Handed:
    """What somebody answered: ready to be kept, with the files that came along."""

    records: tuple[Record, ...]
    answers: asking.Answers
    contents: Mapping[str, tuple[bytes, str]]

    async def kept(self, now: datetime) -> tuple[Given, ...]:
        """Stores the files and gives the answers as the registration keeps them."""
        file_ids = await answers.keep_files(self.contents, self.answers, now)
        return answers.given(self.records, self.answers, file_ids)


async def shown(event: Event, choices: Sequence[Offer], found: Applicant, now: datetime) -> dict[str, Any]:
    """What the confirmation page needs besides the prices."""
    asked = await questions.asked_of(event.id)
    types = {each.ticket_type_id for each in choices}
    mine = [each for each in asking.in_order(asked) if each.ticket_type_id is None or each.ticket_type_id in types]
    owed = any(each.total for each in choices)
    return {
        "questions": mine,
        "has_files": any(KINDS[each.kind].takes_file for each in mine),
        "rules": hiding_rules(mine),
        "company_may_pay": owed and await company_pays.may_ask(found, now=now),
    }


def hiding_rules(asked: Sequence[Question]) -> list[tuple[str, list[str]]]:
    """For each conditional question, by key, the selectors that show it; without them it stays in sight."""
    by_key = {each.key: each for each in asked}
    made = []
    for question in asked:
        for condition in question.conditions:
            other = by_key.get(condition.question)
            if other is not None and (selectors := _selectors(other, condition.any_of)):
                made.append((question.key, selectors))
    return made


async def read(
    form: Filled[Any], data: Any, event: Event, ticket_type_id: int, *, kept: Mapping[str, Any] | None = None,
    per_ticket: bool | None = None, by_office: bool = False,
) -> Handed:  # fmt: skip
    """Reads the answers for this ticket; mistakes go beside their fields and what was typed stays.

    The office may leave out what it does not know: the person answers on the ticket's page.
    """
    records = await questions.current(event.id)
    every = [questions.as_asked(each) for each in records]
    asked = asking.for_ticket(every, ticket_type_id, per_ticket=per_ticket)
    if by_office:
        asked = [replace(each, required=False) for each in asked]
    typed = answers.typed_of(asked, data)
    understood, contents = await answers.read(asked, typed, kept=kept)
    answers.typed_into(form, typed)
    answers.mistakes_into(form, understood)
    return Handed(tuple(records), understood, contents)


async def read_json(event: Event, ticket_type_id: int, sent: Any) -> tuple[Given, ...]:
    """The answers of an API call, by question key. Raises Invalid naming each; files are for the page alone."""
    records = await questions.current(event.id)
    asked = asking.for_ticket([questions.as_asked(each) for each in records], ticket_type_id)
    if sent is not None and not isinstance(sent, dict):
        raise Invalid(fields={"answers": _("Manda un objeto JSON.")})
    understood = asking.read(asked, sent or {})
    if not understood.ok:
        told = {key: _(one.sentence, **answers.in_words(one)) for key, one in understood.mistakes.items()}
        raise Invalid(fields={f"answers.{key}": words for key, words in told.items()})
    return answers.given(records, understood, {})


async def who_pays(form: Filled[Any], event: Event, chosen: Offer, found: Applicant, payer: str, now: datetime) -> bool:
    """Whether the company is asked; a limit or a company that nobody coordinates is said beside the choice."""
    if payer != COMPANY or not chosen.total:
        return False
    if found.company_id is None or not await company_pays.may_ask(found, now=now):
        form.add("payer", NOT_THIS_ONE)
        return False
    refused = await company_pays.refusal(found.company_id, event, chosen.total)
    if refused is not None:
        sentence = OVER_PERSON if refused.per == "person" else OVER_EVENT
        form.add("payer", sentence, limit=format_money(refused.limit), asked=format_money(refused.asked))
    return refused is None


async def completed(wanted: Wanted, event: Event, handed: Handed, by_company: bool, now: datetime) -> Wanted:
    """The wish with its answers and, when somebody must answer first, with its date."""
    dated = opening.dated(wanted, event, now, company_pays=by_company)
    return replace(dated, answers=await handed.kept(now))


async def drop_files(wanted: Wanted) -> None:
    """For a registration that did not come about."""
    await answers.drop_files([each.file_id for each in wanted.answers if each.file_id is not None])


def _selectors(other: Question, facts: frozenset[str]) -> list[str]:
    """CSS that matches while the answer is one of these; only for kinds that are marked, not typed."""
    if len(KINDS[other.kind].possible(other)) == 1 and other.kind != "consent":
        return []
    name = answers.field_name(other.key)
    made = []
    for fact in sorted(facts):
        if fact == "answered":
            made += [f'[name="{name}"]:checked', f'[name="{name}"] option:checked:not([value=""])']
        else:
            made += [f'[name="{name}"][value="{fact}"]:checked', f'[name="{name}"] option[value="{fact}"]:checked']
    return made
