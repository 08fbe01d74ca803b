# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class SatisfactionProgram(models.Model):
    """How other parts find the rule that says how to ask."""

    _inherit = "satisfaction.program"

    @api.model
    def _find_running(self, company):
        """The programme of a company that runs today, or an empty one."""
        today = company._satisfaction_today()
        # sudo: who asks a client need not be allowed to read the programme
        return self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "running")
            & Domain("date_start", "<=", today)
            & Domain("date_end", ">=", today),
            limit=1,
        )

    def _get_rule(self, trigger):
        """The first rule for a trigger; made with its defaults when there is none.

        :return: ``satisfaction.rule``; empty for no programme
        """
        # sudo: see _find_running; the programme's manager may change the rule later
        program = self.sudo()
        rule = program.rule_ids.filtered(lambda rule: rule.trigger == trigger)[:1]
        if program and not rule:
            # Two at once would each find none: who comes second is refused here, and
            # finds the rule when it is repeated.
            self.env.cr.execute(
                SQL(
                    "UPDATE satisfaction_program SET write_date = write_date"
                    " WHERE id = %s",
                    program.id,
                ),
                log_exceptions=False,
            )
            rule = rule.create(program._prepare_rule(trigger))
        return rule

    def _prepare_rule(self, trigger):
        """Values of a rule nobody made yet: at once, not too often, about the whole."""
        labels = self.rule_ids._fields["trigger"]._description_selection(self.env)
        return {
            "program_id": self.id,
            "name": dict(labels)[trigger],
            "trigger": trigger,
            "sequence": 50,
            "delay_hours": 0,
            "cool_down_days": 30,
            "channel_id": self.channel_ids.filtered(
                lambda channel: channel.kind == "questionnaire"
            )[:1].id,
        }
