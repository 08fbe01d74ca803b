# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may come in: tokens, people who are signed in, forms that were really shown."""

import re
import time
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, fields
from odoo.http import request
from odoo.tools import hash_sign, verify_hash_signed

from .answer_response import PATH, add_params, choose_lang, render_message

TOKEN = re.compile(r"[0-9A-Za-z_-]{16,64}")
# A long comment in a script of three bytes a letter is well below this.
MAX_BODY = 256 * 1024
READ_METHODS = ["GET", "HEAD", "OPTIONS"]
MARK_SCOPE = "client_satisfaction.answer_page"
MARK_LENGTH = 400
# How often to begin anew when somebody else answers at the same instant.
MAX_TURNS = 5
# Who has read a question and chosen an answer needed longer than this (seconds).
QUICKEST_READER = 3
# Nobody gets a mail, opens it, follows the link and presses the button within this.
QUICKEST_AFTER_SENDING = timedelta(seconds=3)
# A person did one of these on the page (see answer.js); "none": script, but nobody.
GESTURES = ("pointerdown", "touchstart", "keydown", "click")
NO_GESTURE = "none"
# A field nobody sees and programs like to fill in.
TRAP_FIELD = "website"


def find_by_token(env, token, *, in_turn=False):
    """The ask of a token, as superuser, because the token is the permission.

    :param in_turn: whether to lock it, for an answer
    :return: an empty recordset for a token that opens nothing
    """
    asks = env["satisfaction.request"].with_user(SUPERUSER_ID).sudo()
    if not TOKEN.fullmatch(token):
        return asks
    return asks._open_by_token(token, in_turn=in_turn)


def is_known(_controller, _rule, args):
    """Known links are read on a replica; guesses are counted, which writes."""
    cursor = request.env.cr
    # Without a replica there is nothing to choose between.
    if not cursor.readonly or not TOKEN.fullmatch(args["token"]):
        return False
    # Only whether there is one: the page itself asks for everything a moment later.
    cursor.execute(
        "SELECT 1 FROM satisfaction_request"
        " WHERE access_token = %s AND state != 'skipped'",
        [args["token"]],
    )
    return bool(cursor.rowcount)


