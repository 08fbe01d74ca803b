# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import is_html_empty

from .case_complaint import _same_words


class SatisfactionCase(models.Model):
    """A complaint typed on the case form goes the way of every other one (R74, R84).

    The form can't join its complaint to another case while somebody types: it names
    the case that is still open about the same ticket, and whoever types decides.
    """

    _inherit = "satisfaction.case"

    same_matter_id = fields.Many2one(
        "satisfaction.case",
        "Open about the same ticket",
        compute="_compute_same_matter_id",
        help="The latest other open case of the same contact about the same ticket.",
    )

    @api.depends("partner_id", "ticket_id", "company_id", "state")
    def _compute_same_matter_id(self):
        """Found with the rights of the reader: nobody learns of cases of others."""
        self.same_matter_id = False
        asked = self.filtered(
            lambda case: (
                case.partner_id
                and case.ticket_id
                and case.origin == "complaint"
                and case.state != "closed"
            )
        )
        if not asked:
            return
        open_cases = self.search(
            [
                ("partner_id", "in", asked.partner_id.ids),
                ("ticket_id", "in", asked.ticket_id.ids),
                ("state", "!=", "closed"),
            ],
            order="id desc",
        )
        matters = open_cases.grouped(_get_matter)
        for case in asked:
            others = matters.get(_get_matter(case), open_cases.browse())
            case.same_matter_id = (others - case._origin)[:1]

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        context = self.env.context
        # The superuser comes through ``_record_complaint``, history was told long ago.
        if not (
            self.env.su
            or context.get("satisfaction_history")
            or context.get("import_file")
        ):
            cases._take_in_typed()
        return cases

    def _take_in_typed(self):
        """What ``_record_complaint`` does for a complaint, for those just typed.

        The client gets the acknowledgement (unless no mails are wanted for the case)
        and follows the case; later complaints about the same join it. The same words
        typed twice are refused by the unique key.
        """
        # sudo: keys, followers, the client's mails, and the note on a colleague's
        # case; whoever may record the complaint may do so on purpose.
        typed = self.sudo().filtered(
            lambda case: (
                case.origin == "complaint"
                and not case.request_id
                and not is_html_empty(case.complaint)
            )
        )
        for case in typed.filtered("partner_id"):
            key = case._get_intake_key(
                {
                    "company_id": case.company_id.id,
                    "partner_id": case.partner_id.id,
                    "ticket_id": case.ticket_id.id,
                    "email_from": False,
                    "complaint": case.complaint,
                }
            )
            holder = self.sudo().search(
                [("intake_key", "=", key), ("state", "!=", "closed")], limit=1
            )
            # Somebody decided that this is another matter of the same ticket. The same
            # words are no other matter: the unique key says so.
            if not holder or _same_words(holder.complaint, case.complaint):
                case.intake_key = key
            case.message_subscribe(case.partner_id.ids)
        typed.flush_recordset(["intake_key"])
        typed._note_same_matter()
        # Found as superuser; whoever reads the form gets what they may see.
        typed.invalidate_recordset(["same_matter_id"])
        typed.filtered(lambda case: case.inform_client != "none")._acknowledge()

    def _note_same_matter(self):
        """Tell the people of the older open case that there is a second one."""
        for case in self.filtered("same_matter_id"):
            case.same_matter_id.message_post(
                body=Markup("<p>%s</p>")
                % self.env._(
                    "The client complained about the same ticket again: %(case)s",
                    case=case._get_html_link(),
                )
            )


def _get_matter(case):
    return case.partner_id.id, case.ticket_id.id, case.company_id.id
