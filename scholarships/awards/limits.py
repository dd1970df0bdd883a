"""What every award after the meeting must still fit into: the call's budget and its quotas as the list froze them."""

from events_app.core.formats import format_money
from events_app.core.money import Money
from scholarships.awards import publishing
from scholarships.awards.errors import QuotaFull
from scholarships.awards.grants import STANDING, Award
from scholarships.awards.models import Decision, Ranking
from scholarships.awards.words import rule_name
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import rules_of
from scholarships.fund.errors import FundTooSmall


async def check(call: Call, decision: Decision) -> None:
    """Raises FundTooSmall or QuotaFull with the rule; `decision` with its application, and the call locked."""
    standing = await Award.filter(call_id=call.id, status__in=STANDING).select_related("application")
    missing = sum(each.amount for each in standing) + publishing.amount_of(call, decision) - call.budget
    if call.status is not CallStatus.PUBLISHED or missing > 0:
        raise FundTooSmall(missing=format_money(Money(max(0, missing), call.currency)))
    ranking = await Ranking.get(id=decision.ranking_id)
    question = ranking.inputs["award"]
    attributes = {each["id"]: each for each in question["applications"]}
    for rule in question["rules"]:
        key, value, most = rule["attribute"], rule["value"], rule.get("max")
        held = sum(attributes[each.application.folio][key] == value for each in standing)
        if most is not None and attributes[decision.application.folio][key] == value and held >= most:
            raise QuotaFull(rule=rule_name(rule, rules_of(call)))
