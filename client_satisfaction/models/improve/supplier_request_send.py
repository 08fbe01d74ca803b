# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from .people import find_stand_in, is_available

#: Requests reminded of in one transaction.
BATCH = 100
#: A name shorter than this is found in ordinary words as well.
SHORTEST_NAME = 3


class SatisfactionSupplierRequest(models.Model):
    """How a request goes out, and how it is remembered when no answer comes (R95)."""

    _inherit = "satisfaction.supplier.request"

    # Whose manager stands in for an asker who left
    program_id = fields.Many2one(related="action_id.program_id")
    reminded_for = fields.Date(
        readonly=True, copy=False, help="The day of answer that passed in silence."
    )
    preview_html = fields.Html(
        "What the supplier reads", compute="_compute_preview_html", sanitize=False
    )

    _late_idx = models.Index("(date_due) WHERE state = 'asked'")

    # ------------------------------------------------------------------
    # Nothing confidential
    # ------------------------------------------------------------------
    def _find_confidential(self):
        """Names and addresses in the text that the supplier must not read.

        Searched for: the clients the action touches, their contacts, and the contacts'
        addresses and telephone numbers; clients that were ticked may be named, their
        people may not.

        :return: list of what was found, as it stands in the contact
        """
        self.ensure_one()
        # sudo: what must not go out doesn't depend on who writes
        known = self.sudo()
        clients = known.action_id.client_ids
        people = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "in", clients.ids),
                    ("is_company", "=", False),
                ]
            )
        )
        people -= clients
        text = f"{self.name}\n{self.text or ''}".casefold()
        found = [
            client.name
            for client in clients - known.client_ids
            if _is_named(text, client.name)
        ]
        for person in people:
            found += [
                word
                for word in (person.name, person.email, person.phone)
                if _is_named(text, word)
            ]
        return list(dict.fromkeys(found))

    def _check_nothing_confidential(self):
        for request in self:
            found = request._find_confidential()
            if found:
                raise UserError(
                    self.env._(
                        "The text for %(supplier)s names %(names)s. Take it out; a"
                        " client may be named only when ticked under “Name these"
                        " clients”, people of clients never.",
                        supplier=request.supplier_id.display_name,
                        names=", ".join(found[:5]),
                    )
                )

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------
    def action_send(self):
        """Ask the supplier by mail, with the request as PDF; a job sends it."""
        for request in self:
            if not request.supplier_id.email:
                raise UserError(
                    self.env._(
                        "%s has no e-mail address. Add it to the contact, or print the"
                        " request, hand it over and press “Handed over”.",
                        request.supplier_id.display_name,
                    )
                )
        self._check_nothing_confidential()
        self.state = "asked"
        self._queue_mail("mail_template_supplier_request")

    def action_handed_over(self):
        """The supplier was asked in another way, e.g. in a meeting."""
        self._check_nothing_confidential()
        self.state = "asked"

    def action_print(self):
        """The request as the supplier gets it."""
        self._check_nothing_confidential()
        return self.env.ref(
            "client_satisfaction.action_report_supplier_request"
        ).report_action(self)

    def _get_lang(self):
        """The supplier's language, where it is installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lang in (self.supplier_id.lang, self.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return self.env.lang or "en_US"

    @api.depends("name", "text", "client_ids", "supplier_id", "date_due", "demand")
    def _compute_preview_html(self):
        """Subject, address and body of the mail as they will go out."""
        template = self.env.ref(
            "client_satisfaction.mail_template_supplier_request",
            raise_if_not_found=False,
        )
        for request in self:
            request.preview_html = False
            if not template or not request._origin or not request.supplier_id:
                continue
            found = request._origin._find_confidential()
            # sudo: templates are the administrator's; this shows one filled in
            ready = template.sudo().with_context(lang=request._origin._get_lang())
            ids = request._origin.ids
            subject = ready._render_field("subject", ids)[ids[0]]
            body = ready._render_field("body_html", ids)[ids[0]]
            warning = Markup()
            if found:
                warning = Markup(
                    '<div class="alert alert-danger" role="alert">%s</div>'
                ) % self.env._(
                    "Not to be sent like this: it names %s.", ", ".join(found)
                )
            request.preview_html = Markup(
                '%s<p><b>%s</b> %s<br/><b>%s</b> %s</p><div class="border">%s</div>'
            ) % (
                warning,
                self.env._("To:"),
                request.supplier_id.email or self.env._("no e-mail address"),
                self.env._("Subject:"),
                subject,
                Markup(body),
            )

    # ------------------------------------------------------------------
    # No answer
    # ------------------------------------------------------------------
    @api.model
    def _cron_remind(self):
        """Remind supplier and asker once when the day passed without an answer."""
        cron = self.env["ir.cron"]
        late = self.search([("is_late", "=", True)]).filtered(
            lambda request: request.is_late and request.reminded_for != request.date_due
        )
        cron._commit_progress(remaining=len(late))
        for ids in split_every(BATCH, late.ids):
            requests = self.browse(ids).try_lock_for_update(allow_referencing=True)
            requests.invalidate_recordset()
            requests.filtered(
                lambda request: (
                    request.is_late and request.reminded_for != request.date_due
                )
            )._remind()
            if not cron._commit_progress(len(ids)):
                break

    def _remind(self):
        for request in self:
            asker = request.user_id
            if not is_available(asker, request.company_id):
                asker = find_stand_in(request)
            words = request.with_context(lang=asker.lang or self.env.lang)
            request.with_context(mail_notify_force_send=False).activity_schedule(
                "mail.mail_activity_data_todo",
                request.date_due,
                summary=words.env._(
                    "No answer from %s yet", request.supplier_id.display_name
                ),
                user_id=asker.id,
                automated=True,
            )
            request.reminded_for = request.date_due
        with_address = self.filtered("supplier_id.email")
        if with_address:
            with_address._queue_mail("mail_template_supplier_reminder")

    def _message_update_answer(self):
        """The supplier wrote back: the asker reads it and says whether it will do."""
        for request in self.filtered(lambda one: one.state == "asked"):
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%s answered: accept or refuse", request.supplier_id.display_name
                ),
                user_id=request.user_id.id,
                automated=True,
            )

    def message_update(self, msg_dict, update_vals=None):
        """A reply to our mail arrived on the request."""
        result = super().message_update(msg_dict, update_vals)
        self._message_update_answer()
        return result


def _is_named(text, word):
    """Whether a word stands in a text on its own, not as part of another.

    :param text: in lower case (``casefold``)
    """
    word = (word or "").strip().casefold()
    if len(word) < SHORTEST_NAME and word.isascii():
        return False
    # Chinese has no spaces between words: found is found.
    edge = r"(?<!\w)%s(?!\w)" if word.isascii() else "%s"
    return bool(word and re.search(edge % re.escape(word), text))
