"""The documents say what the code does: their examples are run, and what they must name is read from the code."""

import io
import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from events_app import __version__, app, cli
from events_app.accounts import links as sign_in_links
from events_app.accounts import queries as sessions
from events_app.checkin import api as door_api
from events_app.checkin import services as enrolment
from events_app.commands.compute import ENGINES
from events_app.core import forms, jobs_queue, jobs_worker, mail
from events_app.core.access import Access
from events_app.core.pages import ApiPage
from events_app.core.settings import load_settings
from events_app.core.states import Moves
from events_app.core.tables import JOB_MOVES, MAIL_MOVES
from events_app.desk.models import REQUEST_MOVES
from events_app.events import states as event_states
from events_app.events.models import Event, TicketType
from events_app.fiscal import kinds as invoices
from events_app.golf import kinds as golf
from events_app.payments import webhooks
from events_app.payments.engine import moves as money_moves
from events_app.payments.engine import states as money
from events_app.payments.engine.slips import SLIP_MOVES
from events_app.registration import models as registration
from events_app.registration import proofs
from events_app.registration.engine import capacity, offer_hours
from events_app.registration.group_records import GROUP_MOVES, SHEET_MOVES
from events_app.registration.question_records import ANSWERED_MOVES
from events_app.registration.waiting_records import WAIT_MOVES
from events_app.tournaments.kinds import TEAM_MOVES
from scholarships.applications import states as applications
from scholarships.awards import grants
from scholarships.awards import models as committee
from scholarships.calls import models as calls
from scholarships.privacy import models as privacy
from scholarships.privacy import retention
from scholarships.review import models as reading
from scholarships.review import readings

ROOT = Path(__file__).parents[3]
CONTRACT = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
ENGINES_PAGE = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
_QUOTED = re.compile(r"`([^`]+)`")

MACHINES: dict[str, Moves[Any]] = {
    "Registration": registration.MOVES,
    "Group": GROUP_MOVES,
    "Company list": SHEET_MOVES,
    "Coordinator request": REQUEST_MOVES,
    "Approval, and a company's answer": ANSWERED_MOVES,
    "Place on the waiting list": WAIT_MOVES,
    "Golf": golf.MOVES,
    "Team": TEAM_MOVES,
    "Order": Moves(money_moves.ORDER_MOVES),
    "Checkout attempt": Moves(money_moves.ATTEMPT_MOVES),
    "Voucher": Moves(SLIP_MOVES),
    "Payment": Moves(money_moves.PAYMENT_MOVES),
    "Refund": Moves(money_moves.REFUND_MOVES),
    "Office payment": Moves(money_moves.OFFICE_MOVES),
    "Invoice": invoices.MOVES,
    "Event": event_states.MOVES,
    "Scholarship call": calls.MOVES,
    "Scholarship application": applications.MOVES,
    "Scholarship reader": reading.REVIEWER_MOVES,
    "Scholarship round": readings.ROUND_MOVES,
    "Scholarship reading": readings.ASSIGNMENT_MOVES,
    "Scholarship meeting": committee.MEETING_MOVES,
    "Scholarship motion": committee.MOTION_MOVES,
    "Scholarship award": grants.AWARD_MOVES,
    "Scholarship instalment": grants.INSTALMENT_MOVES,
    "Scholarship renewal": grants.RENEWAL_MOVES,
    "Scholarship appeal": grants.APPEAL_MOVES,
    "Data request": privacy.ARCO_MOVES,
    "Job": JOB_MOVES,
    "Mail": MAIL_MOVES,
}
LIMITS = {
    "hold": capacity.CARD_HOLD,
    "offer": offer_hours.LENGTH,
    "answer": timedelta(days=Event().company_answer_days),
    "pay-within": timedelta(days=TicketType().pay_within_days),
    "order": money.CARD_HOLD,
    "checkout": money.CHECKOUT_LIFE,
    "webhook": webhooks.TOLERANCE,
    "sign-in": sign_in_links.LIFETIME,
    "idle": sessions.IDLE,
    "session": sessions.ABSOLUTE,
    "proof": proofs.LIFE,
    "enrolment": enrolment.LINK_LASTS,
    "lease": jobs_queue.LEASE,
    "first-wait": jobs_worker.FIRST_WAIT,
    "longest-wait": jobs_worker.LONGEST_WAIT,
    "doubt": mail.UNFINISHED_AFTER,
} | {kind.key: kind.kept for kind in retention.KINDS}
UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "days": "days"}


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after the fence, and what it holds."""

    words: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Example:
    engine: str
    asked: str
    answered: Block


def blocks(page: str) -> list[Block]:
    return [Block(tuple(words.split()), text) for words, text in _FENCE.findall(page)]


def examples() -> Iterator[Example]:
    """Each question of docs/engines.md with the block right after it."""
    every = blocks(ENGINES_PAGE)
    for number, block in enumerate(every):
        if block.words[1:2] == ("input",):
            yield Example(block.words[2], block.text, every[number + 1])


def section(page: str, title: str) -> str:
    """What stands under a heading, up to the next one."""
    places = [(found.group(1), found.start(), found.end()) for found in _HEADING.finditer(page)]
    [number] = [number for number, (name, _, _) in enumerate(places) if name == title]
    end = places[number + 1][1] if number + 1 < len(places) else len(page)
    return page[places[number][2] : end]


def rows(page: str, title: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    table = re.search(r"(?:^\|.*\n)+", section(page, title), re.MULTILINE)
    lines = table.group().splitlines()[2:] if table else []
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def names(cell: str) -> set[str]:
    return set(_QUOTED.findall(cell))


@pytest.mark.parametrize("example", list(examples()), ids=lambda each: each.engine)
def test_every_example_of_an_engine_gives_what_is_printed_below_it(
    example: Example, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(example.asked.encode())))

    code = cli.main(["compute", example.engine])

    said = capsys.readouterr()
    if example.answered.words == ("text", "refused"):
        assert (code, said.out, said.err) == (2, "", example.answered.text)
    else:
        assert example.answered.words == ("json", "output")
        assert (code, said.err, json.loads(said.out)) == (0, "", json.loads(example.answered.text))
        assert len(said.out.splitlines()) == 1


def test_every_engine_has_a_chapter_with_an_answer_and_a_refusal() -> None:
    shown = {(example.engine, example.answered.words[-1]) for example in examples()}

    assert shown == {(engine, kind) for engine in ENGINES for kind in ("output", "refused")}
    assert {name for name in _HEADING.findall(ENGINES_PAGE) if name in ENGINES} == set(ENGINES)


def options(parser: ArgumentParser) -> set[str]:
    """A command's options, and those of the commands inside it."""
    inner = [each for action in parser._actions if isinstance(action.choices, dict) for each in action.choices.values()]
    own = {each for action in parser._actions for each in action.option_strings}
    return own.union(*(options(each) for each in inner)) - {"-h", "--help"}


