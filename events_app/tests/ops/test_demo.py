"""The demonstration: whole, healthy, the same for the same seed, and every stage of a scholarship to be seen in it."""

from events_app.app import invariants
from events_app.core import clock
from events_app.core.doctor import examine
from events_app.demo import build
from events_app.desk.models import CoordinatorRequest
from events_app.payments.models import Order
from events_app.payments.vouchers import Voucher
from events_app.registration.engine.questions import KINDS
from events_app.registration.group_records import SheetUpload
from events_app.registration.models import Registration
from events_app.registration.question_records import Approval, CompanyRequest, Question
from events_app.registration.waiting_records import SeatOffer
from events_app.tests.support.browser import TestClient
from scholarships.applications.models import Application
from scholarships.calls.models import Call
from scholarships.fund.models import FundSource
from scholarships.review.models import Reviewer
from scholarships.review.readings import Assignment

STAGES = {
    "draft", "submitted", "correction", "under_review", "award_paid", "award_accepted", "award_declined", "waiting",
}  # fmt: skip
PUBLIC = ("scholarships", "call_open", "call_apply", "call_review", "call_results", "call_figures", "fund_thanks")


async def test_the_demonstration_shows_every_stage_of_a_scholarship_and_breaks_no_promise(
    client: TestClient, db: str
) -> None:
    built = await build(seed=4, scale=1)

    calls = {each.status.value: each for each in await Call.all()}
    review = calls["reviewing"]
    assert set(calls) == {"finished", "reviewing", "open"}
    assert await Application.filter(call_id=review.id).count() == 60
    assert await Reviewer.filter(call_id=review.id, status="active").count() == 10
    assert {each.status.value for each in await Assignment.filter(round__call_id=review.id)} == {
        "assigned",
        "started",
        "done",
        "returned",
    }
    assert {each.currency for each in await FundSource.all()} == {"MXN", "USD"}
    assert {each["stage"] for each in built["families"]} == STAGES
    assert sum(each["role"] == "reviewer" for each in built["accounts"]) == 9
    assert {each.status.value for each in await Voucher.all()} == {"open"}
    assert {each.method.value for each in await Voucher.all()} == {"oxxo", "spei"}
    assert await Order.filter(status="partly_paid", reference__startswith="group:").count() == 1
    assert await SheetUpload.filter(status="review").count() == 1
    assert await SeatOffer.filter(status="open").count() == 1
    assert await CompanyRequest.filter(status="waiting").count() == 4
    assert await Approval.filter(status="waiting").count() == 6
    assert {each.kind for each in await Question.all()} == set(KINDS) - {"long_text"}
    assert await Registration.filter(event__code="TUC", status="held", order__status="pending").count() == 1
    assert await CoordinatorRequest.filter(status="waiting").count() == 1
    assert [each["email"] for each in built["desks"]] == [
        "coordinator1@convoca.example",
        "coordinator2@convoca.example",
    ]
    for path in [*(built["paths"][name] for name in PUBLIC), *(each["path"] for each in built["families"])]:
        assert (await client.get(path)).status_code == 200, path
    assert (await examine(db, invariants(), now=clock.now())).violations == ()
