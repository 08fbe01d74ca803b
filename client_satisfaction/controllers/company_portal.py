# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The client's company in the customer portal, for its decision leaders.

Whoever has no such role finds nothing here, and nobody finds another client or one of
our companies they don't belong to. Released reports open for decision leaders, and
by a link with an end for whoever holds it.
"""

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.fields import Domain
from odoo.http import request

from .answer_response import word_day
from .remark_portal import RemarkPortal

URL = "/my/satisfaction/company"
REPORT_URL = "/my/satisfaction/reports"
SHARED_URL = "/satisfaction/report"
MOST_REMARKS = 5


class SatisfactionCompanyPortal(RemarkPortal):
    @http.route(
        URL, type="http", auth="user", website=True, readonly=True, methods=["GET"]
    )
    def portal_satisfaction_company(self, **_params):
        """Score, levels, actions, cases and reports of the viewer's company."""
        if not self._is_decision_leader():
            return request.redirect("/my/satisfaction")
        remarks, visible = self._remarks(), self._visible_domain()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "satisfaction_company",
            "remarks": remarks.search(visible, limit=MOST_REMARKS),
            "remark_count": remarks.search_count(visible),
            "shown_state": self._get_shown_state,
            "word_day": lambda day: word_day(day, request.env.lang),
            "me": self._viewer(),
            "client": self._viewer().commercial_partner_id,
            "pages": self._company_page()._get_pages(
                self._viewer(), request.env.user.company_ids
            ),
        }
        response = request.render("client_satisfaction.portal_company", values)
        response.headers["Cache-Control"] = "no-store"
        return response

    @http.route(
        f"{REPORT_URL}/<int:report_id>",
        type="http",
        auth="user",
        readonly=True,
        methods=["GET"],
    )
    def portal_satisfaction_report(self, report_id, **_params):
        """The PDF of a report that was released to the viewer's company."""
        user = request.env.user
        if not self._is_decision_leader():
            raise NotFound()
        report = self._reports().search(
            Domain("id", "=", report_id)
            & Domain("state", "=", "released")
            & Domain("client_id", "=", self._viewer().commercial_partner_id.id)
            & Domain("company_id", "in", user.company_ids.ids),
            limit=1,
        )
        return self._send_report(report)

    @http.route(
        f"{SHARED_URL}/<int:report_id>/<string:token>",
        type="http",
        auth="public",
        readonly=True,
        sitemap=False,
        methods=["GET"],
    )
    def shared_satisfaction_report(self, report_id, token, **_params):
        """The PDF of a report by its link, as long as the link lives."""
        report = self._reports().browse(report_id).exists()
        if not report or not report._is_link_good(token):
            raise NotFound()
        return self._send_report(report)

    # ------------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------------
    def _viewer(self):
        return request.env.user.partner_id.sudo()  # sudo: the contact's own record

    def _is_decision_leader(self):
        return self._viewer().satisfaction_role == "decision_leader"

    def _reports(self):
        """Reports, as superuser: portal users have no rights on them; each use here
        names the viewer's client, or needs the secret of the link."""
        return request.env["satisfaction.client.report"].with_user(SUPERUSER_ID).sudo()

    def _company_page(self):
        """The page's values, as superuser: asked for decision leaders only, and for
        their own client."""
        page = request.env["satisfaction.company.page"].with_user(SUPERUSER_ID).sudo()
        return page.with_context(
            lang=request.env.lang,
            allowed_company_ids=request.env.user.company_ids.ids,
        )

    def _send_report(self, report):
        if not report or not report.document:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(
            report, "document", filename=report.document_name
        )
        response = stream.get_response(as_attachment=True)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
