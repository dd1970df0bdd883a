"""Refusals in the shape in which Stripe writes them."""

from typing import Any


class TwinError(Exception):
    def __init__(self, message: str, *, status: int = 400, param: str = "", code: str = "", kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        told = {"message": message, "type": kind or "invalid_request_error", "param": param, "code": code}
        self.error = {name: value for name, value in told.items() if value}

    @property
    def body(self) -> dict[str, Any]:
        return {"error": self.error}


def missing(what: str, name: str) -> TwinError:
    return TwinError(f"No such {what}: '{name}'", status=404, param="id", code="resource_missing")
