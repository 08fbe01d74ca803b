# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a client said and what became of it, in the customer portal.

Remarks are found by the contact who is signed in: their own, and for the decision
leader of a client those of the company, except anonymous and confidential ones.
Reading writes nothing; telling and rating are POSTs with a token of the session.
"""

import re
import uuid
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, fields, http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .answer_door import MAX_BODY
from .answer_form import TEXT_LIMIT
from .answer_response import word_day

PAGE_SIZE = 20
URL = "/my/satisfaction/remarks"
TELL_URL = "/my/satisfaction/tell"
KINDS = ("suggestion", "praise", "complaint", "comment")
#: Nobody says more than that in a day; a program might.
MOST_A_DAY = 20
#: A rating may be changed for so long; then it is history.
CHANGEABLE_FOR = timedelta(days=30)
ONCE = re.compile("[0-9a-f]{32}")
#: What is decided, but not yet told, is not shown either.
SHOWN_WHEN = ("told", "unreachable")


class RemarkPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "satisfaction_remark_count" in counters:
            values["satisfaction_remark_count"] = self._remarks().search_count(
                self._visible_domain()
            )
        return values

    # ------------------------------------------------------------------
    # Routes
    # ------------------------------------------------------------------
    @http.route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
        methods=["GET"],
    )
    def portal_my_remarks(self, page=1, thanks="", **_params):
        """Everything said, the latest first, with what became of it."""
        remarks = self._remarks()
        domain = self._visible_domain()
        pager = portal_pager(
            url=URL, total=remarks.search_count(domain), page=page, step=PAGE_SIZE
        )
        found = remarks.search(domain, limit=PAGE_SIZE, offset=pager["offset"])
        return self._render_remarks(
            "portal_my_remarks",
            {
                "page_name": "satisfaction_remarks",
                "remarks": found,
                "pager": pager,
                "thanks": thanks if thanks in KINDS else "",
            },
        )

    @http.route(
        f"{URL}/<int:remark_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
        methods=["GET"],
    )
    def portal_remark(self, remark_id, **_params):
        """One remark: our decision, our explanation, what was done, the rating."""
        remark = self._find_remark(remark_id)
        if not remark:
            return request.redirect(URL)
        return self._show_remark(remark)

    @http.route(
        f"{URL}/<int:remark_id>/rating",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_BODY,
    )
    def portal_remark_rate(self, remark_id, rating="", comment="", **_params):
        """Keep the contact's rating of what we did (R89)."""
        remark = self._find_remark(remark_id)
        if not remark:
            return request.redirect(URL)
        if not self._may_rate(remark):
            return self._show_remark(
                remark, request.env._("This can't be rated any more."), 409
            )
        partner = request.env.user.partner_id
        try:
            remark._rate(rating, comment[:TEXT_LIMIT], partner=partner)
        except UserError as error:
            return self._show_remark(remark, error.args[0], 422, comment)
        return request.redirect(f"{URL}/{remark.id}", code=303)

    @http.route(
        TELL_URL,
        type="http",
        auth="user",
        website=True,
        readonly=True,
        methods=["GET"],
    )
    def portal_tell(self, kind="", **_params):
        """The form that is always open (R126)."""
        return self._show_form(kind if kind in KINDS else "")

    @http.route(
        TELL_URL,
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_BODY,
    )
    def portal_tell_submit(self, kind="", text="", once="", **_params):
        """Keep what the contact says; a complaint opens a case."""
        text = text.replace("\x00", "").strip()
        problem = ""
        if kind not in KINDS:
            problem = request.env._("Please choose what it is.")
        elif not text:
            problem = request.env._("Please write what you want to tell us.")
        elif len(text) > TEXT_LIMIT:
            problem = request.env._(
                "That is too long: %s characters at most, please.", TEXT_LIMIT
            )
        if problem:
            return self._show_form(kind, text[:TEXT_LIMIT], problem, 422)
        if self._has_said_too_much():
            problem = request.env._(
                "You told us a lot today. Please call us, or write again tomorrow."
            )
            return self._show_form(kind, text, problem, 429)
        self._keep(kind, text, once)
        return request.redirect(f"{URL}?thanks={kind}", code=303)

    # ------------------------------------------------------------------
    # Whose remarks
    # ------------------------------------------------------------------
    def _remarks(self):
        """The remarks, as superuser: portal users have no rights on them, and each
        search here is limited to what the contact who is signed in may see."""
        remarks = request.env["satisfaction.remark"].with_user(SUPERUSER_ID).sudo()
        return remarks.with_context(lang=request.env.lang)

    def _visible_domain(self):
        # sudo: the contact's own role
        partner = request.env.user.partner_id.sudo()
        domain = Domain("partner_id", "=", partner.id)
        if partner.satisfaction_role == "decision_leader":
            domain |= (
                Domain("client_id", "=", partner.commercial_partner_id.id)
                & Domain("company_id", "in", request.env.user.company_ids.ids)
                & Domain("is_confidential", "=", False)
                & Domain("is_anonymous", "=", False)
            )
        return domain

    def _find_remark(self, remark_id):
        return self._remarks().search(
            self._visible_domain() & Domain("id", "=", remark_id), limit=1
        )

    def _get_own_rating(self, remark):
        partner = request.env.user.partner_id
        return remark.outcome_rating_ids.filtered(
            lambda rating: rating.partner_id == partner and not rating.assessment_id
        )[:1]

    def _may_rate(self, remark):
        """What was done or refused, and known, until the first rating is history."""
        if self._get_shown_state(remark) not in ("done", "declined"):
            return False
        rating = self._get_own_rating(remark)
        return not rating or rating.create_date > fields.Datetime.now() - CHANGEABLE_FOR

    # ------------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------------
    def _has_said_too_much(self):
        partner = request.env.user.partner_id
        recently = fields.Datetime.now() - timedelta(days=1)
        return (
            self._remarks().search_count(
                Domain("partner_id", "=", partner.id)
                & Domain("source", "=", "portal")
                & Domain("create_date", ">", recently),
                limit=MOST_A_DAY,
            )
            >= MOST_A_DAY
        )

    def _keep(self, kind, text, once):
        """Store it once, also when the button was pressed twice."""
        user = request.env.user
        partner = user.partner_id
        company = user.company_id
        if kind == "complaint":
            # sudo: whoever is signed in may complain in their own name
            request.env["satisfaction.case"].sudo()._record_complaint(
                {
                    "text": text,
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "way": "portal",
                }
            )
            return
        once = once if ONCE.fullmatch(once) else uuid.uuid4().hex
        try:
            with request.env.cr.savepoint():
                self._remarks().with_context(
                    mail_create_nosubscribe=True,
                    lang=company.partner_id.lang,
                ).create(
                    {
                        "text": text,
                        "kind": kind,
                        "source": "portal",
                        "source_key": f"portal:{partner.id}:{once}",
                        "partner_id": partner.id,
                        "lang": request.env.lang,
                        "company_id": company.id,
                        "said_on": company._satisfaction_today(),
                    }
                )
        except UniqueViolation:
            return  # the second click

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------
    def _show_remark(self, remark, notice="", status=200, comment=None):
        rating = self._get_own_rating(remark)
        return self._render_remarks(
            "portal_remark",
            {
                "page_name": "satisfaction_remark",
                "remark": remark,
                "rating": rating,
                "may_rate": self._may_rate(remark),
                "comment": rating.comment if comment is None else comment,
                "notice": notice,
                "text_limit": TEXT_LIMIT,
            },
            status,
        )

    def _show_form(self, kind="", text="", problem="", status=200):
        return self._render_remarks(
            "portal_tell",
            {
                "page_name": "satisfaction_tell",
                "kind": kind,
                "text": text,
                "problem": problem,
                "once": uuid.uuid4().hex,
                "text_limit": TEXT_LIMIT,
            },
            status,
        )

    def _get_shown_state(self, remark):
        """The decision as far as the client was told."""
        if remark.state in ("new", "noted") or remark.telling_state in SHOWN_WHEN:
            return remark.state
        return "in_progress"

    def _render_remarks(self, template, values, status=200):
        response = request.render(
            f"client_satisfaction.{template}",
            {
                **self._prepare_portal_layout_values(),
                **values,
                "shown_state": self._get_shown_state,
                "word_day": lambda day: word_day(day, request.env.lang),
                "me": request.env.user.partner_id,
            },
        )
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        return response
