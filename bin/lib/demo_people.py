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
groups = env["ir.model.data"].search(  # noqa: F821
    [("module", "=", "client_satisfaction"), ("model", "=", "res.groups")]
)
ours = env["res.groups"].browse(groups.mapped("res_id"))  # noqa: F821
admin = env.ref("base.user_admin")  # noqa: F821
people = admin | admin.browse(data.mapped("res_id")).exists()
# One hash for all: making it strong takes its time.
context = people._crypt_context()
hashes = {
    password: context.hash(password) for password in (wish["admin"], wish["people"])
}
logins = []
for person in people:
    password = wish["admin" if person == admin else "people"]
    person._set_encrypted_password(person.id, hashes[password])
    own = person.group_ids.filtered(lambda group: group in ours)
    role = "" if person == admin else ", ".join(own.mapped("name"))
    logins.append(
        {
            "login": person.login,
            "password": password,
            "name": person.name,
            "role": "Client (portal)" if person.share else role,
        }
    )
env.cr.commit()  # noqa: F821 # pylint: disable=invalid-commit
with open(wish["file"], "w", encoding="utf-8") as stream:
    json.dump(logins, stream)
