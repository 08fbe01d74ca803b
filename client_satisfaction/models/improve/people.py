# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who takes care of a low answer: from the client's profile down to the programme.

A *subject* below is any record with ``client_id``, ``team_id``, ``category_id``,
``program_id`` and ``company_id``: an ask of the ledger (before a case exists, for the
thank-you mail) or a case. Callers pass subjects in sudo: whose client or team it is
must not depend on who looks.
"""

# Role: where a person is looked for, in this order (R77, R78)
CHAINS = {
    "client_manager": [
        ("client_id", "client_manager_id"),
        ("team_id", "satisfaction_client_manager_id"),
        ("program_id", "client_manager_id"),
    ],
    # Before these: the client's own one for the type of service, see find_person
    "service_manager": [
        ("category_id", "satisfaction_service_manager_id"),
        ("client_id", "client_service_manager_id"),
        ("team_id", "satisfaction_service_manager_id"),
        ("program_id", "service_manager_id"),
    ],
    "senior_management": [
        ("client_id", "client_senior_manager_id"),
        ("team_id", "satisfaction_senior_manager_id"),
        ("program_id", "senior_manager_id"),
    ],
}


def roles_of_level(level):
    """Who is on the call.

    :param level: "manager" (R77) or "senior" (R78)
    """
    if level == "senior":
        return ["client_manager", "service_manager", "senior_management"]
    return ["client_manager", "service_manager"]


def find_person(subject, role):
    """The user named for a role, or none.

    Who left (archived), doesn't work in the company or is no colleague counts as not
    named: a case in the hands of somebody who can't see it is a lost case.
    """
    candidates = [
        subject[record_field][user_field] for record_field, user_field in CHAINS[role]
    ]
    if role == "service_manager":
        lines = subject.client_id.client_service_manager_line_ids
        candidates.insert(0, lines._find(subject.category_id).user_id)
    for user in candidates:
        if user and is_available(user, subject.company_id):
            return user
    return subject.env["res.users"]


def find_stand_in(subject):
    """Who takes the place of somebody missing: the programme's manager.

    Where that person left as well: the first programme manager of the company, then
    the administrator.
    """
    manager = subject.program_id.manager_id
    if manager and is_available(manager, subject.company_id):
        return manager
    group = subject.env.ref("client_satisfaction.group_program_manager")
    managers = subject.env["res.users"].search(
        [
            ("all_group_ids", "in", group.ids),
            ("company_ids", "in", subject.company_id.ids),
            ("share", "=", False),
        ],
        order="id",
        limit=1,
    )
    return (
        managers
        or subject.env.ref("base.user_admin", raise_if_not_found=False)
        or manager
    )


def is_available(user, company):
    """Whether a user is still here, a colleague, and works in the company.

    No role in the programme is needed: whoever takes part in a case may open it.
    """
    return bool(user.active and not user.share and company in user.company_ids)
