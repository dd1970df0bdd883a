"""Money as the office sees it: orders, what happened to each, refunds and the dated taxes."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import now
from events_app.core.errors import NotFound
from events_app.core.forms import blank, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.payments import office_codes, office_money, office_orders, office_refunds, queries, tasks, tax_rules
from events_app.payments.forms import TaskForm, TaxRuleForm
from events_app.payments.words import BECAUSE, STATUSES, TASKS, VERBS

# More than any order costs; a larger number is no amount of ours.
MOST_SOUGHT = 10**15


async def orders(request: Request) -> Response:
    """Every order, newest first, and what needs a person."""
    text = request.query_params.get("q", "")[:120].strip()
    status = request.query_params.get("status", "")
    waiting = await queries.open_tasks()
    found = await paginate(queries.orders_matching(text, status, _amount(text)), request)
    return page(
        request,
        found=found,
        q=text,
        chosen=status,
        counts=await queries.counts_by_status(),
        tasks=waiting,
        statuses=STATUSES,
        all_statuses=[(key, _(word)) for key, (word, _tone) in STATUSES.items()],
        task_words=TASKS,
        verbs={task.id: tasks.verbs(task) for task in waiting},
        verb_words=VERBS,
        because_words=BECAUSE,
        disputes=await queries.disputes_by_task(waiting),
        to_approve=await queries.count_to_approve(),
        form=blank(TaskForm),
    )


async def taxes(request: Request) -> Response:
    """The dated rates of tax; a new one is added, an old one is never rewritten."""
    filled = blank(TaxRuleForm)
    if request.method == "POST":
        if not actor(request).is_office:
            raise NotFound()
        filled = await fill(request, TaxRuleForm)
        if filled.ok and await tax_rules.add_tax_rule(filled.checked, actor=actor(request).label, now=now()):
            answer = redirect(request, "payments.taxes")
            flash(answer, _("Tasa registrada."))
            return answer
        if filled.ok:
            filled.add("valid_from", N_("Ya hay una tasa de esta clave que empieza ese día."))
    rules = await queries.tax_rules()
    return page(request, status=422 if filled.errors else 200, rules=rules, form=filled)


def _amount(text: str) -> Money | None:
    """A search such as "$1,080.00" is for an amount."""
    bare = text.replace("$", "").replace(",", "").strip()
    if not text.startswith("$") and "." not in bare:
        return None
    try:
        found = Money.of(bare)
    except ValueError:
        return None
    return found if abs(found.amount) < MOST_SOUGHT else None


ROUTES = (
    Page("/oficina/dinero", orders, access=Access.FINANCE),
    Page("/oficina/dinero/impuestos", taxes, access=Access.FINANCE, methods=("GET", "POST")),
    *office_codes.ROUTES,
    *office_money.ROUTES,
    *office_orders.ROUTES,
    *office_refunds.ROUTES,
)
