# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class SatisfactionKpiValue(models.Model):
    """SLA of closed tickets, from OCA's helpdesk_mgmt_sla (R6, R9)."""

    _inherit = "satisfaction.kpi.value"

    @api.model
    def _get_sla_figures(self, program, periods):
        """A ticket kept its service levels when none of them expired.

        Tickets without any service level are not judged. One still running on a
        closed ticket counts as expired once its deadline has passed.
        """
        self.env["helpdesk.ticket.sla"].flush_model()
        is_met = SQL(
            """
            (SELECT NOT bool_or(
                        sla.state = 'expired'
                        OR sla.state = 'in_progress' AND sla.deadline < %s
                    )
               FROM helpdesk_ticket_sla AS sla
              WHERE sla.ticket_id = closing.ticket_id)
            """,
            fields.Datetime.now(),
        )
        return self._count_sla(program, periods, is_met)
