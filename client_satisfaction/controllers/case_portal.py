# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Complaints and cases in the customer portal: report, follow, rate, reopen.

A case is shown to the contact it belongs to and to nobody else: found by the contact
who is signed in, or by the link in a mail to that contact. Pages write on POST only.
"""

from http import HTTPStatus
from urllib.parse import quote

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .enclosed_files import FILE_LIMIT, FILE_TYPES, MOST_FILES, read_files

URL = "/my/satisfaction/cases"
COMPLAINT_URL = "/my/satisfaction/complaint"
PAGE_SIZE = 20
MOST_TICKETS = 50
TEXT_LIMIT = 10_000
MAX_FORM = MOST_FILES * FILE_LIMIT + 256 * 1024
#: A drawn signature in base64, with its name
MAX_SIGNATURE = 2 * 1024 * 1024
SAID = ("complaint", "rate", "message", "sign")


class SatisfactionCasePortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "satisfaction_case_count" in counters:
            values["satisfaction_case_count"] = self._cases().search_count(
                self._own_cases()
            )
        return values

    # ------------------------------------------------------------------
    # Report a complaint
    # ------------------------------------------------------------------
    @http.route(
        COMPLAINT_URL,
        type="http",
        auth="user",
        website=True,
        readonly=True,
        methods=["GET"],
    )
    def portal_complaint(self, ticket=None, **_params):
        """An empty form, about a ticket where it is opened from there."""
        chosen = self._find_ticket(ticket)
        return self._show_complaint({"ticket": chosen.id})

    @http.route(
        COMPLAINT_URL,
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_FORM,
    )
    def portal_complaint_submit(self, **params):
        """Take the complaint in, or say what is missing and keep what was written."""
        contact = request.env.user.partner_id
        text = (params.get("text") or "").strip()
        subject = " ".join((params.get("subject") or "").split())[:200]
        ticket = self._find_ticket(params.get("ticket"))
        can_work = params.get("can_work")
        entered = {
            "text": text,
            "subject": subject,
            "ticket": ticket.id,
            "can_work": can_work,
        }
        try:
            if not text:
                raise ValidationError(
                    request.env._("Please write what happened. Nothing was sent yet.")
                )
            if len(text) > TEXT_LIMIT:
                raise ValidationError(
                    request.env._(
                        "Please shorten the text to %(count)s characters, or enclose it"
                        " as a file. Nothing was sent yet.",
                        count=TEXT_LIMIT,
                    )
                )
            if can_work not in ("yes", "limited", "no"):
                raise ValidationError(
                    request.env._(
                        "Please say whether you can work. Nothing was sent yet."
                    )
                )
            files = read_files()
        except ValidationError as error:
            return self._show_complaint(entered, error.args[0], 422)
        case = self._cases()._record_complaint(
            {
                "text": text,
                "subject": subject,
                "partner_id": contact.id,
                "ticket_id": ticket.id,
                "company_id": (ticket.company_id or request.env.company).id,
                "way": "portal",
                "can_work": can_work,
                "attachments": files,
            }
        )
        return request.redirect(f"{URL}/{case.id}?said=complaint", code=303)

    def _show_complaint(self, entered, problem="", status=200):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "satisfaction_complaint",
            "tickets": self._own_tickets(),
            "entered": entered,
            "problem": problem,
            "text_limit": TEXT_LIMIT,
            "most_files": MOST_FILES,
            "file_megabytes": FILE_LIMIT // 1024 // 1024,
            "file_types": ",".join(f".{kind}" for kind in FILE_TYPES),
        }
        return self._render_case_page("portal_complaint", values, status)

    def _own_tickets(self):
        # sudo: found by the contact who is signed in, not by what the portal shares
        return (
            request.env["helpdesk.ticket"]
            .sudo()
            .search(
                [("partner_id", "=", request.env.user.partner_id.id)],
                order="create_date desc, id desc",
                limit=MOST_TICKETS,
            )
        )

    def _find_ticket(self, value):
        """The own ticket of that number; a foreign one is none."""
        number = int(value) if str(value or "").isdigit() else 0
        # sudo: see _own_tickets
        tickets = request.env["helpdesk.ticket"].sudo()
        return tickets.search(
            [
                ("id", "=", min(number, 2**31 - 1)),
                ("partner_id", "=", request.env.user.partner_id.id),
            ]
        )

    # ------------------------------------------------------------------
    # Look at cases
    # ------------------------------------------------------------------
    @http.route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_cases(self, page=1, **_params):
        """The contact's own cases, the open ones first."""
        cases = self._cases()
        own = self._own_cases()
        pager = portal_pager(
            url=URL, total=cases.search_count(own), page=page, step=PAGE_SIZE
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "satisfaction_cases",
            "cases": cases.search(
                own,
                order="received_at desc, id desc",
                limit=PAGE_SIZE,
                offset=pager["offset"],
            ),
            "pager": pager,
        }
        return self._render_case_page("portal_cases", values)

    @http.route(
        f"{URL}/<int:case_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def portal_case(self, case_id, access_token=None, said=None, **_params):
        """One case: what was said, who takes care, how far it is, what was decided."""
        case = self._find_case(case_id, access_token)
        if not case:
            return self._show_gone(case_id)
        return self._show_case(case, access_token, said=said)

    @http.route(
        f"{URL}/<int:case_id>/rate",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def portal_case_rate(self, case_id, access_token=None, **params):
        """Rate what was done; accept it, or reopen the case."""
        case = self._find_case(case_id, access_token)
        if not case:
            return self._show_gone(case_id)
        return self._act(
            case,
            access_token,
            "rate",
            lambda: case._rate_fix(
                params.get("rating"),
                params.get("comment"),
                params.get("name"),
                reopen=params.get("decision") == "reopen",
            ),
            params,
        )

    @http.route(
        f"{URL}/<int:case_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
        sitemap=False,
        max_content_length=MAX_SIGNATURE,
    )
    def portal_case_sign(
        self, case_id, access_token=None, name="", signature="", **_params
    ):
        """Keep the contact's signature under the case; answers the signature form."""
        # The form's address holds the link's secret, its body doesn't.
        access_token = access_token or request.httprequest.args.get("access_token")
        case = self._find_case(case_id, access_token)
        if not case:
            return {"error": request.env._("There is nothing to sign here.")}
        try:
            with request.env.cr.savepoint():
                case._sign_off(name, signature, request.httprequest.remote_addr)
        except LockError:
            return {
                "error": request.env._(
                    "Somebody works on it just now. Please try again."
                )
            }
        except UserError as error:
            return {"error": error.args[0]}
        query = f"&access_token={quote(access_token)}" if access_token else ""
        return {
            "force_refresh": True,
            "redirect_url": f"{URL}/{case.id}?said=sign{query}",
        }

    @http.route(
        f"{URL}/<int:case_id>/message",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
        max_content_length=MAX_FORM,
    )
    def portal_case_message(self, case_id, access_token=None, **params):
        """Write to the people of the case."""
        case = self._find_case(case_id, access_token)
        if not case:
            return self._show_gone(case_id)
        return self._act(
            case,
            access_token,
            "message",
            lambda: case._client_message(params.get("text"), read_files()),
            params,
        )

    @http.route(
        f"{URL}/<int:case_id>/file/<int:attachment_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def portal_case_file(self, case_id, attachment_id, access_token=None, **_params):
        """A file of the conversation, never shown in the page's own name."""
        case = self._find_case(case_id, access_token)
        attachment = (
            case._get_client_messages().attachment_ids.filtered(
                lambda one: one.id == attachment_id
            )
            if case
            else None
        )
        if not attachment:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        return stream.get_response(as_attachment=True)

    # ------------------------------------------------------------------
    # Whose cases
    # ------------------------------------------------------------------
    def _cases(self):
        """Cases as superuser: clients have no rights on them, and each search here is
        limited to the contact who is signed in or holds the link."""
        cases = request.env["satisfaction.case"].with_user(SUPERUSER_ID).sudo()
        return cases.with_context(lang=request.env.lang)

    def _own_cases(self):
        return Domain("partner_id", "=", request.env.user.partner_id.id)

    def _find_case(self, case_id, token=None):
        """The case of that number, for its contact or whoever holds the link."""
        case = self._cases().browse(case_id).exists()
        if not case:
            return case
        user = request.env.user
        own = not user._is_public() and case.partner_id == user.partner_id
        if own or (isinstance(token, str) and case._is_link_good(token)):
            return case.with_company(case.company_id)
        return case.browse()

    def _act(self, case, token, said, act, params):
        """Do what the client asks, or show the page with what keeps it from."""
        try:
            with request.env.cr.savepoint():
                act()
        except LockError:
            problem = request.env._("Somebody works on it just now. Please try again.")
            return self._show_case(case, token, problem, params, status=409)
        except UserError as error:
            case.invalidate_recordset()
            return self._show_case(case, token, error.args[0], params, status=422)
        query = f"&access_token={quote(token)}" if token else ""
        return request.redirect(f"{URL}/{case.id}?said={said}{query}", code=303)

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------
    def _show_case(self, case, token, problem="", entered=None, said=None, status=200):
        user = request.env.user
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "satisfaction_case",
            "case": case,
            "token": token,
            "sign_url": f"{URL}/{case.id}/sign"
            + (f"?access_token={quote(token)}" if token else ""),
            "is_signed_in": not user._is_public(),
            "name": (entered or {}).get("name") or case.partner_id.name or "",
            "problem": problem,
            "entered": entered or {},
            "said": said if said in SAID else "",
            "text_limit": TEXT_LIMIT,
            "file_types": ",".join(f".{kind}" for kind in FILE_TYPES),
        }
        return self._render_case_page("portal_case", values, status)

    def _show_gone(self, case_id):
        """Foreign, unknown, or a link that is over: all look the same."""
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "satisfaction_cases",
            "is_signed_in": not request.env.user._is_public(),
            "login_url": f"/web/login?redirect={URL}/{case_id}",
        }
        return self._render_case_page("portal_case_gone", values, HTTPStatus.NOT_FOUND)

    def _render_case_page(self, template, values, status=200):
        response = request.render(f"client_satisfaction.{template}", values)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        # The address may hold a link that lets the client decide.
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
