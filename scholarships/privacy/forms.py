"""What families ask about their data and what the office answers."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from events_app.core.fields import Text
from events_app.core.forms import Form
from scholarships.privacy.models import ArcoKind


class ArcoForm(Form):
    kind: ArcoKind
    text: Annotated[Text, StringConstraints(max_length=3_000)] = ""


class ArcoAnswerForm(Form):
    verdict: Literal["answered", "refused"]
    text: Annotated[Text, StringConstraints(min_length=10, max_length=3_000)]
