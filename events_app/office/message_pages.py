"""Every text that leaves the house, with invented data, in both languages, for the office to read."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.pages import Page, locale, page
from events_app.office import message_samples
from events_app.office.message_kinds import KINDS

LANGUAGES = ("es-MX", "en")


async def message_texts(request: Request) -> Response:
    """The list: what each message is called, when it leaves, and its subject."""
    language = locale(request)
    found = [
        (message, _(title), _(when), message_samples.letter(message, language).subject)
        for message, (title, when) in KINDS.items()
    ]
    return page(request, kinds=found)


async def message_text(request: Request) -> Response:
    """One message as it is read in Spanish and in English."""
    message = str(request.path_params["message"])
    if message not in KINDS:
        raise NotFound()
    title, when = KINDS[message]
    letters = [(language, message_samples.letter(message, language)) for language in LANGUAGES]
    return page(
        request,
        message=message,
        title=_(title),
        when=_(when),
        letters=[(language, each, message_samples.shown(each.html)) for language, each in letters],
    )


ROUTES = (
    Page("/oficina/mensajes/textos", message_texts, access=Access.OFFICE),
    Page("/oficina/mensajes/textos/{message}", message_text, access=Access.OFFICE),
)
