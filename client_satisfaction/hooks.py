# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Give every company a draft programme for the current year.

    A programme manager finds something to look at, approve and start; nothing
    is asked of any client before that (R3).
    """
    env["satisfaction.program"]._create_missing_programs(env["res.company"].search([]))
