# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hmac
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

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
        """The secret of the link, good for ``LINK_DAYS`` from now; for the system only.

        Odoo hands it out by public methods (``get_portal_url``, the sharing wizard) to
        whoever may read the record: colleagues would sign and rate for the client.
        """
        if not self.env.su:
            return ""
        if self.env.context.get("satisfaction_keep_link"):
            return self.access_token or ""
        self.access_token_until = fields.Datetime.now() + timedelta(days=LINK_DAYS)
        return super()._portal_ensure_token()

    def _get_access_action(self, access_uid=None, force_website=False):
        """Looking at a link makes no new secret and doesn't prolong the life of one."""
        case = self.with_context(satisfaction_keep_link=True)
        return super(SatisfactionCase, case)._get_access_action(
            access_uid=access_uid, force_website=force_website
        )

    def _get_client_url(self):
        """The contact's personal link, for mails to the contact only.

        Colleagues who write a mail from the template get the page's plain address.
        """
        self.ensure_one()
        path = self.get_portal_url() if self.env.su else self.access_url
        return self.get_base_url() + path

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
    # What the client does
    # ------------------------------------------------------------------
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
            "name": self.env._("Write to the client"),
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
