"""`routes`: every page with its methods, who may open it and by what right."""

import argparse
import json
from typing import Any

from events_app import app
from events_app.core.access import Access, Actor, Grant, Role
from events_app.core.pages import Page

KEYS = {
    Access.PUBLIC: "anyone",
    Access.LINK: "whoever holds the secret link",
    Access.DEVICE: "an enrolled door device, by its token",
    Access.SIGNED: "a sender whose signature is good",
    Access.SIGNED_IN: "anyone signed in, for what is theirs",
}


def main(options: argparse.Namespace) -> int:
    described = [describe(page) for page in app.pages()] + [STATIC]
    if options.json:
        print(json.dumps(described, ensure_ascii=False, indent=1))
    else:
        for each in described:
            print(f"{' '.join(each['methods']):10} {each['path']:56} {each['role']:16} {each['name']}")
    return 0


def describe(page: Page) -> dict[str, Any]:
    """The page as data; the roles are found by asking its policy about each role, not by reading a list."""
    return {
        "path": page.path,
        "methods": list(page.methods),
        "name": page.name,
        "role": page.access.value,
        "policy": KEYS.get(page.access) or f"a grant of {', '.join(admitted(page.access))}",
    }


def admitted(access: Access) -> list[str]:
    return [role.value for role in Role if access.admits(Actor(user_id=0, grants=(Grant(role),)))]


STATIC: dict[str, Any] = {
    "path": "/static/{path}",
    "methods": ["GET", "HEAD"],
    "name": "static",
    "role": Access.PUBLIC.value,
    "policy": KEYS[Access.PUBLIC],
}
