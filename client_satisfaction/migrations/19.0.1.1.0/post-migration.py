# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, convert_file
from odoo.tools.sql import column_exists

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
