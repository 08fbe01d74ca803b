# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The people of the provider, one of each role, who take part in nearly every test."""

from odoo.tests import new_test_user

GROUPS = {
    "agent": "helpdesk_mgmt.group_helpdesk_user,client_satisfaction.group_agent",
    "other_agent": "helpdesk_mgmt.group_helpdesk_user,client_satisfaction.group_agent",
    "interviewer": "base.group_user,client_satisfaction.group_interviewer",
    "client_manager": (
        "helpdesk_mgmt.group_helpdesk_user,client_satisfaction.group_client_manager"
    ),
    "other_client_manager": "base.group_user,client_satisfaction.group_client_manager",
    "service_manager": "helpdesk_mgmt.group_helpdesk_manager",
    "senior_manager": "base.group_user,client_satisfaction.group_senior_management",
    "program_manager": (
        "helpdesk_mgmt.group_helpdesk_manager,client_satisfaction.group_program_manager"
    ),
    "plain_user": "helpdesk_mgmt.group_helpdesk_user",
}


def find_or_make_people(env, company):
    """``{role: user}`` of a company.

    Making them is most of the work of building a test's world. Where the database is
    thrown away afterwards they stand in it already (see ``conftest.py``); else each
    class makes them, and they vanish with it.
    """
    names = {f"satisfaction_{name}": name for name in GROUPS}
    people = {names[user.login]: user for user in _find(env)}
    for login, name in names.items():
        if name not in people:
            people[name] = new_test_user(
                env,
                login=login,
                groups=GROUPS[name],
                email=f"{name}@provider.example",
                company_id=company.id,
            )
    return {name: people[name] for name in GROUPS}


def dismiss_people(env):
    """Where others tell their own story, e.g. the demo data: archive them."""
    _find(env).active = False


def _find(env):
    return env["res.users"].search(
        [("login", "in", [f"satisfaction_{name}" for name in GROUPS])]
    )
