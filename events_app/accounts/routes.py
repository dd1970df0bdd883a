"""Coming in and going out: by mail, by code, by password."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.accounts import attempts, links, own_account, services
from events_app.accounts.cookies import give_session, take_session
from events_app.accounts.engine.next_path import safe_next
from events_app.accounts.forms import AskForLink, CodeEntry, PasswordEntry
from events_app.accounts.links import Entered, Refused
from events_app.accounts.models import SignInMethod
from events_app.core.access import Access, Actor, Role
from events_app.core.errors import Gone
from events_app.core.forms import blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, locale, page, redirect

WRONG_PASSWORD = N_("Ese correo y esa contraseña no coinciden. Revisa los dos, o pide un enlace por correo.")
WRONG_CODE = N_("Ese código no es. Míralo otra vez en el correo más reciente.")


async def sign_in(request: Request) -> Response:
    """One page, two ways: a mail, or a password."""
    if request.method != "POST":
        wished = safe_next(request.query_params.get("next"), "")
        if actor(request).signed_in:
            return _go(wished or home(actor(request)))
        return page(request, form=blank(AskForLink, next=wished), by_password=False)
    form = await fill(request, AskForLink)
    if not form.ok:
        return page(request, status=422, form=form, by_password=False)
    asked, now = form.checked, request.state.now
    await attempts.count_mail(attempts.visitor(request), asked.email, now=now)
    next_path = safe_next(asked.next, "")
    handle = await links.ask(asked.email, next_path=next_path, locale=locale(request), now=now)
    return redirect(request, "accounts.check_mail", handle=handle)


async def sign_in_with_password(request: Request) -> Response:
    form = await fill(request, PasswordEntry)
    template = "events_app/accounts/sign_in.html"
    if form.ok:
        entry, who = form.checked, attempts.visitor(request)
        await attempts.count_password(who, entry.account, now=request.state.now)
        known = await services.user_for_password(entry.account, entry.password)
        if known is not None:
            await attempts.forgive_password(who, entry.account)
            return await _enter_by_password(request, known, entry)
        form.add("password", WRONG_PASSWORD)
    form.typed.pop("password", None)
    return page(request, status=422, template=template, form=form, by_password=True)


async def check_mail(request: Request) -> Response:
    """After asking: what to look for, and where to type the code. The handle in the path is this browser's own."""
    handle, now = request.path_params["handle"], request.state.now
    await attempts.count_key(attempts.visitor(request), now=now)
    waiting = await links.waiting(handle, now)
    if request.method != "POST" or waiting is None:
        status = 200 if waiting else Gone.status
        return page(request, status=status, waiting=waiting, form=blank(CodeEntry), minutes=_minutes(waiting, now))
    form = await fill(request, CodeEntry)
    if form.ok:
        found = await links.enter_by_code(
            handle, form.checked.code, user_agent=_agent(request), replaces=actor(request).session_id, now=now
        )
        if isinstance(found, Entered):
            return _entered(request, found)
        form.add("code", WRONG_CODE)
        waiting = None if found is Refused.NO_LONGER_GOOD else await links.waiting(handle, now)
    status = 422 if waiting else Gone.status
    return page(request, status=status, waiting=waiting, form=form, minutes=_minutes(waiting, now))


async def sign_in_link(request: Request) -> Response:
    """Opening the link uses nothing up, because mail scanners open links too; the button does."""
    secret, now = request.path_params["secret"], request.state.now
    await attempts.count_key(attempts.visitor(request), now=now)
    if request.method == "POST":
        try:
            found = await links.enter_by_link(
                secret, user_agent=_agent(request), replaces=actor(request).session_id, now=now
            )
            return _entered(request, found)
        except Gone:
            return page(request, status=Gone.status, invited=None)
    invited = await links.peek(secret, now)
    return page(request, status=200 if invited else Gone.status, invited=invited)


async def sign_out(request: Request) -> Response:
    """Ends this session; without one there is nothing to end, and that is fine."""
    who = actor(request)
    if who.session_id is not None:
        await services.close_session(who.session_id, by=who, now=request.state.now)
    return flash(take_session(_go("/")), _("Cerraste tu sesión."))


def home(who: Actor) -> str:
    """Where somebody lands who was not on the way to anywhere."""
    return who.desk or ("/empresa" if Role.COORDINATOR in who.roles else "/cuenta")


async def _enter_by_password(request: Request, known: tuple[int, str], entry: PasswordEntry) -> Response:
    user_id, stored = known
    token = await services.open_session(
        user_id,
        request.state.now,
        _agent(request),
        method=SignInMethod.PASSWORD,
        replaces=actor(request).session_id,
        password_hash=stored,
    )
    return _entered(request, Entered(token, entry.account, safe_next(entry.next, "")))


def _entered(request: Request, found: Entered) -> Response:
    """To where the person was going; else the sign-in page, which knows by now who it is, sends them home."""
    return give_session(_go(safe_next(found.next, "/entrar")), found.token, found.email, now=request.state.now)


def _go(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303)


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _minutes(waiting: links.Waiting | None, now: datetime) -> int:
    return max(1, round((waiting.expires_at - now).total_seconds() / 60)) if waiting else 0


ROUTES = (
    Page("/entrar", sign_in, access=Access.PUBLIC, methods=("GET", "POST")),
    Page("/entrar/contrasena", sign_in_with_password, access=Access.PUBLIC, methods=("POST",)),
    Page("/entrar/correo/{handle}", check_mail, access=Access.LINK, methods=("GET", "POST")),
    Page("/entrar/enlace/{secret}", sign_in_link, access=Access.LINK, methods=("GET", "POST")),
    Page("/salir", sign_out, access=Access.PUBLIC, methods=("POST",)),
    *own_account.ROUTES,
)
