"""The words of the directory that the database knows: classes, places, standings and what an import says of a row."""

from enum import StrEnum

from events_app.core.i18n import N_
from events_app.core.states import Moves


class CompanyClass(StrEnum):
    REGULAR = "regular"
    ASSOCIATE = "associate"


class Location(StrEnum):
    """Where a company stands seen from the association: its own city, elsewhere in the country, or abroad."""

    HOME = "home"
    OUTSIDE = "outside"
    ABROAD = "abroad"


class Standing(StrEnum):
    GOOD = "good"
    SUSPENDED = "suspended"


# A standing may also be renewed: the same word with other dates and its own reason.
STANDING_MOVES = Moves(
    {
        Standing.GOOD: {Standing.GOOD, Standing.SUSPENDED},
        Standing.SUSPENDED: {Standing.SUSPENDED, Standing.GOOD},
    }
)


class VerifiedBy(StrEnum):
    """Who vouches for a person's link with the company."""

    NOBODY = ""
    DIRECTORY = "directory"
    COORDINATOR = "coordinator"
    DOMAIN = "domain"


class MemberPosition(StrEnum):
    CHAIR = "chair"
    MEMBER = "member"


class UploadKind(StrEnum):
    COMPANIES = "companies"
    PEOPLE = "people"


class UploadStatus(StrEnum):
    REVIEW = "review"
    APPLIED = "applied"
    DISCARDED = "discarded"


UPLOAD_MOVES = Moves({UploadStatus.REVIEW: {UploadStatus.APPLIED, UploadStatus.DISCARDED}})


class RowVerdict(StrEnum):
    """What will happen with a row of a spreadsheet."""

    MISTAKE = "mistake"
    REPEATED = "repeated"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class MergeKind(StrEnum):
    COMPANY = "company"
    PERSON = "person"


CLASS_NAMES = {CompanyClass.REGULAR: N_("Regular"), CompanyClass.ASSOCIATE: N_("Asociada")}
LOCATION_NAMES = {
    Location.HOME: N_("En la ciudad sede"),
    Location.OUTSIDE: N_("En otra ciudad del país"),
    Location.ABROAD: N_("En el extranjero"),
}
STANDING_NAMES = {Standing.GOOD: N_("Al corriente"), Standing.SUSPENDED: N_("Suspendida")}
VERIFIED_NAMES = {
    VerifiedBy.NOBODY: N_("Sin comprobar"),
    VerifiedBy.DIRECTORY: N_("Por el directorio"),
    VerifiedBy.COORDINATOR: N_("Por la coordinación de su empresa"),
    VerifiedBy.DOMAIN: N_("Por el correo de su empresa"),
}
POSITION_NAMES = {MemberPosition.CHAIR: N_("Preside"), MemberPosition.MEMBER: N_("Integrante")}
VERDICT_NAMES = {
    RowVerdict.MISTAKE: N_("Por corregir"),
    RowVerdict.REPEATED: N_("Repetida en el archivo"),
    RowVerdict.NEW: N_("Nueva"),
    RowVerdict.CHANGED: N_("Se actualiza"),
    RowVerdict.SAME: N_("Sin cambios"),
}
UPLOAD_STATUS_NAMES = {
    UploadStatus.REVIEW: N_("En revisión"),
    UploadStatus.APPLIED: N_("Aplicado"),
    UploadStatus.DISCARDED: N_("Descartado"),
}
