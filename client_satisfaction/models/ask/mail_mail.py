# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

from odoo import api, fields, models

from .request_failure import BAD_ADDRESS, MOST_ATTEMPTS
from .suspicion import HIDDEN_PATH

# In the plain text of a mail links become marks like [7] with a list at the end.
HIDDEN_LINK = re.compile(
    rf"^\[(?P<number>\d+)\] \S*/satisfaction/\w+{HIDDEN_PATH}\n?", re.MULTILINE
)
# The secret of a link that lets whoever knows it speak for the client.
SECRET_IN_LINK = re.compile(
    r"((?<!/my)/satisfaction/(?:report/\d+/|(?!report/|export/))"
    r"|[?&](?:amp;)?(?:access|answer)_token=)[^/?&\s\"'<>]+"
)


FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)


class MailMail(models.Model):
    _inherit = "mail.mail"

    satisfaction_about = fields.Char(
        "About",
        readonly=True,
        help="What the mail of the satisfaction programme is about: model,number.",
    )
    satisfaction_attempts = fields.Integer(
        "Attempts", readonly=True, help="How often sending it has failed."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the secrets of links out of what colleagues may read.

        A mail's own text is read by the system only, but the message that comes with
        it by everybody who may read the record it is about: an agent would find the
        link to answer for the client on the own ticket.
        """
        for vals in vals_list:
            if not str(vals.get("model")).startswith("satisfaction."):
                continue
            vals.setdefault("satisfaction_about", f"{vals['model']},{vals['res_id']}")
            if vals.get("body"):
                # The mail goes out with the whole one.
                vals.setdefault("body_html", vals["body"])
                vals["body"] = SECRET_IN_LINK.sub(r"\1***", str(vals["body"]))
        return super().create(vals_list)

    def _prepare_outgoing_list(self, *args, **kwargs):
        """The link that no person shall see is left out of the plain text, too."""
        emails = super()._prepare_outgoing_list(*args, **kwargs)
        if self.model == "satisfaction.request":
            for email in emails:
                email["body_alternative"] = _drop_hidden_link(
                    email.get("body_alternative") or ""
                )
        return emails

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """An invitation that could not be sent goes back to its ask, with the error.

        The ask makes a new mail when it is due again, so the failed one is removed:
        retrying it by hand would ask the client twice.
        """
        failed = self.browse()
        if failure_type:
            # sudo: a job of the mail queue, whoever started it
            requests = (
                self.env["satisfaction.request"]
                .sudo()
                .search([("invitation_mail_id", "in", self.ids)])
            )
            for mail, group in requests.grouped("invitation_mail_id").items():
                reason = failure_reason or mail.failure_reason
                if group._take_back(failure_type, reason):
                    failed |= mail
            (self - failed)._note_failure(failure_type, failure_reason)
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        failed.exists().unlink()
        return result

    def _send(self, *args, **kwargs):
        """A mail amid which the connection breaks is tried again like any other.

        Odoo leaves it behind as failed, and nobody hears of it. Whether the server took
        it can't be known: it goes out again as the same mail, with its Message-Id.
        """
        try:
            return super()._send(*args, **kwargs)
        except SMTPServerDisconnected as error:
            broken = self.exists().filtered(lambda mail: mail.state == "exception")
            broken._note_failure("unknown", str(error))
            raise

    def _note_failure(self, failure_type, reason):
        """Try the programme's mails again later: Odoo itself tries only once.

        After the last time, or where trying is no use, the people of the record read
        in its conversation that the mail did not go out.
        """
        for mail in self.filtered("satisfaction_about"):
            attempts = mail.satisfaction_attempts + 1
            values = {"satisfaction_attempts": attempts}
            if failure_type not in BAD_ADDRESS and attempts < MOST_ATTEMPTS:
                pause = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
                moment = fields.Datetime.now() + pause
                values |= {"state": "outgoing", "scheduled_date": moment}
                # sudo: jobs are the system's
                self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(
                    at=moment
                )
            else:
                reason = reason or mail.failure_reason or failure_type
                mail._tell_people(reason)
                # sudo: a job of the mail queue, whoever started it
                asks = self.env["satisfaction.request"].sudo()
                asks.search([("invitation_mail_id", "=", mail.id)])._take_back(
                    failure_type, reason
                )
            mail.write(values)

    def _tell_people(self, reason):
        name, _comma, number = self.satisfaction_about.partition(",")
        if name not in self.env or not number.isdecimal():
            return
        # sudo: a job of the mail queue, whoever started it
        record = self.env[name].sudo().browse(int(number)).exists()
        if not record or not hasattr(record, "_message_log"):
            return
        record._message_log(
            body=self.env._(
                "The mail “%(subject)s” could not be sent to %(address)s: %(reason)s",
                subject=self.subject or "",
                address=", ".join(
                    filter(None, [self.email_to, *self.recipient_ids.mapped("email")])
                ),
                reason=reason,
            )
        )


def _drop_hidden_link(text):
    match = HIDDEN_LINK.search(text)
    if not match:
        return text
    text = HIDDEN_LINK.sub("", text)
    # The mark stands alone in its line: the link has no words.
    return re.sub(
        rf"^\s*(None)?\s*\[{match['number']}\]\s*$", "", text, flags=re.MULTILINE
    )
