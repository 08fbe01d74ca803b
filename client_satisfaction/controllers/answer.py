# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The page a mail link opens: shows on GET, stores on POST.

The token in the address is the only key. Whoever has it may answer once, whoever has
not learns nothing. Link scanners open and sometimes even post what they find in a
mail: a GET writes nothing at all, a POST needs a page that was really shown, and the
first valid answer wins.
"""

from datetime import timedelta

from odoo import fields, http
from odoo.http import request
from odoo.tools import is_html_empty

from ..exceptions import AnswerError, AnswerRefused
from .answer_door import MAX_BODY, READ_METHODS, AnswerDoor, is_known
from .answer_form import TEXT_LIMIT, AnswerForm, can_carry
from .answer_response import (
    PATH,
    render,
    render_message,
    render_part,
    word_date,
    word_day,
    word_list,
    word_time,
)


class AnswerController(AnswerDoor, http.Controller):
    # ------------------------------------------------------------------
    # Routes
    # ------------------------------------------------------------------
    @http.route(
        f"{PATH}<string:token>",
        type="http",
        auth="public",
        methods=READ_METHODS,
        readonly=is_known,
        sitemap=False,
    )
    def show(self, token, value=None, **_params):
        """Show the questions, with the rating of the link chosen."""
        ask, lang, refusal = self._open(token)
        if refusal:
            return refusal
        if closed := self._show_closed(ask, lang):
            return closed
        if not can_carry(ask.survey_id):
            return self._show_start(ask, lang, value)
        form = AnswerForm(ask)
        status, notice = 200, ""
        if value is not None and not form.choose_from_link(value):
            status = 400
            notice = request.env._(
                "The link carried a rating that does not exist here. Please choose one"
                " below."
            )
            value = None
        return self._show_form(
            ask, lang, form, notice=notice, status=status, value=value
        )

    # CSRF is checked below instead of by the dispatcher: the visitor keeps what was
    # typed and reads a sentence, and the token stays out of the log.
    @http.route(
        f"{PATH}<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        max_content_length=MAX_BODY,
        sitemap=False,
    )
    def submit(self, token, **_params):
        """Store the answer. The first valid one wins (D17)."""
        ask, lang, refusal = self._open(token, in_turn=True)
        if refusal:
            return refusal
        if not can_carry(ask.survey_id):
            return self._start_native(ask, lang)
        form = AnswerForm(ask)
        answers, entered = form.collect(request.httprequest.form)
        suspicion = self._find_suspicion(ask)
        notice = ""
        if not self._closed_reason(ask):
            if not self._is_own_form(ask):
                notice = self._word_lost_page()
            elif not ask._can_be_held_back() and ask._find_suspicions(
                "mail", suspicion
            ):
                notice = self._word_press_again()
        if notice:
            form.fill(entered)
            return self._show_form(ask, lang, form, notice=notice, status=400)
        try:
            # On a closed ask this logs the attempt and refuses: no CSRF is needed to
            # learn that nothing changes.
            ask._record_answers({ask.id: answers}, mode="mail", suspicion=suspicion)
        except AnswerError as error:
            return self._show_problems(ask, lang, form, entered, error)
        except AnswerRefused:
            ask.invalidate_recordset()
            return self._show_closed(ask, lang, is_refused=True)
        return self._show_thanks(ask, lang)

    @http.route(
        f"{PATH}<string:token>/thanks",
        type="http",
        auth="public",
        methods=READ_METHODS,
        # The answer was stored this very moment: a replica may not have it yet.
        readonly=False,
        sitemap=False,
    )
    def thanks(self, token, **_params):
        """What happens next; safe to load again."""
        ask, lang, refusal = self._open(token)
        if refusal:
            return refusal
        if ask.state != "answered":
            return self._show_closed(ask, lang) or self._redirect(ask)
        return self._show_thanks(ask, lang)

    @http.route(
        f"{PATH}<string:token>/change",
        type="http",
        auth="public",
        methods=READ_METHODS,
        readonly=is_known,
        sitemap=False,
    )
    def show_change(self, token, **_params):
        """The respondent's own answer, to be corrected within the window (D17)."""
        ask, lang, refusal = self._open(token, is_personal=True)
        if refusal:
            return refusal
        if not self._may_correct(ask):
            return self._show_closed(ask, lang) or self._redirect(ask)
        form = AnswerForm(ask)
        form.fill_from_answer(ask.user_input_id)
        return self._show_form(ask, lang, form, is_change=True)

    @http.route(
        f"{PATH}<string:token>/change",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        max_content_length=MAX_BODY,
        sitemap=False,
    )
    def submit_change(self, token, **_params):
        ask, lang, refusal = self._open(token, is_personal=True, in_turn=True)
        if refusal:
            return refusal
        if not self._may_correct(ask):
            return self._show_closed(ask, lang) or self._redirect(ask)
        form = AnswerForm(ask)
        answers, entered = form.collect(request.httprequest.form)
        notice = ""
        if not self._is_own_form(ask):
            notice = self._word_lost_page()
        elif self._find_suspicion(ask) or ask._find_suspicions("mail"):
            # A machine changes no answer; a person presses once more.
            notice = self._word_press_again()
        if notice:
            form.fill(entered)
            return self._show_form(
                ask, lang, form, notice=notice, status=400, is_change=True
            )
        try:
            ask._correct_answer({ask.id: answers})
        except AnswerError as error:
            return self._show_problems(ask, lang, form, entered, error, is_change=True)
        except AnswerRefused:
            ask.invalidate_recordset()
            return self._show_closed(ask, lang, is_refused=True)
        return self._show_thanks(ask, lang)

    # ------------------------------------------------------------------
    # What has become of the ask
    # ------------------------------------------------------------------
    def _closed_reason(self, ask):
        if ask._is_doubtful():
            return None  # a machine's answer doesn't shut out the client
        if ask.state in ("answered", "cancelled", "expired"):
            return ask.state
        if ask.expires_at and ask.expires_at <= fields.Datetime.now():
            return "expired"
        return None

    def _may_correct(self, ask):
        # What was answered on the native page can't be shown here again.
        return ask._is_correctable() and can_carry(ask.survey_id)

    def _show_closed(self, ask, lang, is_refused=False):
        """The page of an ask that takes no answer, None if it takes one.

        :param is_refused: the answer that just came was refused
        """
        reason = self._closed_reason(ask) or (is_refused and ask.state)
        if not reason:
            return None
        env = request.env
        links = []
        if reason == "answered":
            status = 409
            title = env._("You have already answered")
            sentences = [
                env._(
                    "We received your answer on %(date)s, thank you. The first answer"
                    " counts.",
                    date=word_date(ask, ask.answered_at, lang),
                )
            ]
            if self._may_correct(ask):
                links.append((self._url(ask, "/change"), env._("Change my answer")))
        elif reason == "expired":
            status = 410
            title = env._("Answering time is over")
            sentences = [
                ask.expires_at
                and env._(
                    "An answer was possible until %(date)s.",
                    date=word_day(ask._get_expiry_date(), lang),
                ),
                env._("We still like to hear from you: just write or call us."),
            ]
        else:
            status = 410
            title = env._("There is nothing to answer any more")
            sentences = [
                env._(
                    "We have withdrawn this question, for example because we work on"
                    " your ticket again. You don't need to do anything."
                )
            ]
        return render_message(
            title, sentences, ask=ask, lang=lang, status=status, links=links
        )

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------
    def _show_form(
        self, ask, lang, form, notice="", status=200, is_change=False, value=None
    ):
        expires = None if is_change else ask._get_expiry_date()
        values = {
            "ask": ask,
            "form": form,
            "fields": form.render(lambda: self._render_fields(form, lang)),
            "intro": self._get_intro(ask),
            "notice": notice,
            "is_change": is_change,
            "action": self._url(ask, "/change" if is_change else ""),
            "opt_out_url": self._url(ask, "/opt-out"),
            "csrf_token": request.csrf_token(),
            "mark": self._make_mark(ask),
            "expires": expires and word_day(expires, lang),
        }
        return render(
            "answer_page", values, ask=ask, lang=lang, status=status, value=value
        )

    def _render_fields(self, form, lang):
        values = {"form": form, "text_limit": TEXT_LIMIT}
        return render_part("answer_fields", values, lang)

    def _get_intro(self, ask):
        text = ask.survey_id.description
        return None if is_html_empty(text) else text

    def _show_problems(self, ask, lang, form, entered, error, is_change=False):
        form.fill(entered)
        form.show_problems(error.problems)
        # A problem of no particular question is told on top.
        notice = "" if form.problems else error.args[0]
        return self._show_form(
            ask, lang, form, notice=notice, status=422, is_change=is_change
        )

    def _show_start(self, ask, lang, value, notice="", status=200):
        """The way to the native survey page, for questionnaires this one can't show."""
        form = AnswerForm(ask)
        value = value if value and form.choose_from_link(value) else None
        values = {
            "ask": ask,
            "intro": self._get_intro(ask),
            "notice": notice,
            "value": value,
            "action": self._url(ask),
            "opt_out_url": self._url(ask, "/opt-out"),
            "csrf_token": request.csrf_token(),
            "mark": self._make_mark(ask),
            "expires": ask.expires_at and word_day(ask._get_expiry_date(), lang),
        }
        return render(
            "answer_start", values, ask=ask, lang=lang, status=status, value=value
        )

    def _start_native(self, ask, lang):
        """Give the ask an empty answer and go on in the native survey page."""
        if closed := self._show_closed(ask, lang):
            return closed
        value = request.httprequest.form.get("value")
        notice = ""
        if not self._is_own_form(ask):
            notice = self._word_lost_page()
        elif self._find_suspicion(ask):
            notice = self._word_press_again()
        if notice:
            return self._show_start(ask, lang, value, notice=notice, status=400)
        user_input = ask._start_native_answer(lang, value)
        return request.redirect(user_input.get_start_url(), code=303)

    def _show_thanks(self, ask, lang):
        """Thanks whatever the score, and what happens next and when (R74, R79).

        Also what answers the form: a redirect would cost the client one more way to
        the server and back. The page's script then puts its own address in place of
        the form's, so that loading it again sends nothing again.
        """
        promises = ask._get_follow_up_promises()[ask.id]
        names = [caller["name"] for caller in promises["callers"]]
        contact_by, report_by = promises["contact_by"], promises["report_by"]
        change_until = None
        if self._may_correct(ask):
            window = timedelta(minutes=ask.program_id.correction_minutes)
            change_until = word_time(ask, ask.answered_at + window, lang)
        values = {
            "ask": ask,
            "level": promises["level"],
            "callers": word_list(names, lang),
            "contact_day": contact_by and word_date(ask, contact_by, lang),
            "contact_time": contact_by and word_time(ask, contact_by, lang),
            "report_day": report_by and word_day(report_by, lang),
            "address": self._url(ask, "/thanks"),
            "change_url": change_until and self._url(ask, "/change"),
            "change_until": change_until,
            "opt_out_url": self._url(ask, "/opt-out"),
        }
        path = f"{PATH}{ask.access_token}/thanks"
        return render("answer_thanks", values, ask=ask, lang=lang, path=path)
