"""The family's secret link: made again from the key, so that it can be sent, and looked up by its hash alone."""

import re

from events_app.core import tokens
from events_app.core.errors import NotFound
from events_app.core.pages import absolute
from scholarships.applications.models import Application

KIND = "application"
_CODE = re.compile(r"[A-Za-z2-7]{26}")


def code_of(application: Application) -> str:
    """The 26 characters in the link; another `link_rotation` kills the old one."""
    return tokens.credential_code(KIND, application.id, application.link_rotation, application.link_key_version)


def letter_code(application_id: int) -> str:
    """The code of the letter with the result; it answers once the results are published."""
    return tokens.credential_code("scholarship_letter", application_id, 0)


def path_of(application: Application) -> str:
    return f"/solicitud/{code_of(application)}"


def link_of(application: Application) -> str:
    """The whole address, for messages."""
    return absolute(path_of(application))


async def application_for(code: str) -> Application:
    """With its call and company, in one statement; raises NotFound."""
    if not _CODE.fullmatch(code):
        raise NotFound()
    found = await Application.filter(link_hash=tokens.ticket_hash(code)).select_related("call", "company").first()
    if found is None:
        raise NotFound()
    return found
