# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from ..models.ask.suspicion import HIDDEN_PATH
from .answer_door import READ_METHODS, AnswerDoor
from .answer_response import PATH, render_message


class HiddenLinkController(AnswerDoor, http.Controller):
    """The link in the mail that people neither see nor reach with the keyboard."""

    # The one page whose GET writes: that somebody came, and nothing about the ask.
    @http.route(
        f"{PATH}<string:token>{HIDDEN_PATH}",
        type="http",
        auth="public",
        methods=READ_METHODS,
        readonly=False,
        sitemap=False,
    )
    def show_details(self, token, **_params):
        """Note the visit; a person who gets here all the same reads how to go on."""
        ask, lang, refusal = self._open(token)
        if refusal:
            return refusal
        # sudo: the public may not read who followed the link, and writes only here
        request.env["satisfaction.suspicion.hit"].sudo()._note(ask)
        return render_message(
            request.env._("There is nothing to do on this page"),
            [
                request.env._(
                    "This link is there for programs that read mails. You can go on to"
                    " the question."
                )
            ],
            ask=ask,
            lang=lang,
            links=[(self._url(ask), request.env._("Go to the question"))],
        )
