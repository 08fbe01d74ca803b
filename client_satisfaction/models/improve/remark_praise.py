# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class SatisfactionRemark(models.Model):
    """Praise reaches those who earned it."""

    _inherit = "satisfaction.remark"

    praised_at = fields.Datetime("Passed on", readonly=True, copy=False)

    def action_pass_on_praise(self):
        """Tell the colleague and the team what the client said of them; once.

        The mail goes through the queue. Confidential words stay where they are.
        """
        self.check_access("write")
        for remark in self:
            remark._check_praise()
            # sudo: teams' people may be unknown to a client manager
            people = remark.sudo().praised_user_id | remark.sudo().team_id.user_ids
            people = people.filtered(
                lambda user, company=remark.company_id: (
                    user.active and not user.share and company in user.company_ids
                )
            )
            if not people:
                raise UserError(
                    self.env._(
                        "Name the colleague or the team “%s” is about first.",
                        remark.name,
                    )
                )
            remark._send_praise(people)
            remark._message_log(
                body=self.env._(
                    "The praise was passed on to %s.", ", ".join(people.mapped("name"))
                )
            )
        self.filtered(lambda remark: remark.state == "new").state = "noted"
        self.praised_at = fields.Datetime.now()

    def _send_praise(self, people):
        """One mail for all colleagues who read the same language."""
        self.ensure_one()
        for lang, readers in people.grouped("lang").items():
            remark = self.with_context(
                lang=lang or self.env.lang, mail_notify_force_send=False
            )
            remark.message_notify(
                partner_ids=readers.partner_id.ids,
                subject=remark.env._("Praise from %s", remark.client_id.name or ""),
                body=remark.env._("A client said about your work: “%s”", remark.text),
            )

    def _check_praise(self):
        self.ensure_one()
        if self.kind != "praise":
            raise UserError(
                self.env._("“%s” isn't marked as praise: choose that first.", self.name)
            )
        if self.praised_at:
            raise UserError(self.env._("“%s” was passed on already.", self.name))
        if self.is_confidential:
            raise UserError(
                self.env._(
                    "“%s” is confidential. Take the mark off before it is passed on.",
                    self.name,
                )
            )
