"""What of each room points at people and companies, and so moves when two of them become one."""

from events_app.accounts import merging as roles_of_merged
from events_app.directory import merging
from events_app.events import merging as invitations_of_merged
from events_app.fiscal import merging as invoices_of_merged
from events_app.payments import of_merged as clabes_of_merged
from events_app.registration import merging as seats_of_merged
from events_app.teams import merging as players_of_merged

# What of the scholarships points at people and companies, and so moves when two of them become one.
_OF_SCHOLARSHIPS: dict[str, dict[str, str]] = {
    "scholarship_applications": {"company": "company_id", "person": "guardian_id"},
    "scholarship_employment_answers": {"company": "company_id"},
    "scholarship_nominations": {"company": "company_id"},
    "scholarship_reviewers": {"company": "company_id", "person": "person_id"},
    "scholarship_relatives": {"company": "company_id"},
    "scholarship_donors": {"company": "company_id"},
}


def register_movers() -> None:
    """Tells the directory how the other rooms' references move when two companies or two people become one."""
    merging.register("users", merging.plain_mover("users", person="person_id"))
    merging.register("role_grants", roles_of_merged.move_roles)
    merging.register("event_invitations", invitations_of_merged.move_invitations)
    merging.register("orders", merging.plain_mover("orders", company="company_id"))
    merging.register("stripe_customers", clabes_of_merged.move_customers)
    merging.register("credit_uses", merging.plain_mover("credit_uses", company="company_id"))
    merging.register("discount_codes", merging.plain_mover("discount_codes", company="company_id"))
    merging.register("fiscal_profiles", invoices_of_merged.move_profiles)
    merging.register("registrations", seats_of_merged.move_registrations)
    merging.register("registration_groups", merging.plain_mover("registration_groups", company="company_id"))
    merging.register("sheet_uploads", seats_of_merged.move_sheets)
    merging.register("substitutions", seats_of_merged.move_substitutions)
    merging.register("wait_entries", seats_of_merged.move_waiting)
    merging.register("benefit_counters", seats_of_merged.move_benefit_counters)
    merging.register("benefit_uses", merging.plain_mover("benefit_uses", company="company_id"))
    merging.register("company_requests", merging.plain_mover("company_requests", company="company_id"))
    merging.register("company_limits", seats_of_merged.move_limits)
    merging.register("coordinator_requests", merging.plain_mover("coordinator_requests", company="company_id"))
    merging.register("golf_teams", merging.plain_mover("golf_teams", company="company_id"))
    merging.register("golf_sponsors", merging.plain_mover("golf_sponsors", company="company_id"))
    merging.register("referees", merging.plain_mover("referees", company="company_id"))
    merging.register("golf_players", merging.plain_mover("golf_players", person="person_id"))
    merging.register("teams", merging.plain_mover("teams", company="company_id"))
    merging.register("players", players_of_merged.move_players)
    for table, columns in _OF_SCHOLARSHIPS.items():
        merging.register(table, merging.plain_mover(table, **columns))
    merging.register("email_proofs", merging.plain_mover("email_proofs", company="company_id"))
