"""Transfers of a company reach one order each, however Stripe shared them out among its payments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.payments.engine.cash_balance import Balance, CashMove, Funding, Moved, read_moves
from events_app.payments.engine.slips import SLIP_MOVES, slip_state
from events_app.payments.engine.states import VoucherStatus
from events_app.payments.engine.whose import AS_SHARED, UNDECIDED, Waiting, whose

IN, OUT, BACK = "funded", "applied_to_payment", "unapplied_from_payment"


def test_a_short_transfer_and_the_rest_both_belong_to_their_order() -> None:
    moves = [CashMove("f1", IN, 102_000), CashMove("a1", OUT, -102_000, 7), CashMove("f2", IN, 7_500)]

    found = read_moves([*moves, CashMove("a2", OUT, -6_000, 7)], {})

    assert found == Balance((Funding("f1", 102_000, 7), Funding("f2", 7_500, 7)), (), left=1_500)


def test_one_transfer_for_two_orders_is_booked_on_the_first_and_used_by_the_second() -> None:
    moves = [CashMove("f1", IN, 158_000), CashMove("a1", OUT, -108_000, 7), CashMove("a2", OUT, -50_000, 8)]

    assert read_moves(moves, {}) == Balance((Funding("f1", 158_000, 7),), (Moved("a2", 50_000, 8),), left=0)


ANA, LUIS, EVA = Waiting(7, 1_080, "ana"), Waiting(8, 540, "luis"), Waiting(9, 1_080, "eva")


@pytest.mark.parametrize(
    ("amount", "waiting", "expected"),
    [
        (1_020, [ANA], 7),
        (540, [ANA, LUIS], 8),
        (1_080, [ANA, LUIS, EVA], UNDECIDED),
        (1_020, [ANA, LUIS], UNDECIDED),
        (1_620, [ANA, LUIS], AS_SHARED),
        (1_080, [ANA, Waiting(10, 1_080, "ana"), LUIS], 7),
        (1_020, [ANA, Waiting(10, 900, "ana")], AS_SHARED),
        (1_080, [], AS_SHARED),
    ],
)  # fmt: skip
def test_a_transfer_without_a_name_pays_what_it_fits_and_else_a_person_says_whose_it_is(
    amount: int, waiting: list[Waiting], expected: int
) -> None:
    assert whose(amount, waiting) == expected


def test_what_nobody_has_decided_yet_is_booked_nowhere_and_used_by_nobody() -> None:
    moves = [CashMove("f1", IN, 500), CashMove("a1", OUT, -500, 8)]

    assert read_moves(moves, {"f1": UNDECIDED}) == Balance((Funding("f1", 500, UNDECIDED),), (), left=0)


def test_money_of_a_cancelled_payment_is_used_and_not_new() -> None:
    moves = [
        CashMove("f1", IN, 1_020),
        CashMove("a1", OUT, -1_020, 7),
        CashMove("u1", BACK, 1_020, 7),
        CashMove("f2", IN, 500),
        CashMove("a2", OUT, -1_200, 8),
    ]

    found = read_moves(moves, {"f1": 7})

    assert found == Balance((Funding("f1", 1_020, 7), Funding("f2", 500, 8)), (Moved("a2", 1_020, 8),), left=320)


def test_what_was_booked_by_its_reference_before_stripe_moved_it_stays_there() -> None:
    early = read_moves([CashMove("f1", IN, 500)], {})

    late = read_moves([CashMove("f1", IN, 500), CashMove("a1", OUT, -500, 8)], {"f1": 7})

    assert early == Balance((Funding("f1", 500, 0),), (), left=500)
    assert late == Balance((Funding("f1", 500, 7),), (Moved("a1", 500, 8),), left=0)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["fund", "apply", "cancel", "return"]), st.integers(1, 500), st.integers(1, 4)),
        max_size=40,
    )
)
def test_every_centavo_is_booked_once_whatever_happens_afterwards(acts: list[tuple[str, int, int]]) -> None:
    moves: list[CashMove] = []
    given_to = dict.fromkeys(range(1, 5), 0)
    for act, most, order in acts:
        balance = sum(move.net for move in moves)
        name = str(len(moves))
        if act == "fund":
            moves.append(CashMove(name, IN, most))
        elif act == "apply":
            moves.append(CashMove(name, OUT, -min(most, balance), order))
            given_to[order] += min(most, balance)
        elif act == "cancel":
            moves.append(CashMove(name, BACK, given_to[order], order))
            given_to[order] = 0
        else:
            moves.append(CashMove(name, "return_initiated", -min(most, balance)))

    found = read_moves(moves, {})

    assert [(each.id, each.amount) for each in found.fundings] == [(m.id, m.net) for m in moves if m.kind == IN]
    assert found.left == sum(move.net for move in moves)
    assert all(each.amount <= -next(m.net for m in moves if m.id == each.id) for each in found.moved)
    again = {each.id: each.order for each in found.fundings if each.order}
    assert read_moves(moves, again) == found


@given(st.permutations([VoucherStatus.CALLING, VoucherStatus.OPEN, VoucherStatus.EXPIRED, VoucherStatus.PAID]))
def test_a_slip_moves_along_its_table_in_whatever_order_it_is_told(told: list[VoucherStatus]) -> None:
    stands = VoucherStatus.CALLING

    for seen in told:
        after = slip_state([stands, seen])
        assert after is stands or after in SLIP_MOVES[stands]
        stands = after

    assert stands is VoucherStatus.PAID
