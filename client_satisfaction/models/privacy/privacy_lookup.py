# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class PrivacyLookupWizard(models.TransientModel):
    """Odoo's search for a person leads to erasing it in the programme."""

    _inherit = "privacy.lookup.wizard"

    def action_erase_from_satisfaction(self):
        """Open the erasure of the contact that was found.

        :raises UserError: none, or several
        """
        self.ensure_one()
        found = self.line_ids.filtered(lambda line: line.res_model == "res.partner")
        contacts = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .browse(found.mapped("res_id"))
            .exists()
            .filtered(lambda partner: not partner.is_company)
        )
        if len(contacts) != 1:
            raise UserError(
                self.env._(
                    "%s contacts were found. Open the right one and choose “Personal"
                    " Data” among its actions.",
                    len(contacts),
                )
            )
        return contacts.action_satisfaction_privacy()


class PrivacyLookupWizardLine(models.TransientModel):
    """A record of the programme is never deleted alone: figures are made of it."""

    _inherit = "privacy.lookup.wizard.line"

    def _is_of_satisfaction(self):
        model = self.res_model or ""
        if model == "survey.user_input":
            # sudo: which kind of answer it is is no secret to who may delete it
            answer = self.env[model].sudo().browse(self.res_id)
            return answer.survey_id.survey_type == "satisfaction"
        return model.startswith("satisfaction.")

    def action_unlink(self):
        """Instead of deleting it, the person is taken out of the record."""
        self.ensure_one()
        if not self._is_of_satisfaction():
            return super().action_unlink()
        if self.is_unlinked:
            raise UserError(self.env._("The record is already unlinked."))
        self.env["satisfaction.erasure"]._erase_record(
            self.res_model, self.res_id, self.wizard_id.name, self.wizard_id.email
        )
        self.execution_details = self.env._(
            "Anonymised %(model)s #%(id)s", model=self.res_model_id.name, id=self.res_id
        )
        self.is_unlinked = True
        return None


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_satisfaction_privacy(self):
        """Open what is stored about this person, to hand it out or erase it."""
        self.ensure_one()
        self.env["satisfaction.erasure"]._check_rights(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal Data"),
            "res_model": "satisfaction.person.erasure",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
