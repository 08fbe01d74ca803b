# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools.image import image_data_uri
from odoo.tools.misc import format_date

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .pdf import SECTION_COLOR, Foot


class ReportCertificate(models.AbstractModel):
    """The certificate of thanks on one page, in the contact's language (R30)."""

    _name = "report.client_satisfaction.certificate"
    _description = "Certificate of Thanks"
    _inherit = ["satisfaction.paged.report"]

    @api.model
    def _get_report_values(self, docids, data=None):
        certificates = self.env["satisfaction.certificate"].browse(docids).exists()
        certificates.check_access("read")
        shrinks = (data or {}).get("report_type") == "pdf" and not (
            _wkhtml().is_patched_qt
        )
        return {
            "doc_ids": certificates.ids,
            "doc_model": certificates._name,
            "docs": certificates,
            "pages": [self._get_page(certificate) for certificate in certificates],
            "section_color": SECTION_COLOR,
            # See the client review: unpatched builds lay out a wider page.
            "print_zoom": "1.29" if shrinks else "1",
        }

    def _get_page(self, certificate):
        """Plain values of one certificate."""
        lang = certificate._get_lang()
        certificate = certificate.with_context(lang=lang)
        company = certificate.company_id
        return {
            "lang": lang,
            "contact": certificate.partner_id.name,
            "client": certificate.client_id.name
            if certificate.client_id != certificate.partner_id
            else "",
            "times": certificate._word_times(),
            "reason": certificate.reason,
            "improvement": certificate.improvement,
            "day": format_date(certificate.env, certificate.issued_on, lang, "long"),
            "signed_by": certificate.issued_by_id.name,
            "company": company.name,
            "logo": company.logo and image_data_uri(company.logo),
            "number": certificate.name,
            "color": company.primary_color or "#1d4ed8",
        }

    @api.model
    def _get_feet(self, docids):
        certificates = self.env["satisfaction.certificate"].browse(docids).exists()
        return [
            Foot(
                f"{certificate.name} · {certificate.company_id.name}",
                lambda number, count: "",
            )
            for certificate in certificates
        ]
