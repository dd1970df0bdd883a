"""Where demonstration data is refused, and what a newcomer needs to look around in it."""

from typing import Any

from events_app.commands import CommandFailed
from events_app.core.settings import Settings


def refuse_in_production(chosen: Settings) -> None:
    if chosen.production:
        raise CommandFailed("demonstration data is refused when ENV=production")


def show_demo(built: dict[str, Any], base_url: str) -> None:
    """What a newcomer needs to try it: a poster, somebody it knows, families' secret links, and the accounts."""
    employee = built["employee"]
    print(f"Poster of an event: {base_url}{built['paths']['poster']}")
    print(f"  register there as employee {employee['employee_number']}, first surname {employee['surname']}")
    for family in built.get("families", ()):
        print(f"Scholarship, {family['stage'].replace('_', ' ')}: {base_url}{family['path']}")
    for desk in built.get("desks", ()):
        print(f"Desk of a company: {base_url}{desk['path']}  ({desk['email']})")
    print("Demonstration accounts:")
    for account in built["accounts"]:
        print("  " + "  ".join(f"{value}" for value in account.values() if value))