class AnswerDoor:
    """What all public pages of an ask share."""

    # ------------------------------------------------------------------
    # Who comes in
    # ------------------------------------------------------------------
    def _open(self, token, is_personal=False, in_turn=False):
        """Find the ask and check who is looking.

        :param is_personal: the page shows what the respondent answered
        :param in_turn: an answer is to be stored: lock the ask first of all
        :return: (ask, language, response that refuses or None)
        """
        find = self._wait_for_turn if in_turn else find_by_token
        ask = find(request.env, token)
        lang = choose_lang(ask)
        request.update_context(lang=lang)
        if not ask:
            return ask, lang, self._refuse_token()
        ask = ask.with_context(lang=lang).with_company(ask.company_id)
        if ask.survey_id:
            ask.survey_id._recall()
        if request.httprequest.method == "OPTIONS":
            allow = [("Allow", "GET, HEAD, OPTIONS, POST")]
            return ask, lang, request.make_response("", headers=allow, status=204)
        stranger = self._find_stranger(ask, is_personal)
        if stranger:
            return ask, lang, self._refuse_stranger(ask, lang, stranger)
        return ask, lang, None

    def _refuse_token(self):
        # sudo: the public may not read the counter, and counts only here
        guesses = request.env["satisfaction.bad.token"].sudo()
        if guesses._count(request.httprequest.remote_addr):
            return render_message(
                request.env._("Too many wrong links"),
                [
                    request.env._(
                        "Many links that don't exist were tried from your network."
                        " Please wait a minute and open the link in our mail again."
                    )
                ],
                status=429,
                headers={"Retry-After": "60"},
            )
        return render_message(
            request.env._("This link does not work"),
            [
                request.env._(
                    "Perhaps it was cut off. Please open it again from our mail, or"
                    " copy the whole address."
                )
            ],
            status=404,
        )

    def _find_stranger(self, ask, is_personal):
        """Whether somebody signed in may not answer: "staff", "foreign" or None.

        Staff never answer for a client, least of all about their own ticket; what a
        client says on the phone is typed in the backend, under the typist's name.
        """
        user = request.env.user.sudo()
        if user._is_public():
            return None
        if user.partner_id == ask.partner_id:
            return "staff" if user == ask.user_id else None
        if user._is_internal():
            return "staff"
        if is_personal or user.partner_id.commercial_partner_id != ask.client_id:
            return "foreign"
        return None

    def _refuse_stranger(self, ask, lang, stranger):
        if stranger == "staff":
            title = request.env._("Only the client can answer here")
            sentence = request.env._(
                "You are signed in as a member of staff. If the client told you the"
                " answer, type it under Client Satisfaction, Ask, Enter an Answer."
            )
        else:
            title = request.env._("This question is for somebody else")
            sentence = request.env._(
                "You are signed in with an account the question was not sent to. Sign"
                " out, or open the link in a private window."
            )
        return render_message(
            title,
            [sentence],
            ask=ask,
            lang=lang,
            status=403,
            is_for_stranger=True,
        )

    # ------------------------------------------------------------------
    # A page that was really shown
    # ------------------------------------------------------------------
    def _make_mark(self, ask):
        """A signed field of the form: which ask it was shown for, and when."""
        # sudo: the signing secret is a system parameter
        env = request.env(su=True)
        return hash_sign(env, MARK_SCOPE, [ask.id, int(time.time())])

    def _read_mark(self, ask):
        """When the posted form was shown for this ask (Unix time), or None."""
        mark = request.httprequest.form.get("mark", "")
        if not mark.isascii() or len(mark) > MARK_LENGTH:
            return None
        try:
            # sudo: the signing secret is a system parameter
            shown = verify_hash_signed(request.env(su=True), MARK_SCOPE, mark)
        except ValueError:
            return None
        return shown[1] if shown and shown[0] == ask.id else None

    def _is_own_form(self, ask):
        """Whether the posted form is one we showed to this browser for this ask."""
        csrf_token = request.httprequest.form.get("csrf_token", "")
        return bool(
            csrf_token.isascii()
            and self._read_mark(ask)
            and request.validate_csrf(csrf_token)
        )

    def _find_suspicion(self, ask):
        """Why the posted form looks like a machine's, as a ``suspicion``, or None.

        A browser with scripts tells whether a finger, mouse or key touched the page.
        Without scripts nobody can tell, and only an answer given faster than the
        questions can be read is suspicious.
        """
        form = request.httprequest.form
        if form.get(TRAP_FIELD):
            return "honeypot"
        now = fields.Datetime.now()
        if ask.sent_at and now - ask.sent_at < QUICKEST_AFTER_SENDING:
            return "too_quick"
        touch = form.get("touch", "")
        if touch in GESTURES:
            return None
        if touch == NO_GESTURE:
            return "no_gesture"
        shown = self._read_mark(ask)
        if shown and time.time() - shown < QUICKEST_READER:
            return "too_quick"
        return None

    def _word_press_again(self):
        return request.env._(
            "That was very quick. Nothing was changed yet: please look at your answer"
            " and press the button once more."
        )

    # ------------------------------------------------------------------
    # One after the other
    # ------------------------------------------------------------------
    def _wait_for_turn(self, env, token):
        """Lock the ask first of all, and see what whoever had it before has done.

        PostgreSQL refuses the lock to those who waited for a change. Beginning anew
        right here, where nothing has been done yet, costs the second of two clients a
        few milliseconds; Odoo's own repetition waits a second or two and leaves
        errors in the log.
        """
        for _turn in range(MAX_TURNS):
            try:
                return find_by_token(env, token, in_turn=True)
            except SerializationFailure:
                env.cr.rollback()
                env.invalidate_all(flush=False)
        return find_by_token(env, token, in_turn=True)

    def _word_lost_page(self):
        return request.env._(
            "This page was open for too long, or your browser does not keep cookies."
            " Nothing was stored yet: please press the button once more."
        )

    # ------------------------------------------------------------------
    # Where to go
    # ------------------------------------------------------------------
    def _url(self, ask, suffix="", **params):
        chosen = request.httprequest.args.get("lang")
        lang = chosen if chosen and choose_lang(ask) == chosen else None
        return add_params(f"{PATH}{ask.access_token}{suffix}", lang=lang, **params)

    def _redirect(self, ask, suffix=""):
        response = request.redirect(self._url(ask, suffix), code=303)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
