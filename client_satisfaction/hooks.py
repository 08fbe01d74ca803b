# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Give every company a draft programme for the current year.

    A programme manager finds something to look at, approve and start; nothing
    is asked of any client before that (R3).
    """
    env["satisfaction.program"]._create_missing_programs(env["res.company"].search([]))


def uninstall_hook(env):
    """Leave nothing behind that would be of no use, or would be seen by others.

    Odoo drops the addon's tables and columns, the records it brought, and what hangs
    on its models by a foreign key. What only names a model in a column stays; and
    questionnaires people have made would turn into ones that every user of the Survey
    app may read, with all that clients have answered.
    """
    ours = [name for name in env.registry if name.startswith("satisfaction.")]
    for model, column in (
        ("ir.attachment", "res_model"),
        ("mail.message", "model"),
        ("mail.activity", "res_model"),
        ("mail.followers", "res_model"),
        ("mail.activity.plan", "res_model"),
        ("ir.filters", "model_id"),
        ("ir.exports", "resource"),
    ):
        # sudo: an uninstallation is done by the system
        records = env[model].sudo().with_context(active_test=False)
        if model == "ir.attachment":
            # Both kinds: fields kept as files are files as well.
            records.search(
                [(column, "in", ours), ("res_field", "in", [False])]
            ).unlink()
            records.search([(column, "in", ours), ("res_field", "!=", False)]).unlink()
        else:
            records.search([(column, "in", ours)]).unlink()
    surveys = env["survey.survey"].sudo().with_context(active_test=False)
    surveys = surveys.search([("survey_type", "=", "satisfaction")])
    readers = env.ref("client_satisfaction.group_program_manager").sudo().all_user_ids
    surveys.write({"active": False, "restrict_user_ids": [(6, 0, readers.ids)]})
