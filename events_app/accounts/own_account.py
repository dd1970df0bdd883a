"""Everybody's own page: name and language, password, and where they are signed in."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.accounts import attempts, passwords, queries, services
from events_app.accounts.cookies import take_session
from events_app.accounts.forms import NewPassword, Profile, RemovePassword
from events_app.accounts.permissions import ROLE_TITLES
from events_app.accounts.scopes import scope_groups, scope_namer
from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _, use_locale
from events_app.core.pages import Page, actor, flash, page, redirect

TEMPLATE = "events_app/accounts/own_page.html"
WRONG_CURRENT = N_("Esa no es tu contraseña actual.")


async def own_page(request: Request) -> Response:
    return await _shown(request)


async def save_profile(request: Request) -> Response:
    form = await fill(request, Profile)
    if not form.ok:
        return await _shown(request, status=422, profile=form)
    wished = form.checked
    await services.save_profile(name=wished.name, locale=wished.locale, by=actor(request), now=request.state.now)
    answer = redirect(request, "accounts.own_page", query=f"lang={wished.locale}")
    with use_locale(wished.locale):
        return flash(answer, _("Guardamos tus datos."))


async def save_password(request: Request) -> Response:
    """Sets or changes it; who already has one must type it first."""
    who, now = actor(request), request.state.now
    form = await fill(request, NewPassword, context={"personal": (who.email, who.name)})
    user_id = who.user_id or 0
    has_one = await queries.has_password(user_id)
    if form.ok and has_one:
        await attempts.count_own_password(user_id, now=now)
        if not await services.is_own_password(user_id, form.checked.current):
            form.add("current", WRONG_CURRENT)
    if not form.ok:
        return await _shown(request, status=422, password=form)
    await services.set_password(form.checked.password, by=who, now=now)
    changed = _("Cambiamos tu contraseña y cerramos tus otras sesiones.")
    return flash(redirect(request, "accounts.own_page"), changed if has_one else _("Ya puedes entrar con contraseña."))


async def remove_password(request: Request) -> Response:
    who, now = actor(request), request.state.now
    form = await fill(request, RemovePassword)
    if form.ok:
        await attempts.count_own_password(who.user_id or 0, now=now)
        if not await services.is_own_password(who.user_id or 0, form.checked.present):
            form.add("present", WRONG_CURRENT)
    if not form.ok:
        return await _shown(request, status=422, removal=form)
    await services.remove_password(by=who, now=now)
    return flash(redirect(request, "accounts.own_page"), _("Quitamos tu contraseña. Desde ahora entras por correo."))


async def close_session(request: Request) -> Response:
    """Ends one of the person's own sessions; the one in use counts as signing out."""
    who, session_id = actor(request), request.path_params["id"]
    if session_id > queries.LARGEST_ID:
        raise NotFound()
    await services.close_session(session_id, by=who, now=request.state.now)
    if session_id == who.session_id:
        return flash(take_session(RedirectResponse("/", status_code=303)), _("Cerraste tu sesión."))
    return flash(redirect(request, "accounts.own_page"), _("Cerramos esa sesión."))


async def close_all_sessions(request: Request) -> Response:
    await services.close_all_sessions(by=actor(request), now=request.state.now)
    return flash(
        take_session(RedirectResponse("/", status_code=303)), _("Cerramos tu sesión en todos los dispositivos.")
    )


async def _shown(request: Request, *, status: int = 200, **forms: Filled[Any]) -> Response:
    who, now = actor(request), request.state.now
    user = await queries.user_with_id(who.user_id or 0)
    roles = [grant for grant in await queries.grants_of(user.id) if grant.is_in_force(queries.today(now))]
    profile = blank(Profile, name=user.name, locale=user.locale)
    return page(
        request,
        status=status,
        template=TEMPLATE,
        user=user,
        profile=forms.get("profile", profile),
        password=forms.get("password", blank(NewPassword)),
        removal=forms.get("removal", blank(RemovePassword)),
        shortest=passwords.SHORTEST,
        sessions=await queries.sessions_of(user.id, now),
        roles=roles,
        role_titles=ROLE_TITLES,
        scope_name=scope_namer(await scope_groups() if roles else ()),
    )


ROUTES = (
    Page("/cuenta", own_page, access=Access.SIGNED_IN),
    Page("/cuenta/datos", save_profile, access=Access.SIGNED_IN, methods=("POST",)),
    Page("/cuenta/contrasena", save_password, access=Access.SIGNED_IN, methods=("POST",)),
    Page("/cuenta/contrasena/quitar", remove_password, access=Access.SIGNED_IN, methods=("POST",)),
    Page("/cuenta/sesiones/cerrar", close_all_sessions, access=Access.SIGNED_IN, methods=("POST",)),
    Page("/cuenta/sesiones/{id:int}/cerrar", close_session, access=Access.SIGNED_IN, methods=("POST",)),
)
