"""Whatever comes in, goes back, bounces, is disputed or put to use: the books balance and agree with the facts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.money import Money
from events_app.payments.engine import ledger
from events_app.payments.engine.ledger import Account, Books, Entry, Movement, MovementKind
from events_app.payments.engine.moves import ORDER_MOVES
from events_app.payments.engine.states import Fact, FactKind, OrderState, OrderStatus, order_state, seat_facts
from events_app.payments.settlement import WAITING

NET, TAX = Money(100_000), Money(8_000)
TOTAL = (NET + TAX).amount
AMOUNTS = st.one_of(st.sampled_from([TOTAL, TOTAL - 6_000, 6_000, 1, TOTAL + 1, 2 * TOTAL]), st.integers(1, 2 * TOTAL))


@dataclass
class Kept:
    """One order in memory: its facts, its entries, and the statuses it went through."""

    facts: list[Fact] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    went: list[OrderStatus] = field(default_factory=lambda: [OrderStatus.PENDING])
    refunds: list[int] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    outside: int = 0

    def tell(self, kind: FactKind, amount: int = 0) -> None:
        self.facts.append(Fact(f"{kind}:{len(self.facts)}", kind, amount))

    def book(self, *movements: Movement) -> None:
        for movement in movements:
            assert not any(ledger.balance(movement.entries).values())
            self.entries += movement.entries

    @property
    def state(self) -> OrderState:
        return order_state(self.facts, TOTAL)

    @property
    def books(self) -> Books:
        sums = Counter[Account]()
        for entry in self.entries:
            sums[entry.account] += entry.amount.amount
        tax = -sums[Account.TAX_PAYABLE]
        return Books("MXN", -sums[Account.CUSTOMER_CREDIT], tax - sums[Account.INCOME], tax, sums[Account.LOSSES])

    def settle(self) -> None:
        self.went.append(self.state.status)


def pay(order: Kept, amount: int, seat: bool) -> None:
    state = order.state
    complete = state.status in WAITING and state.meant + amount >= TOTAL
    order.tell(FactKind.PAID, amount)
    for fact in seat_facts(state, seated=seat) if complete else ():
        order.tell(fact)
    order.book(*ledger.arrival(order.books, NET, TAX, Money(amount), Account.STRIPE, seated=complete and seat))
    order.payments.append(amount)
    order.outside += amount


def refund(order: Kept, amount: int, seat: bool) -> None:
    amount = min(amount, order.state.kept)
    if amount <= 0:
        return
    order.tell(FactKind.REFUNDED, amount)
    order.book(ledger.way_back(order.books, Money(amount), Account.BANK))
    order.refunds.append(amount)
    order.outside -= amount
    _let_go(order)


def bounce(order: Kept, amount: int, seat: bool) -> None:
    if not order.refunds:
        return
    amount = order.refunds.pop()
    order.tell(FactKind.REFUND_BOUNCED, amount)
    seated = order.state.status is OrderStatus.PAID
    order.book(ledger.came_back(order.books, NET, TAX, Money(amount), Account.BANK, seated=seated))
    order.outside += amount


def lose_dispute(order: Kept, amount: int, seat: bool) -> None:
    """The bank takes a whole payment, also one that was refunded already."""
    if not order.payments:
        return
    amount = order.payments.pop()
    order.tell(FactKind.DISPUTE_LOST, amount)
    order.book(ledger.way_back(order.books, Money(amount), Account.STRIPE, MovementKind.DISPUTE_LOST))
    order.outside -= amount
    if order.went[-1] is OrderStatus.PARTLY_PAID:
        _let_go(order)


def give_seat(order: Kept, amount: int, seat: bool) -> None:
    if order.state.status is OrderStatus.PAID_NO_SEAT and seat and order.state.meant >= TOTAL:
        order.tell(FactKind.SEAT_GIVEN)
        order.book(*ledger.delivery(order.books, NET, TAX))


def keep(order: Kept, amount: int, seat: bool) -> None:
    if order.state.status is OrderStatus.PAID_NO_SEAT:
        order.tell(FactKind.CREDIT_KEPT, order.state.kept)


def credit_sale(order: Kept, amount: int, seat: bool) -> None:
    amount = min(amount, order.books.sold)
    if order.state.status is OrderStatus.PAID and amount > 0:
        order.tell(FactKind.SALE_CREDITED, amount)
        order.book(ledger.sale_credited(order.books, Money(amount)))
        _let_go(order)


def use_elsewhere(order: Kept, amount: int, seat: bool) -> None:
    books = order.books
    amount = min(amount, books.held, books.held + books.sold - books.lost)
    if order.state.status in (OrderStatus.PENDING, OrderStatus.PARTLY_PAID, OrderStatus.PAID_NO_SEAT) or amount <= 0:
        return
    order.tell(FactKind.CREDIT_MOVED, amount)
    order.book(ledger.credit_moved(Money(amount)))
    order.outside -= amount


def return_from_elsewhere(order: Kept, amount: int, seat: bool) -> None:
    amount = min(amount, order.state.moved)
    if amount > 0:
        order.tell(FactKind.CREDIT_RETURNED, amount)
        order.book(ledger.credit_returned(Money(amount)))
        order.outside += amount


def release(order: Kept, amount: int, seat: bool) -> None:
    if order.state.status in (OrderStatus.PENDING, OrderStatus.PARTLY_PAID):
        order.tell(FactKind.RELEASED)


def _let_go(order: Kept) -> None:
    before = order.went[-1]
    if before is OrderStatus.PAID and order.books.sold <= 0:
        order.tell(FactKind.SEAT_RETURNED)
    elif before is OrderStatus.PARTLY_PAID and order.state.kept <= 0:
        order.tell(FactKind.RELEASED)


ACTS: tuple[Callable[[Kept, int, bool], None], ...] = (
    pay,
    refund,
    bounce,
    lose_dispute,
    give_seat,
    keep,
    credit_sale,
    use_elsewhere,
    return_from_elsewhere,
    release,
)
LIVES = st.lists(st.tuples(st.sampled_from((pay, *ACTS)), AMOUNTS, st.booleans()), min_size=2, max_size=14)


def live(acts: list[tuple[Callable[[Kept, int, bool], None], int, bool]]) -> Kept:
    order = Kept()
    for act, amount, seat in acts:
        act(order, amount, seat)
        order.settle()
    return order


@given(LIVES)
@settings(max_examples=500, deadline=None)
def test_the_books_of_any_life_of_an_order_balance_and_agree_with_its_facts(
    acts: list[tuple[Callable[[Kept, int, bool], None], int, bool]],
) -> None:
    order = live(acts)

    books, state = order.books, order.state
    assert not any(ledger.balance(order.entries).values())
    assert state.kept == order.outside == books.held + books.sold - books.lost
    assert (books.held >= 0, books.sold >= 0, books.lost >= 0) == (True, True, True)
    assert 0 <= books.tax <= TAX.amount
    assert books.sold <= TOTAL


@given(LIVES)
@settings(max_examples=200, deadline=None)
def test_an_order_only_moves_as_its_table_of_moves_allows(
    acts: list[tuple[Callable[[Kept, int, bool], None], int, bool]],
) -> None:
    order = live(acts)

    steps = {(old, new) for old, new in zip(order.went, order.went[1:], strict=False) if old != new}

    assert {(old, new) for old, new in steps if new not in ORDER_MOVES[old]} == set()


@given(LIVES, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_state_does_not_depend_on_how_often_or_in_which_order_facts_are_told(
    acts: list[tuple[Callable[[Kept, int, bool], None], int, bool]], chance: Random
) -> None:
    told = live(acts).facts

    again = told + chance.sample(told, chance.randint(0, len(told)))
    chance.shuffle(again)

    assert order_state(again, TOTAL) == order_state(told, TOTAL)


@given(LIVES)
@settings(max_examples=100, deadline=None)
def test_an_order_counts_as_paid_only_when_a_seat_was_given_and_money_is_kept(
    acts: list[tuple[Callable[[Kept, int, bool], None], int, bool]],
) -> None:
    order = live(acts)

    state = order.state
    if state.status is OrderStatus.PAID:
        assert state.kept > 0
        assert order.books.sold > 0 or order.books.lost > 0
        assert state.received >= TOTAL
    if state.status in (OrderStatus.PENDING, OrderStatus.PARTLY_PAID):
        assert state.meant < TOTAL


def test_a_bounced_refund_first_makes_good_what_a_dispute_lost() -> None:
    twice_gone: list[tuple[Callable[[Kept, int, bool], None], int, bool]] = [
        (pay, TOTAL, True),
        (refund, TOTAL, True),
        (lose_dispute, 1, True),
    ]

    lost = live(twice_gone).books.lost
    after = live([*twice_gone, (bounce, 1, True)])

    assert lost == TOTAL
    assert after.books == Books("MXN")
    assert after.state.kept == 0
