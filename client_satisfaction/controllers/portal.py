# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The client's side as one place, and the contact's own asks and answers.

Asks and answers are found by the contact who is signed in: a colleague of the same
client sees neither, and no address holds a token. What else stands on the overview
comes from the pages of cases, remarks and the company, with their own limits.
"""

from odoo import SUPERUSER_ID, fields, http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..exceptions import AnswerError, AnswerRefused
from .answer_door import MAX_BODY
from .answer_form import TEXT_LIMIT, AnswerForm, can_carry
from .answer_response import word_date, word_day, word_list, word_time
from .case_portal import SatisfactionCasePortal
from .company_portal import SatisfactionCompanyPortal

PAGE_SIZE = 20
# Whom nobody rings up or waits for in a meeting answers in the portal.
DELIVERIES = ("mail", "portal")
URL = "/my/satisfaction"
FINISHED_CASES = ("done", "reviewed", "closed")
#: So many cases and remarks stand on the overview; their own pages have the rest.
MOST_SHOWN = 3


class SatisfactionPortal(SatisfactionCasePortal, SatisfactionCompanyPortal):
    # ------------------------------------------------------------------
    # The home of the portal
    # ------------------------------------------------------------------
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "satisfaction_waiting_count" in counters:
            values["satisfaction_waiting_count"] = self._count(self._waiting_domain())
        if "satisfaction_count" in counters:
            values["satisfaction_count"] = self._count(
                self._waiting_domain() | self._answered_domain()
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
    )
    def portal_my_satisfaction(self, page=1, **_params):
        """What waits for an answer, cases, remarks, the company, earlier answers."""
        answered = self._answered_domain()
        pager = portal_pager(
            url=URL, total=self._count(answered), page=page, step=PAGE_SIZE
        )
        ledger = self._ledger()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "satisfaction",
            "waiting": ledger.search(self._waiting_domain(), order="expires_at, id"),
            "answered": ledger.search(
                answered,
                order="answered_at desc, id desc",
                limit=PAGE_SIZE,
                offset=pager["offset"],
            ),
            "pager": pager,
            "word_date": self._word_date,
            "word_last_day": self._word_last_day,
            # The second page of the history is no overview.
            "is_overview": page == 1,
        }
        if page == 1:
            values |= self._get_overview()
        return self._render("portal_my_satisfaction", values)

    def _get_overview(self):
        """The latest of everything else, as its own pages would show it."""
        cases, remarks = self._cases(), self._remarks()
        own_cases = self._own_cases()
        visible = Domain("partner_id", "=", request.env.user.partner_id.id)
        return {
            # Open ones first: they are what the contact waits for.
            "cases": (
                cases.search(
                    own_cases & Domain("state", "not in", FINISHED_CASES),
                    order="received_at desc, id desc",
                    limit=MOST_SHOWN,
                )
                + cases.search(
                    own_cases & Domain("state", "in", FINISHED_CASES),
                    order="received_at desc, id desc",
                    limit=MOST_SHOWN,
                )
            )[:MOST_SHOWN],
            "case_count": cases.search_count(own_cases),
            "remarks": remarks.search(visible, limit=MOST_SHOWN),
            "remark_count": remarks.search_count(self._visible_domain()),
            "is_decision_leader": self._is_decision_leader(),
            "client": self._viewer().commercial_partner_id,
            "summaries": self._company_page()._get_summaries(
                self._viewer(), request.env.user.company_ids
            )
            if self._is_decision_leader()
            else [],
            "shown_state": self._get_shown_state,
            "word_day": lambda day: word_day(day, request.env.lang),
        }

    @http.route(
        f"{URL}/<int:ask_id>", type="http", auth="user", website=True, methods=["GET"]
    )
    def portal_satisfaction(self, ask_id, **_params):
        """The questions of one ask, or the contact's own answer to it."""
        ask = self._find_ask(ask_id)
        if not ask:
            return request.redirect(URL)
        if self._is_waiting(ask):
            return self._show_questions(ask, AnswerForm(ask))
        if ask.state == "answered":
            return self._show_answer(ask)
        return self._show_closed(ask)

    @http.route(
        f"{URL}/<int:ask_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_BODY,
    )
    def portal_satisfaction_submit(self, ask_id, **_params):
        """Store the contact's own answer; the first valid one wins (D17)."""
        ask = self._find_ask(ask_id)
        if not ask:
            return request.redirect(URL)
        if not can_carry(ask.survey_id):
            return self._start_native(ask)
        form = AnswerForm(ask)
        answers, entered = form.collect(request.httprequest.form)
        try:
            ask._record_answers({ask.id: answers}, mode="portal")
        except AnswerError as error:
            form.fill(entered)
            form.show_problems(error.problems)
            notice = "" if form.problems else error.args[0]
            return self._show_questions(ask, form, notice=notice, status=422)
        except AnswerRefused as refusal:
            ask.invalidate_recordset()
            if ask.state == "answered":
                return self._show_answer(ask, notice=refusal.args[0], status=409)
            return self._show_closed(ask)
        return request.redirect(f"{URL}/{ask.id}", code=303)

    # ------------------------------------------------------------------
    # Whose asks
    # ------------------------------------------------------------------
    def _ledger(self):
        """The ledger, as superuser: portal users have no rights on it, and each
        search here is limited to the contact who is signed in."""
        lang = request.env.lang
        ledger = request.env["satisfaction.request"].with_user(SUPERUSER_ID).sudo()
        return ledger.with_context(lang=lang)

    def _own_domain(self):
        return Domain("partner_id", "=", request.env.user.partner_id.id)

    def _waiting_domain(self):
        return (
            self._own_domain()
            & Domain("state", "=", "sent")
            & Domain("delivery", "in", DELIVERIES)
            & (
                Domain("expires_at", "=", False)
                | Domain("expires_at", ">", fields.Datetime.now())
            )
        )

    def _answered_domain(self):
        return self._own_domain() & Domain("state", "=", "answered")

    def _count(self, domain):
        return self._ledger().search_count(domain)

    def _find_ask(self, ask_id):
        """The ask of that number, if it was put to whoever is signed in."""
        ask = self._ledger().search(
            self._own_domain()
            & Domain("id", "=", ask_id)
            & Domain("state", "in", ("sent", "answered", "expired", "cancelled")),
            limit=1,
        )
        return ask.with_company(ask.company_id)

    def _is_waiting(self, ask):
        return bool(ask.filtered_domain(self._waiting_domain()))

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------
    def _show_questions(self, ask, form, notice="", status=200):
        values = {
            "form": form,
            "can_carry": can_carry(ask.survey_id),
            "text_limit": TEXT_LIMIT,
            "expires": ask.expires_at and self._word_last_day(ask),
        }
        return self._show(ask, "portal_satisfaction_questions", values, notice, status)

    def _show_answer(self, ask, notice="", status=200):
        promises = ask._get_follow_up_promises()[ask.id]
        lang = request.env.lang
        contact_by, report_by = promises["contact_by"], promises["report_by"]
        values = {
            "lines": self._read_answer(ask),
            "level": promises["level"],
            "callers": word_list(
                [caller["name"] for caller in promises["callers"]], lang
            ),
            "contact_day": contact_by and word_date(ask, contact_by, lang),
            "contact_time": contact_by and word_time(ask, contact_by, lang),
            "report_day": report_by and word_day(report_by, lang),
        }
        return self._show(ask, "portal_satisfaction_answer", values, notice, status)

    def _show_closed(self, ask):
        if ask.state == "cancelled":
            sentence = request.env._("We have withdrawn this question.")
        else:
            sentence = request.env._("The time for this answer is over.")
        return self._show(
            ask, "portal_satisfaction_closed", {"sentence": sentence}, "", 410
        )

    def _show(self, ask, template, values, notice, status):
        values = {
            **self._prepare_portal_layout_values(),
            **values,
            "page_name": "satisfaction_ask",
            "ask": ask,
            "notice": notice,
            "word_date": self._word_date,
        }
        return self._render(template, values, status)

    def _render(self, template, values, status=200):
        response = request.render(f"client_satisfaction.{template}", values)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        return response

    def _read_answer(self, ask):
        """The contact's own answer as (question, text), in the order of the form."""
        texts = {}
        for line in ask.user_input_id.user_input_line_ids:
            texts.setdefault(line.question_id, []).append(self._word_line(line))
        return [
            (question.title, ", ".join(filter(None, texts[question])))
            for question in ask.survey_id.question_ids
            if any(texts.get(question, ()))
        ]

    def _word_line(self, line):
        if line.satisfaction_is_na:
            return request.env._("Not applicable")
        if line.skipped:
            return ""
        if line.answer_type == "scale":
            return f"{line.value_scale} / {line.question_id.scale_max}"
        if line.answer_type == "text_box":
            return line.value_text_box  # its name would be shortened
        return line.display_name

    def _start_native(self, ask):
        """The native page for questionnaires this one can't show; its address holds
        a token of the answer that only its owner is sent to."""
        if not self._is_waiting(ask):
            return self._show_closed(ask)
        user_input = ask._start_native_answer(request.env.lang)
        return request.redirect(user_input.get_start_url(), code=303)

    def _word_date(self, ask, moment):
        return word_date(ask, moment, request.env.lang)

    def _word_last_day(self, ask):
        """The day the mail names, wherever the contact lives."""
        return word_day(ask._get_expiry_date(), request.env.lang)
