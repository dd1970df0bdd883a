"""What the office types about the fund: purses, donors, donations."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from events_app.core.fields import Checkbox, Day, Email, Line, LongLine, Pesos
from events_app.core.forms import Form
from scholarships.fund.models import SourceKind

Named = Annotated[LongLine, StringConstraints(min_length=2, max_length=160)]


class PurseForm(Form):
    name: Named
    kind: SourceKind
    year: int = Field(ge=1950, le=2200)
    currency: Literal["MXN", "USD"]
    event: int | None = None


class DonorForm(Form):
    """`donor` is the name; the form stands on one page with that of a purse."""

    donor: Named
    public_name: Annotated[LongLine, StringConstraints(max_length=160)] = ""
    is_public: Checkbox = False
    email: Email | Literal[""] = ""


class DonationForm(Form):
    """`back` is money that is given back."""

    amount: Pesos
    donor: int | None = None
    received_on: Day
    reference: Annotated[Line, StringConstraints(max_length=110, pattern=r"^[^#]*$")] = ""
    note: LongLine = ""
    back: Checkbox = False