def test_every_command_and_each_of_its_options_stands_in_the_contract() -> None:
    [choices] = [action.choices for action in cli._parser()._actions if isinstance(action.choices, dict)]
    known = {name: options(parser) for name, parser in choices.items()}

    told = {row[0].strip("`").split()[0]: set(re.findall(r"--[a-z-]+", row[0])) for row in rows(CONTRACT, "Commands")}

    assert told == known | {"prepare": set()}


class Asked(dict[str, str]):
    """An environment that remembers which names it was asked for."""

    def __init__(self) -> None:
        super().__init__(
            ENV="production", BASE_URL="https://convoca.test", SECRET_KEY="k" * 40, SMTP_URL="smtp://mail.test",
            STRIPE_SECRET_KEY="sk_live_x", STRIPE_WEBHOOK_SECRET="whsec_x",
        )  # fmt: skip
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def test_every_variable_that_the_settings_read_stands_in_the_contract_and_no_other() -> None:
    environment = Asked()

    load_settings(environment)

    assert {name for row in rows(CONTRACT, "Environment") for name in names(row[0])} == environment.names


def test_every_invariant_stands_in_the_contract_in_its_own_words() -> None:
    known = [[each.id, each.title, each.advice] for each in app.invariants()]

    told = rows(CONTRACT, "Invariants")

    assert told == sorted(known)


def test_every_page_for_programs_stands_in_the_contract() -> None:
    machines = ("/healthz", "/readyz", "/version", "/metrics", "/openapi.json")
    known = {
        f"{method} {page.path}"
        for page in app.pages()
        if page.is_api or page.path in machines or page.access is Access.SIGNED
        for method in page.methods
    }

    told = {name for row in rows(CONTRACT, "Addresses for programs") for name in names(row[0])}

    assert told == known


@pytest.mark.parametrize("title", MACHINES)
def test_every_state_moves_in_the_contract_as_in_the_code(title: str) -> None:
    moves = MACHINES[title]
    [statuses] = {type(status) for status in moves.table}

    told = {row[0].strip("`"): names(row[1]) for row in rows(CONTRACT, title)}

    assert told == {str(status): {str(each) for each in moves.table.get(status, ())} for status in statuses}


def test_every_time_limit_in_the_contract_is_the_codes() -> None:
    told = {row[0].strip("`"): row[1].split() for row in rows(CONTRACT, "Time limits")}

    assert {name: timedelta(**{UNITS[unit]: int(number)}) for name, (number, unit) in told.items()} == LIMITS


def test_every_size_limit_in_the_contract_is_the_codes() -> None:
    told = {row[0].strip("`"): int(row[1].replace(",", "")) for row in rows(CONTRACT, "Sizes")}

    assert told == {"body": forms.MOST_BYTES, "upload": forms.MOST_UPLOAD_BYTES, "scans": door_api.MOST_SCANS}


def models() -> dict[str, type[BaseModel]]:
    """The models of every page of the JSON API, by name."""
    pages = [page for page in app.pages() if isinstance(page, ApiPage)]
    asked = [model for page in pages for model in (page.request_model, page.response_model) if model is not None]
    return {model.__name__: model for model in asked}


def test_every_model_of_the_api_has_an_example_in_the_contract_and_each_is_whole() -> None:
    shown = [
        (block.words[1], json.loads(block.text))
        for block in blocks(CONTRACT)
        if block.words[1:] and block.words[0] == "json"
    ]

    assert {name for name, _ in shown} == set(models())
    for name, example in shown:
        read = models()[name].model_validate(example)
        whole = name.endswith(("Out", "List"))
        assert read.model_dump(mode="json", exclude_unset=not whole) == example, name


def test_the_changelog_tells_of_this_version() -> None:
    assert re.search(rf"^## \[{re.escape(__version__)}\] - (unreleased|\d{{4}}-\d\d-\d\d)$", CHANGELOG, re.MULTILINE)
