# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL


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
    _keep_answers(env)
    _let_go(env)


def _keep_answers(env):
    """Clients' answers stay, in questionnaires that only programme managers open.

    The ones the addon brought are its own no more: else they would be deleted with
    all that was answered. Installing again brings new ones.
    """
    # sudo: see uninstall_hook
    surveys = env["survey.survey"].sudo().with_context(active_test=False)
    surveys = surveys.search([("survey_type", "=", "satisfaction")])
    readers = env.ref("client_satisfaction.group_program_manager").sudo().all_user_ids
    surveys.write({"active": False, "restrict_user_ids": [(6, 0, readers.ids)]})
    answered = surveys.filtered("user_input_ids")
    questions = (
        env["survey.question"].sudo().search([("survey_id", "in", answered.ids)])
    )
    choices = env["survey.question.answer"].sudo()
    choices = choices.search(
        ["|", ("question_id", "in", questions.ids)]
        + [("matrix_question_id", "in", questions.ids)]
    )
    for records in (answered, questions, choices):
        env["ir.model.data"].sudo().search(
            [
                ("module", "=", "client_satisfaction"),
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        ).unlink()


def _let_go(env):
    """What people recorded goes with its tables, after the records the addon brought:
    until then it must not hold on to them, e.g. the ledger to a questionnaire.
    """
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, conname FROM pg_constraint
             WHERE contype = 'f' AND conrelid::regclass::text LIKE %(ours)s
            """,
            ours="satisfaction%",
        )
    )
    for table, constraint in rows:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(constraint),
            )
        )
