# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Run inside Odoo's shell: passwords for the demo's people, and who they are.

Reads ``{"file": ..., "admin": ..., "people": ...}`` (two passwords) from the variable
CS_DEMO_PEOPLE and writes the logins to the file.
"""

import json
import os

wish = json.loads(os.environ["CS_DEMO_PEOPLE"])
data = env["ir.model.data"].search(  # noqa: F821 - the shell provides env
    [("module", "=", "client_satisfaction"), ("model", "=", "res.users")], order="id"
)
admin = env.ref("base.user_admin")  # noqa: F821
people = admin | admin.browse(data.mapped("res_id")).exists()
logins = []
for person in people:
    password = wish["admin" if person == admin else "people"]
    person.password = password
    groups = person.group_ids.filtered("privilege_id").mapped("full_name")
    if person.share:
        groups = ["Portal"]
    logins.append(
        {
            "login": person.login,
            "password": password,
            "name": person.name,
            "groups": groups,
        }
    )
env.cr.commit()  # noqa: F821 # pylint: disable=invalid-commit
with open(wish["file"], "w", encoding="utf-8") as stream:
    json.dump(logins, stream)
