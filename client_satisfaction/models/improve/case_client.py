# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hmac
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, format_time, is_html_empty, plaintext2html

from .case import STAGE_ORDER, STAGE_STAMPS
from .people import find_stand_in

#: How long a mailed link opens the page of a case
LINK_DAYS = 90
TEXT_LIMIT = 10_000
RATINGS = [
    ("1", "1 – not at all"),
    ("2", "2 – hardly"),
    ("3", "3 – partly"),
    ("4", "4 – mostly"),
    ("5", "5 – completely"),
]
VERDICTS = {
    "1": "dissatisfied",
    "2": "dissatisfied",
    "3": "partly",
    "4": "satisfied",
    "5": "satisfied",
}
RATEABLE = ("done", "reviewed", "closed")


class SatisfactionCase(models.Model):
    """The client's side of a case: see, talk, rate what was done, reopen (R89, R92).

    The contact of the case sees it, and nobody else of the client: signed in, or by
    the link in their mail. What these methods write, they write as superuser on
    behalf of the contact; the routes have made sure who that is.
    """

    _name = "satisfaction.case"
    _inherit = ["satisfaction.case", "portal.mixin"]

    # Whoever knows it speaks for the client: staff must not see it.
    access_token = fields.Char(groups="base.group_system")
    access_token_until = fields.Datetime(
        readonly=True, copy=False, groups="base.group_system"
    )
    fix_rating = fields.Selection(
        RATINGS,
        "Client's rating of what we did",
        readonly=True,
        copy=False,
        tracking=True,
        help="The client's own answer to: is it solved?",
    )
    fix_comment = fields.Text(
        "Client's comment on what we did", readonly=True, copy=False
    )
    fix_rated_at = fields.Datetime("Rated", readonly=True, copy=False)
    fix_rated_name = fields.Char("Rated by", readonly=True, copy=False)
    reopened_at = fields.Datetime("Reopened", readonly=True, copy=False)
    reopen_count = fields.Integer("Times reopened", readonly=True, copy=False)

    # ------------------------------------------------------------------
    # The link
    # ------------------------------------------------------------------
    def _compute_access_url(self):
        for case in self:
            case.access_url = f"/my/satisfaction/cases/{case.id}"

    def _portal_ensure_token(self):
        """The secret of the link, good for ``LINK_DAYS`` from now."""
        case = self.sudo()  # sudo: see access_token; it leaves in mails to the contact
        case.access_token_until = fields.Datetime.now() + timedelta(days=LINK_DAYS)
        return super(SatisfactionCase, case)._portal_ensure_token()

    def _get_client_url(self):
        """The contact's personal link, for mails to the contact only."""
        self.ensure_one()
        return self.get_base_url() + self.get_portal_url()

    def _is_link_good(self, token):
        """Whether a link opens this case now."""
        self.ensure_one()
        case = self.sudo()  # sudo: see access_token
        return bool(
            token
            and case.access_token
            and case.access_token_until
            and fields.Datetime.now() < case.access_token_until
            and _same(token, case.access_token)
        )

    @api.model
    def _drop_old_links(self, limit=1000):
        """A link that is over is no link any more, whatever page it is tried on."""
        self.sudo().search(
            [("access_token_until", "<", fields.Datetime.now())], limit=limit
        ).write({"access_token": False, "access_token_until": False})

    # ------------------------------------------------------------------
    # What the client sees
    # ------------------------------------------------------------------
    def _get_client_stages(self):
        """The way of the case in the client's words.

        :return: list of dicts with ``code``, ``label``, ``reached`` and ``at``
            (naive UTC datetime or False)
        """
        self.ensure_one()
        labels = {
            "new": self.env._("We received it"),
            "contacted": self.env._("We talked to you"),
            "analysed": self.env._("We know the cause"),
            "committed": self.env._("We promised what we do"),
            "done": self.env._("It is done"),
            "closed": self.env._("Closed"),
        }
        here = STAGE_ORDER.index(self.state)
        return [
            {
                "code": code,
                "label": label,
                "reached": STAGE_ORDER.index(code) <= here,
                "at": self.received_at
                if code == "new"
                else self[STAGE_STAMPS[code]]
                if STAGE_ORDER.index(code) <= here
                else False,
            }
            for code, label in labels.items()
        ]

    def _get_client_title(self):
        """What the case is about, in a few words."""
        self.ensure_one()
        parts = filter(None, [self.ticket_number, self.ticket_title])
        title = " ".join(parts) or self.subject
        return title or self.env._(
            "Complaint of %(day)s",
            day=self._word_client_day(
                self.company_id._satisfaction_date(self.received_at)
            ),
        )

    def _word_client_day(self, day):
        """A day as the client reads it; empty for none."""
        return format_date(self.env, day, self.env.lang, "long") if day else ""

    def _word_client_moment(self, moment):
        """A moment as the client reads it, in their time zone; empty for none."""
        self.ensure_one()
        if not moment:
            return ""
        zone = self.partner_id.tz or str(self.company_id._satisfaction_timezone())
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        return self.env._(
            "%(day)s, %(time)s",
            day=format_date(self.env, local.date(), self.env.lang, "full"),
            time=format_time(self.env, moment, zone, "short", self.env.lang),
        )

    def _get_progress_title(self):
        """The news of a mail in a few words."""
        self.ensure_one()
        titles = {
            "contacted": self.env._("We are looking into it"),
            "committed": self.env._("What we do about it"),
            "done": self.env._("It is done – are you content?"),
            "closed": self.env._("Your case is closed"),
        }
        return titles.get(self.state) or self.env._("How it goes on")

    def _has_text(self, html):
        """Whether a field of the case says anything (for templates)."""
        return not is_html_empty(html)

    def _get_client_reply_to(self):
        """Replies reach the case, where mail comes in; else the client's manager."""
        self.ensure_one()
        alias = self.env.ref(
            "client_satisfaction.mail_alias_complaint", raise_if_not_found=False
        )
        # sudo: addresses only
        address = alias and alias.sudo().alias_full_name
        if address and "@" in address:
            return address
        person = self.sudo().client_manager_id or find_stand_in(self.sudo())
        return person.email_formatted or self.company_id.email_formatted

    def _get_client_words(self):
        """What the client said: the complaint, or the comment of the answer."""
        self.ensure_one()
        if not is_html_empty(self.complaint):
            return self.complaint
        return plaintext2html(self.answer_comment) if self.answer_comment else ""

    def _get_promise_day(self):
        """Until when the client gets what was promised; False once it is done."""
        self.ensure_one()
        if STAGE_ORDER.index(self.state) >= STAGE_ORDER.index("done"):
            return False
        return self.commitment_date or self.report_deadline

    def _is_committed(self):
        """From here on the client reads plans and decision."""
        self.ensure_one()
        return STAGE_ORDER.index(self.state) >= STAGE_ORDER.index("committed")

    def _get_client_actions(self):
        """The actions taken because of the case, as the client reads them.

        :return: list of dicts with ``text``, ``due`` (date) and ``done``
        """
        self.ensure_one()
        return [
            {
                "text": action.client_text or action.name,
                "due": action.date_due,
                "done": action.state in ("done", "reviewed"),
            }
            for action in self.action_ids.sorted("date_due")
            if action.state != "cancelled"
        ]

    def _get_client_people(self):
        """Who takes care, each once: list of names with their role."""
        self.ensure_one()
        roles = [
            (self.client_manager_id, self.env._("your client manager")),
            (self.service_manager_id, self.env._("responsible for this service")),
            (self.senior_manager_id, self.env._("senior management")),
        ]
        people = {}
        for user, role in roles:
            if user:
                people.setdefault(user, role)
        return [(user.name, role) for user, role in people.items()]

    def _get_client_messages(self):
        """What was said on the case, both ways; notes of the house stay inside."""
        self.ensure_one()
        return self.message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email")
                and not message.is_internal
                and not message.subtype_id.internal
                and (not is_html_empty(message.body) or message.attachment_ids)
            )
        ).sorted("id")

    def _can_rate(self):
        """Whether there is something to rate."""
        self.ensure_one()
        return self.state in RATEABLE and self._is_fresh()

    def _can_reopen(self):
        """Whether the client may still say: it is not solved."""
        self.ensure_one()
        return self.state in RATEABLE and self._is_fresh()

    def _is_fresh(self):
        days = self.program_id.reopen_days if self.program_id else 30
        finished = self.closed_at or self.reviewed_at or self.done_at
        return bool(
            finished and fields.Datetime.now() <= finished + timedelta(days=days)
        )

    # ------------------------------------------------------------------
    # What the client does
    # ------------------------------------------------------------------
    def _rate_fix(self, rating, comment="", name="", reopen=False):
        """The client rates what was done and accepts it, or reopens the case.

        :param rating: "1" to "5"
        :param comment: required to reopen: what is still wrong
        :param name: who says so
        :param reopen: whether it goes back to work
        :raise ValidationError: when something is missing or too late
        """
        self.ensure_one()
        comment = (comment or "").strip()[:TEXT_LIMIT]
        if rating not in VERDICTS:
            raise ValidationError(self.env._("Please choose a number from 1 to 5."))
        if reopen and not comment:
            raise ValidationError(self.env._("Please write what is still wrong."))
        self.lock_for_update()
        if not self._can_rate():
            raise ValidationError(
                self.env._(
                    "This can't be rated any more. Please write a message instead."
                )
            )
        name = (name or "").strip()[:200] or self.partner_id.name or ""
        same = (rating, comment or False, name) == (
            self.fix_rating,
            self.fix_comment,
            self.fix_rated_name,
        )
        if not same:
            self.write(
                {
                    "fix_rating": rating,
                    "fix_comment": comment or False,
                    "fix_rated_at": fields.Datetime.now(),
                    "fix_rated_name": name,
                    "client_verdict": VERDICTS[rating],
                    "client_word": comment or self.client_word,
                }
            )
            self._post_as_client(
                self.env._(
                    "%(name)s rates what we did: %(rating)s of 5.",
                    name=name,
                    rating=rating,
                ),
                comment,
            )
        if reopen:
            self._client_reopen(comment, posted=True)
        elif self.state == "done":
            self.state = "reviewed"

    def _client_reopen(self, reason, posted=False):
        """Back to work: deadlines start anew and the people of the case are told.

        :param reason: what is still wrong, in the client's words
        :param posted: whether these words stand on the case already
        """
        self.ensure_one()
        if not self._can_reopen():
            raise ValidationError(
                self.env._(
                    "This can't be reopened any more. Please report a new complaint."
                )
            )
        self._take_up_again(reason, posted=posted)

    def _take_up_again(self, reason, posted=False):
        """Back to work with new deadlines; the client's manager is to call.

        :param reason: the client's words
        :param posted: whether these words stand on the case already
        """
        self.ensure_one()
        now = fields.Datetime.now().replace(microsecond=0)
        contact, report = self._get_deadlines(self.company_id, self.program_id, [now])[
            now
        ]
        self.write(
            {
                "state": "contacted",
                "reopened_at": now,
                "reopen_count": self.reopen_count + 1,
                "commitment_date": False,
                "report_deadline": report,
                "escalated_what": False,
                # A newer open case of the same matter keeps its key.
                "intake_key": False,
            }
        )
        # The client knows that we talk; the next thing to hear is the new promise.
        self.write(
            {
                "informed_stages": "contacted",
                "inform_stage": False,
                "inform_after": False,
            }
        )
        if not posted:
            self._post_as_client(self.env._("The client reopens the case."), reason)
        person = self.client_manager_id or find_stand_in(self)
        kind = self.env.ref("client_satisfaction.activity_type_call_client")
        self.with_context(mail_notify_force_send=False).activity_schedule(
            activity_type_id=kind.id,
            date_deadline=self.company_id._satisfaction_date(contact),
            summary=self.with_context(lang=person.lang).env._(
                "The client is not content: call again"
            ),
            note=plaintext2html(reason),
            user_id=person.id,
            automated=True,
        )

    def _client_message(self, text, attachments=()):
        """A message of the client; the people of the case get it."""
        self.ensure_one()
        text = (text or "").strip()[:TEXT_LIMIT]
        if not text and not attachments:
            raise ValidationError(self.env._("Please write a message."))
        last = self._get_client_messages()[-1:]
        recent = fields.Datetime.now() - timedelta(minutes=2)
        body = plaintext2html(text) if text else ""
        if (
            not attachments
            and last.author_id == self.partner_id
            and last.date >= recent
            and last.body == body
        ):
            return  # a double click
        # From now on the contact gets what we write on the case.
        self.message_subscribe(self.partner_id.ids)
        self._post_as_client("", text, attachments)

    def _post_as_client(self, heading, text, attachments=()):
        body = Markup()
        if heading:
            body += Markup("<p><b>%s</b></p>") % heading
        if text:
            body += plaintext2html(text)
        self.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=body,
            author_id=self.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=list(attachments),
        )

    # ------------------------------------------------------------------
    # Staff
    # ------------------------------------------------------------------
    def action_write_to_client(self):
        """Open the composer with the contact as recipient."""
        self.ensure_one()
        if not self.partner_id.email:
            raise UserError(
                self.env._(
                    "%(contact)s has no mail address. Add one, or call.",
                    contact=self.partner_id.name or self.env._("The contact"),
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_subject": f"{self.name} {self._get_client_title()}",
            },
        }


def _same(left, right):
    """Compare two secrets in a time that tells nothing."""
    return hmac.compare_digest(left.encode(), right.encode())
