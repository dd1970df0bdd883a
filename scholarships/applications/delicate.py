"""What a family tells that the database may not read: the CURP and the answers about need, sealed and unsealed."""

import json
from collections.abc import Mapping

from events_app.core import sealed, tokens
from events_app.core.money import Money
from scholarships.applications.models import Application
from scholarships.calls.rules import Rules
from scholarships.engine.need import band


def child_key(curp: str) -> str:
    """The same for the same child, and nothing that anyone without SECRET_KEY could guess back."""
    return tokens.keyed_digest(curp, "scholarship-child")


def seal_curp(application_id: int, curp: str) -> str:
    return sealed.seal(curp, place=f"application:{application_id}:curp")


def curp_of(application: Application) -> str:
    """ "" while it is not known."""
    place = f"application:{application.id}:curp"
    return sealed.unseal(application.curp_sealed, place=place) if application.curp_sealed else ""


def seal_need(application_id: int, answers: Mapping[str, str]) -> str:
    return sealed.seal(json.dumps(dict(answers), ensure_ascii=False), place=f"application:{application_id}:need")


def need_of(application: Application) -> dict[str, str]:
    """The answers by question; amounts are text such as "12000.00"."""
    if not application.need_sealed:
        return {}
    found = json.loads(sealed.unseal(application.need_sealed, place=f"application:{application.id}:need"))
    return {str(key): str(value) for key, value in found.items()}


def need_band(application: Application, rules: Rules) -> int:
    """How pressing the need is by the call's bands; 0 when income or people were not told."""
    answers = need_of(application)
    income, people = answers.get("income"), answers.get("people")
    if not income or not people or not people.isdigit() or int(people) < 1:
        return 0
    return band(Money.of(income).amount, int(people), rules.need_bands)
