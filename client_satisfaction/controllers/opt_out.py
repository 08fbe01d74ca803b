# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from .answer_door import MAX_BODY, READ_METHODS, AnswerDoor, is_known
from .answer_response import PATH, render, render_message

# What mail programs post for "unsubscribe", word for word (RFC 8058, 3.1).
ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}


class OptOutController(AnswerDoor, http.Controller):
    """Not to be asked any more, by the link in every mail."""

    @http.route(
        f"{PATH}<string:token>/opt-out",
        type="http",
        auth="public",
        methods=READ_METHODS,
        readonly=is_known,
        sitemap=False,
    )
    def show_opt_out(self, token, **_params):
        """Ask back: link scanners follow this link, too."""
        ask, lang, refusal = self._open(token)
        if refusal:
            return refusal
        if ask.partner_id.satisfaction_opt_out:
            return self._show_opted_out(ask, lang)
        return self._confirm_opt_out(ask, lang)

    @http.route(
        f"{PATH}<string:token>/opt-out",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        max_content_length=MAX_BODY,
        sitemap=False,
    )
    def submit_opt_out(self, token, **_params):
        """Opt the contact out: from our page, or by a mail program's one click."""
        ask, lang, refusal = self._open(token)
        if refusal:
            return refusal
        form = request.httprequest.form.to_dict(flat=False)
        if form != ONE_CLICK and not self._is_own_form(ask):
            return self._confirm_opt_out(
                ask, lang, notice=self._word_lost_page(), status=400
            )
        ask._opt_out()
        return self._show_opted_out(ask, lang)

    def _confirm_opt_out(self, ask, lang, notice="", status=200):
        values = {
            "ask": ask,
            "notice": notice,
            "action": self._url(ask, "/opt-out"),
            "back_url": self._url(ask),
            "csrf_token": request.csrf_token(),
            "mark": self._make_mark(ask),
        }
        return render("answer_opt_out", values, ask=ask, lang=lang, status=status)

    def _show_opted_out(self, ask, lang):
        return render_message(
            request.env._("We will not ask you any more"),
            [
                request.env._(
                    "You get no more satisfaction surveys from %(company)s. Should you"
                    " change your mind, just tell us.",
                    company=ask.company_id.name,
                )
            ],
            ask=ask,
            lang=lang,
        )
