"""The JSON list of what an event asks whoever registers."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.pages import ApiPage, actor, json_page, locale
from events_app.events.queries import event_for
from events_app.registration import questions


class OptionOut(BaseModel):
    key: str
    label: str


class QuestionOut(BaseModel):
    key: str = Field(examples=["q1"])
    kind: str = Field(examples=["choice"])
    label: str
    required: bool
    ticket_type: int | None = Field(description="Only with this ticket type; null is all")
    options: list[OptionOut]
    conditions: dict[str, list[str]] = Field(description="Asked only when each of these keys has one of these answers")


class QuestionsOut(BaseModel):
    questions: list[QuestionOut]


async def list_questions(request: Request) -> Response:
    """What the event asks today, in the reader's language."""
    event = await event_for(
        actor(request), str(request.path_params["slug"]), request.query_params.get("company", "")[:80].replace("\0", "")
    )
    language = locale(request)
    return json_page(
        QuestionsOut(
            questions=[
                QuestionOut(
                    key=each.key,
                    kind=each.kind,
                    label=each.label(language),
                    required=each.required,
                    ticket_type=each.ticket_type_id,
                    options=[OptionOut(key=one.key, label=one.label(language)) for one in each.options],
                    conditions={one.question: sorted(one.any_of) for one in each.conditions},
                )
                for each in await questions.asked_of(event.id)
            ]
        )
    )


ROUTES = (
    ApiPage(
        "/api/v1/events/{slug}/questions",
        list_questions,
        access=Access.PUBLIC,
        response_model=QuestionsOut,
        summary="What an event asks",
    ),
)
