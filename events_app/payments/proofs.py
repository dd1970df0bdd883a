"""Papers that prove a movement of money: a PDF or a picture, kept as it came or drawn anew."""

from datetime import datetime

from starlette.datastructures import UploadFile

from events_app.core import files
from events_app.core.errors import Invalid
from events_app.core.i18n import N_
from events_app.core.pictures import NotAPicture, PictureTooLarge, check_picture
from events_app.core.tables import StoredFile
from events_app.payments.errors import EvidenceNeeded

KIND = "money-proof"
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp"}


class NotAProof(Invalid):
    message = N_("Sube el comprobante en PDF o en imagen (JPG, PNG o WEBP), de hasta 10 MB.")


# What may be wrong with the paper itself, and stands beside it.
MISTAKES = (EvidenceNeeded, NotAProof, NotAPicture, PictureTooLarge)


async def keep(upload: UploadFile, *, now: datetime) -> StoredFile:
    """Stores a proof; raises NotAProof for anything that is neither a PDF nor a picture, or is too large,
    NotAPicture or PictureTooLarge for a picture that cannot be drawn anew."""
    data = await upload.read(files.MOST_BYTES + 1)
    if not data or len(data) > files.MOST_BYTES:
        raise NotAProof()
    name = upload.filename or "comprobante"
    if data.startswith(b"%PDF-"):
        return await files.put(KIND, name, data, "application/pdf", now=now)
    kind = next((kind for start, kind in _PICTURES.items() if data.startswith(start)), None)
    if kind is None:
        raise NotAProof()
    return await files.put(KIND, name, check_picture(data), kind, now=now)
