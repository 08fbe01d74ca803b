# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class SatisfactionScore(models.Model):
    _inherit = "satisfaction.score"

    def action_print_review(self):
        """The review report of these scores as one PDF."""
        return self.env.ref(
            "client_satisfaction.action_report_client_review"
        ).report_action(self)

    def action_export_workbook(self):
        """The spreadsheet of these scores, with all that belongs to them."""
        return self.env["satisfaction.export"]._export_records(self)


class SatisfactionProgram(models.Model):
    _inherit = "satisfaction.program"

    def action_export_workbook(self):
        """The spreadsheet of the programme's year."""
        self.ensure_one()
        return self.env["satisfaction.export"]._export_records(self)

    def _export_period(self, first, last, label):
        """The spreadsheet of one of the programme's periods.

        :param first, last: days
        """
        self.ensure_one()
        return self.env["satisfaction.export"]._export(
            self._name,
            Domain("id", "=", self.id),
            period=[str(first), str(last), label],
        )


class SatisfactionWave(models.Model):
    _inherit = "satisfaction.wave"

    def action_export_workbook(self):
        """The spreadsheet of this wave."""
        self.ensure_one()
        return self.env["satisfaction.export"]._export_records(self)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_export_satisfaction_workbook(self):
        """The spreadsheet of this client, of all times."""
        self.ensure_one()
        return self.env["satisfaction.export"]._export_records(self)
