"""Logs as lines of JSON that name no person: no query strings, no secret links, no addresses, no telephone numbers."""

import json
import logging
import re
import secrets
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

# The first step of each path whose next steps open a door for whoever holds them: all of them are masked.
SECRET_PATHS = (
    "t", "j", "equipo", "pagar", "entrar", "recibo", "inscribir", "enrolar", "puerta", "archivos", "orden",
    "dispositivo",
)  # fmt: skip
SHORTEST_SECRET = 16

_SECRET_PATH = re.compile(rf"(?i)(/(?:{'|'.join(SECRET_PATHS)})/)(?!\*)[^?#\s\"'<>]+")
_LONG_STEP = re.compile(rf"(?<=/)(?=[^/\s]*\d)[A-Za-z0-9_-]{{{SHORTEST_SECRET},}}(?=[/?#\s\"'<>]|$)")
_QUERY = re.compile(r"(?<=[^\s?])\?[^\s\"'<>]+")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.:-])\+?(?:\d[ ()-]{0,2}){10,13}(?![\w:-])")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+\S+")
_STRIPE = re.compile(r"\b(?:sk|rk|whsec)_[A-Za-z0-9_]+")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


def mask(text: str) -> str:
    """The text without what identifies a person or opens a door."""
    text = _QUERY.sub("", text)
    text = _LONG_STEP.sub("*", _SECRET_PATH.sub(r"\1*", text))
    text = _STRIPE.sub("*", _BEARER.sub(r"\1 *", text))
    return _PHONE.sub("<phone>", _EMAIL.sub("<email>", text))


def safe_path(path: str) -> str:
    """A request's path as it may be written down."""
    return mask(path.partition("?")[0])


def new_request_id(given: str | None = None) -> str:
    """The id a proxy gave when it looks like one, or a new one; remembered for every line of this request."""
    plausible = given is not None and re.fullmatch(r"[A-Za-z0-9-]{8,64}", given)
    chosen = given if given and plausible else secrets.token_hex(8)
    request_id.set(chosen)
    return chosen


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, from where, what, and the extras that were given."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": mask(record.getMessage()),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {key: _masked(value) for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str = "INFO", stream: IO[str] | None = None) -> None:
    """Sends everything, uvicorn's lines too, through the masking formatter; uvicorn's access lines give way to ours."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True
    for noisy in ("tortoise", "asyncio", "httpx", "httpcore", "stripe"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def log_request(*, method: str, path: str, handler: str, status: int, seconds: float) -> None:
    """The access line of one request."""
    extra = {"path": safe_path(path), "handler": handler, "status": status, "ms": round(seconds * 1000, 1)}
    logging.getLogger("convoca.access").info("%s", method, extra=extra)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {str(key): _masked(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked(each) for each in value]
    if value is None or isinstance(value, (int, float, bool)):
        return value
    return mask(str(value))
