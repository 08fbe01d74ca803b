# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models

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


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the secrets of links out of what colleagues may read.

        A mail's own text is read by the system only, but the message that comes with
        it by everybody who may read the record it is about: an agent would find the
        link to answer for the client on the own ticket.
        """
        for vals in vals_list:
            if vals.get("body") and str(vals.get("model")).startswith("satisfaction."):
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
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        failed.exists().unlink()
        return result


def _drop_hidden_link(text):
    match = HIDDEN_LINK.search(text)
    if not match:
        return text
    text = HIDDEN_LINK.sub("", text)
    # The mark stands alone in its line: the link has no words.
    return re.sub(
        rf"^\s*(None)?\s*\[{match['number']}\]\s*$", "", text, flags=re.MULTILINE
    )
