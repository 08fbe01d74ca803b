# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, convert_file
from odoo.tools.sql import column_exists, table_exists

from odoo.addons.client_satisfaction.models.ask.mail_mail import SECRET_IN_LINK

BATCH = 1000


def migrate(cr, version):
    """What an update doesn't do by itself."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    # Record rules are no matter of taste, though they are kept from being overwritten:
    # an old one would show answers to people who may not see them any more.
    convert_file(
        env,
        "client_satisfaction",
        "security/satisfaction_rules.xml",
        None,
        mode="init",
        noupdate=True,
    )
    _renew_templates(env)
    _name_findings(env)
    _keep_client_types(env)
    _hide_secrets(env)


def _renew_templates(env):
    """Mails nobody reworded get their present text, in every language.

    They are kept from being overwritten, as people reword them. Whoever did so is
    their last writer; the installation writes as the superuser.
    """
    names = env["ir.model.data"].search(
        [("module", "=", "client_satisfaction"), ("model", "=", "mail.template")]
    )
    templates = env["mail.template"].browse(names.mapped("res_id")).exists()
    templates.filtered(
        lambda template: template.write_uid.id in (False, SUPERUSER_ID)
    ).reset_template()


def _name_findings(env):
    """What an alert's finding is about was a name once, in one language."""
    if not column_exists(env.cr, "satisfaction_alert_finding", "subject_name"):
        return
    env.cr.execute(
        SQL(
            """
            UPDATE satisfaction_alert_finding finding
               SET level_id = level.id
              FROM satisfaction_alert alert
              JOIN satisfaction_assessment assessment
                ON assessment.id = alert.assessment_id
              JOIN satisfaction_scorecard_level level
                ON level.scorecard_id = assessment.scorecard_id
             WHERE alert.id = finding.alert_id
               AND finding.kind = 'level'
               AND EXISTS (
                       SELECT FROM jsonb_each_text(level.name) AS names
                        WHERE names.value = finding.subject_name
                   )
            """
        )
    )
    env.cr.execute(
        SQL(
            """
            UPDATE satisfaction_alert_finding finding
               SET channel_id = channel.id
              FROM satisfaction_alert alert
              JOIN satisfaction_channel channel
                ON channel.program_id = alert.program_id
               AND channel.code = alert.channel_code
             WHERE alert.id = finding.alert_id
               AND finding.kind = 'rate'
            """
        )
    )


def _keep_client_types(env):
    """Target groups chose fields of the system, which their users can't read."""
    if not table_exists(env.cr, "satisfaction_target_group_type_field_rel"):
        return
    chosen = env.execute_query(
        SQL(
            """
            SELECT DISTINCT field.name
              FROM satisfaction_target_group_type_field_rel chosen
              JOIN ir_model_fields field ON field.id = chosen.ir_model_fields_id
            """
        )
    )
    types = env["satisfaction.client.type"]
    present = types.search([]).mapped("field_name")
    possible = {name for name, _label in types._list_client_fields()}
    types.create(
        [
            {"field_name": name, "sequence": 50}
            for (name,) in chosen
            if name in possible and name not in present
        ]
    )
    types.flush_model()
    env.cr.execute(
        SQL(
            """
            INSERT INTO satisfaction_client_type_satisfaction_target_group_rel
                        (satisfaction_target_group_id, satisfaction_client_type_id)
            SELECT chosen.satisfaction_target_group_id, type.id
              FROM satisfaction_target_group_type_field_rel chosen
              JOIN ir_model_fields field ON field.id = chosen.ir_model_fields_id
              JOIN satisfaction_client_type type ON type.field_name = field.name
                ON CONFLICT DO NOTHING
            """
        )
    )
    # Drops the table, too.
    env["ir.model.relation"].search(
        [("name", "=", "satisfaction_target_group_type_field_rel")]
    )._module_data_uninstall()


def _hide_secrets(env):
    """Mails that went out keep no link that answers in a client's place."""
    messages = env["mail.message"].search(
        [("model", "=like", "satisfaction.%"), ("body", "like", "/satisfaction/")]
    )
    for start in range(0, len(messages), BATCH):
        batch = messages[start : start + BATCH]
        for message in batch:
            body = SECRET_IN_LINK.sub(r"\1***", str(message.body))
            if body != str(message.body):
                message.body = body
        batch.flush_recordset()
        batch.invalidate_recordset()
