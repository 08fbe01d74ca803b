# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools.misc import format_date


class ReportSupplierRequest(models.AbstractModel):
    """The request as the supplier reads it (R95).

    Subject, the text written for the supplier, the day, and the names of the clients
    that were ticked. Nothing is read from remarks, cases or answers.
    """

    _name = "report.client_satisfaction.supplier_request"
    _description = "Request to a Supplier"
    _inherit = ["satisfaction.client.document"]
    _document_model = "satisfaction.supplier.request"

    def _get_page(self, request):
        # A document that names what it must not is not even printed.
        request._check_nothing_confidential()
        # sudo: names and addresses of those the user writes to and for
        known = request.sudo()
        return {
            "company": self._get_company(request.company_id),
            "supplier": known.supplier_id.name,
            "address": "\n".join(
                filter(
                    str.strip,
                    known.supplier_id._display_address(
                        without_company=True
                    ).splitlines(),
                )
            ),
            "subject": request.name,
            "text": request.text or "",
            "wants_plan": request.demand == "plan",
            "clients": known.client_ids.mapped("name"),
            "day": format_date(self.env, request.date_due, date_format="long"),
            "asker": known.user_id.name,
            "email": known.user_id.email or request.company_id.email or "",
            "phone": known.user_id.phone or request.company_id.phone or "",
        }

    def _get_foot(self, request):
        return f"{request.name} · {request.company_id.name}"
