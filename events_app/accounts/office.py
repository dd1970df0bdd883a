"""The office's pages about users: finding and inviting them, giving and ending roles, closing accounts."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from events_app.accounts import queries, roles
from events_app.accounts.forms import Invitation, NewRole
from events_app.accounts.permissions import ROLE_SCOPES, ROLE_TITLES, can_close_account, can_give, roles_to_give
from events_app.accounts.queries import LARGEST_ID, today
from events_app.accounts.roles import Term
from events_app.accounts.scopes import kind_of, scope_groups, scope_namer, scopes_in
from events_app.core.access import Access, Role
from events_app.core.database import tx
from events_app.core.errors import AlreadyInvited, Conflict, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.idempotency import Outcome, once
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate

NEEDS_SCOPE = N_("«%(role)s» es para algo en particular: elige para qué.")
TOO_NARROW = N_("«%(role)s» no se puede limitar a eso.")
STATES = {"": True, "desactivadas": False, "todas": None}


async def users(request: Request) -> Response:
    """Everybody with an account, by name; the typed words find without accents."""
    asked = request.query_params
    text, role = asked.get("q", "")[:120].replace("\x00", ""), _role(asked.get("papel", ""))
    state = asked.get("estado", "") if asked.get("estado", "") in STATES else ""
    day = today(request.state.now)
    found = await paginate(queries.users(text, role=role, active=STATES[state], day=day), request)
    ids = [user.id for user in found.items]
    return page(
        request,
        slice=found,
        q=text,
        role=role,
        state=state,
        roles=await queries.roles_by_user(ids, day),
        seen=await queries.last_seen_by_user(ids),
        role_titles=ROLE_TITLES,
        scope_name=scope_namer(await scope_groups()),
    )


async def new_user(request: Request) -> Response:
    """Invites somebody, with one or more roles from the beginning."""
    day = today(request.state.now)
    if request.method != "POST":
        return await _invitation(request, blank(Invitation, starts_on=day.isoformat(), locale="es-MX"))
    form = await fill(request, Invitation)
    terms = await _terms(form, day)
    if not form.ok:
        return await _invitation(request, form, status=422)
    try:
        outcome = await tx(_invite_once, request, form, terms)
    except Conflict as conflict:
        form.add("email" if isinstance(conflict, AlreadyInvited) else "roles", conflict.message, **conflict.params)
        return await _invitation(request, form, status=conflict.status)
    answer = redirect(request, "accounts.user", id=outcome.result["user"])
    return flash(answer, _("Invitamos a %(name)s por correo.", name=form.checked.name))


async def user(request: Request) -> Response:
    return await _user_page(request, blank(NewRole, starts_on=today(request.state.now).isoformat()))


async def grant_role(request: Request) -> Response:
    form, day = await fill(request, NewRole), today(request.state.now)
    if form.ok:
        wished = form.checked
        term = Term(wished.role, wished.scope, wished.first_day(day), wished.ends_on)
        await _check_scope(form, term)
        if form.ok:
            try:
                await tx(_grant_once, request, form, term)
                return flash(redirect(request, "accounts.user", id=_user_id(request)), _("Le dimos el papel."))
            except Conflict as conflict:
                form.add("role", conflict.message, **conflict.params)
    return await _user_page(request, form, status=422)


async def end_role(request: Request) -> Response:
    await roles.end_role(_user_id(request), request.path_params["grant"], by=actor(request), now=request.state.now)
    return flash(redirect(request, "accounts.user", id=_user_id(request)), _("Terminamos ese papel."))


async def deactivate(request: Request) -> Response:
    await roles.deactivate(_user_id(request), by=actor(request), now=request.state.now)
    return flash(
        redirect(request, "accounts.user", id=_user_id(request)), _("Desactivamos la cuenta y cerramos sus sesiones.")
    )


async def reactivate(request: Request) -> Response:
    await roles.reactivate(_user_id(request), by=actor(request), now=request.state.now)
    return flash(redirect(request, "accounts.user", id=_user_id(request)), _("La cuenta está activa otra vez."))


async def _invite_once(request: Request, form: Filled[Invitation], terms: list[Term]) -> Outcome:
    wished, who = form.checked, actor(request)

    async def effect() -> dict[str, int]:
        made = await roles.invite_user(
            email=wished.email, name=wished.name, locale=wished.locale, terms=terms, by=who, now=request.state.now
        )
        return {"user": made}

    return await once(form.idempotency_key, actor=who.label, path=request.url.path, body=form.typed, effect=effect)


async def _grant_once(request: Request, form: Filled[NewRole], term: Term) -> Outcome:
    who = actor(request)

    async def effect() -> dict[str, int]:
        return {"grant": await roles.grant_role(_user_id(request), term, by=who, now=request.state.now)}

    return await once(form.idempotency_key, actor=who.label, path=request.url.path, body=form.typed, effect=effect)


async def _terms(form: Filled[Invitation], day: date) -> list[Term]:
    """A term for each ticked role; the scope goes to those that take one, mistakes go beside their field."""
    if form.value is None:
        return []
    wished, terms = form.value, []
    for role in dict.fromkeys(wished.roles):
        scope = wished.scope if kind_of(wished.scope) in ROLE_SCOPES[role] or "" not in ROLE_SCOPES[role] else ""
        term = Term(role, scope, wished.first_day(day), wished.ends_on)
        await _check_scope(form, term)
        terms.append(term)
    return terms


async def _check_scope(form: Filled[Invitation] | Filled[NewRole], term: Term) -> None:
    title, kind = _(ROLE_TITLES[term.role]), kind_of(term.scope)
    if kind not in ROLE_SCOPES[term.role]:
        form.add("scope", TOO_NARROW if kind else NEEDS_SCOPE, role=title)
    elif term.scope not in scopes_in(await scope_groups()):
        form.add("scope", N_("Elige una de las opciones."))


async def _invitation(request: Request, form: Filled[Invitation], *, status: int = 200) -> Response:
    offered = roles_to_give(actor(request))
    return page(
        request,
        status=status,
        form=form,
        roles=[(role.value, _(ROLE_TITLES[role])) for role in offered],
        groups=await scope_groups(),
    )


async def _user_page(request: Request, form: Filled[NewRole], *, status: int = 200) -> Response:
    found, who, day = await queries.user_with_id(_user_id(request)), actor(request), today(request.state.now)
    grants = await queries.grants_of(found.id)
    held = frozenset(
        grant.role for grant in grants if grant.ended_at is None and (not grant.ends_on or grant.ends_on >= day)
    )
    groups = await scope_groups()
    return page(
        request,
        status=status,
        template="events_app/accounts/user.html",
        user=found,
        form=form,
        day=day,
        grants=grants,
        sessions=await queries.sessions_of(found.id, request.state.now),
        roles=[(role.value, _(ROLE_TITLES[role])) for role in roles_to_give(who)],
        groups=groups,
        role_titles=ROLE_TITLES,
        scope_name=scope_namer(groups),
        may_end={grant.id for grant in grants if can_give(who, grant.role)},
        may_close=can_close_account(who, held),
    )


def _user_id(request: Request) -> int:
    number = int(request.path_params["id"])
    if number > LARGEST_ID:
        raise NotFound()
    return number


def _role(text: str) -> Role | None:
    return Role(text) if text in list(Role) else None


ROUTES = (
    Page("/oficina/usuarios", users, access=Access.OFFICE),
    Page("/oficina/usuarios/nuevo", new_user, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/usuarios/{id:int}", user, access=Access.OFFICE),
    Page("/oficina/usuarios/{id:int}/papeles", grant_role, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/usuarios/{id:int}/papeles/{grant:int}/terminar", end_role, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/usuarios/{id:int}/desactivar", deactivate, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/usuarios/{id:int}/activar", reactivate, access=Access.OFFICE, methods=("POST",)),
)
