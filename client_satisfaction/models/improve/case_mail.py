# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from email.utils import parseaddr

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

#: What an answering machine writes into its mails (RFC 3834 and common practice)
MACHINE_HEADERS = {
    "X-Autoreply": None,
    "X-Autorespond": None,
    "Precedence": ("bulk", "junk", "auto_reply"),
}
MODEL = "satisfaction.case"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """No case is opened, and none is answered, by a machine or by ourselves."""
        if route and route[0] == MODEL and is_from_machine(self.env, message):
            return False
        return super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )


class SatisfactionCase(models.Model):
    """Complaints that come by mail."""

    _inherit = "satisfaction.case"

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        return [("email_from", "ilike", email_from_normalized)]

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to the address for complaints: the client is found by the sender.

        A mail of a sender nobody knows opens a case without client, which the
        programme manager assigns: nothing is lost. A contact that names the number
        of its open case writes on that case.
        """
        custom_values = custom_values or {}
        sender = msg_dict.get("email_from") or ""
        partner = self._find_complainant(msg_dict)
        case = self._find_named_case(msg_dict.get("subject"), partner)
        if case:
            return case
        body = msg_dict.get("body")
        if not html2plaintext(body or "").strip() and "<img" not in (body or ""):
            body = msg_dict.get("subject") or self.env._("(a mail without text)")
        return self._record_complaint(
            {
                "text": body,
                "subject": msg_dict.get("subject"),
                "partner_id": partner.id,
                "company_id": custom_values.get("company_id")
                or self._find_mail_company(msg_dict, partner).id,
                "email_from": sender,
                "way": "mail",
                "posted": True,  # by the gateway, with its attachments
            }
        )

    @api.model
    def _find_complainant(self, msg_dict):
        """The contact who wrote; a colleague who passes a mail on is none."""
        address = email_normalize(msg_dict.get("email_from") or "")
        partners = self.env["res.partner"].sudo()  # sudo: the gateway finds senders
        if not address:
            return partners
        author = partners.browse(msg_dict.get("author_id") or ())
        candidates = author | partners.search(
            [("email_normalized", "=", address)], order="parent_id, id", limit=20
        )
        return candidates.filtered(
            lambda partner: (
                partner.active
                and partner.partner_share
                and email_normalize(partner.email or "") == address
            )
        )[:1]

    @api.model
    def _find_named_case(self, subject, partner):
        """The open case of this contact whose number stands in the subject."""
        if not subject or not partner:
            return self.browse()
        cases = self.sudo().search(  # sudo: the gateway; own cases of the sender only
            [("partner_id", "=", partner.id), ("state", "!=", "closed")]
        )
        return cases.filtered(lambda case: case.name in subject)[:1]

    @api.model
    def _find_mail_company(self, msg_dict, partner):
        """Whose complaint it is: the contact's company, or that of the address."""
        if partner.company_id:
            return partner.company_id
        addresses = {
            email_normalize(address)
            for address in (msg_dict.get("to") or "").split(",")
        }
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            if email_normalize(company.email or "") in addresses - {False}:
                return company
        return self.env.company


def is_from_machine(env, message):
    """Whether a mail was written by a machine, or by this database itself.

    :param message: ``email.message.EmailMessage``
    """
    submitted = (message.get("Auto-Submitted") or "").strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    for header, values in MACHINE_HEADERS.items():
        value = (message.get(header) or "").strip().lower()
        if value and (values is None or value in values):
            return True
    if (message.get("Return-Path") or "").strip() == "<>":
        return True
    return _is_own_address(env, email_normalize(parseaddr(message.get("From"))[1]))


def _is_own_address(env, address):
    """Whether a sender is one of the addresses this database receives or sends by."""
    if not address:
        return False
    domains = env["mail.alias.domain"].sudo().search(Domain.TRUE)
    own = set(domains.mapped("catchall_email")) | set(
        domains.mapped("default_from_email")
    )
    # sudo: addresses of the gateway, compared only. The company's own address is not
    # among them: people pass complaints on from a shared mailbox, and what the
    # programme itself sends is marked as automatic.
    aliases = env["mail.alias"].sudo().search([("alias_full_name", "=", address)])
    return bool(aliases) or address in own
