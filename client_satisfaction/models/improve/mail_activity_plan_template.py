# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .case_people import ROLE_FIELDS

RESPONSIBLE_FIELDS = {**ROLE_FIELDS, "program_manager": "program_manager_id"}


class MailActivityPlanTemplate(models.Model):
    """Steps of a plan for the people of a case, whoever they are for that client."""

    _inherit = "mail.activity.plan.template"

    responsible_type = fields.Selection(
        selection_add=[
            ("client_manager", "Client manager"),
            ("service_manager", "Service manager"),
            ("senior_management", "Senior management"),
            ("program_manager", "Programme manager"),
        ],
        ondelete={
            "client_manager": "cascade",
            "service_manager": "cascade",
            "senior_management": "cascade",
            "program_manager": "cascade",
        },
    )
    satisfaction_deadline = fields.Selection(
        [("contact", "Contact deadline"), ("report", "Promised report")],
        "Counts from",
        help="The interval counts from this day of the case; empty: from the day the"
        " plan starts.",
    )

    @api.constrains("plan_id", "responsible_type", "satisfaction_deadline")
    def _check_satisfaction_responsible(self):
        for step in self:
            if step.plan_id.res_model != "satisfaction.case" and (
                step.responsible_type in RESPONSIBLE_FIELDS
                or step.satisfaction_deadline
            ):
                raise ValidationError(
                    self.env._(
                        "Client manager, service manager, senior management, programme"
                        " manager and the deadlines of a case can only be used in plans"
                        " for satisfaction cases."
                    )
                )

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """The person of the case; the programme manager for whoever is missing."""
        field = RESPONSIBLE_FIELDS.get(self.responsible_type)
        if not field or applied_on_record._name != "satisfaction.case":
            return super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        case = applied_on_record
        missing = (case.missing_roles or "").split(",")
        warning = False
        if self.responsible_type in missing or not case[field]:
            roles = self._fields["responsible_type"]._description_selection(self.env)
            warning = self.env._(
                "Nobody is available as %(role)s of %(client)s: you stand in.",
                role=dict(roles)[self.responsible_type],
                client=case.client_id.name,
            )
        return {
            "responsible": case[field] or case.program_manager_id,
            "error": False,
            "warning": warning,
        }
