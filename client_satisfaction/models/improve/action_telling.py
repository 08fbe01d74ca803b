# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from .action import FINISHED_ACTION_STAGES

#: Who is told for a client that made no remark itself, the first role that is there.
TOLD_ROLES = ("decision_leader", "interface", "vip")


class SatisfactionAction(models.Model):
    """Telling all clients touched that it is done (R94), each of them once."""

    _inherit = "satisfaction.action"

    notice_ids = fields.One2many(
        "satisfaction.action.notice", "action_id", "Contacts told", readonly=True
    )
    told_count = fields.Integer("Clients told", compute="_compute_told_count")

    def _compute_told_count(self):
        for action in self:
            # sudo: how many, not what they said
            known = action.sudo()
            told = known.remark_ids.filtered("informed_at").client_id
            told |= known.notice_ids.client_id
            action.told_count = len(told & known.client_ids)

    def action_tell_clients(self):
        """Tell every client touched what was done; who knows already isn't told again.

        Remarks are told with their own words; the other clients' decision leader, or
        whoever stands in, gets one mail about the action.
        """
        self.check_access("write")
        unfinished = self.filtered(
            lambda action: action.state not in FINISHED_ACTION_STAGES
        )
        if unfinished:
            raise UserError(
                self.env._(
                    "“%s” is not done yet. Clients are told when it is.",
                    unfinished[0].name,
                )
            )
        # sudo: remarks, contacts and mails of the clients the action touches
        told_remarks = self.sudo().remark_ids._tell()
        notices = self.sudo()._create_notices()
        if notices and not notices._send():
            raise UserError(
                self.env._(
                    "The mails could not be written: please check the mail template"
                    " “Satisfaction: an improvement is done”."
                )
            )
        contacts = told_remarks.partner_id | notices.partner_id
        message = (
            self.env._("Contacts told by mail: %s.", len(contacts))
            if contacts
            else self.env._("Everybody who can be told by mail knows already.")
        )
        silent = self.sudo()._get_untold_clients()
        if silent:
            message += " " + self.env._(
                "Tell in a conversation: %s.", ", ".join(silent.mapped("name"))
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if contacts else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_told(self):
        """Who was told of the action itself; remarks say it on their own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contacts told"),
            "res_model": "satisfaction.action.notice",
            "views": [(False, "list")],
            "domain": [("action_id", "=", self.id)],
        }

    def _get_untold_clients(self):
        """Clients touched whom no mail reached."""
        silent = self.env["res.partner"]
        for action in self:
            told = action.remark_ids.filtered("informed_at").client_id
            silent |= action.client_ids - told - action.notice_ids.client_id
        return silent

    def _create_notices(self):
        """A row for the contact of each client that made no remark about it."""
        vals_list = []
        locked = self.try_lock_for_update(allow_referencing=True)
        contacts = locked._find_told_contacts()
        for action in locked:
            clients = (
                action.client_ids
                - action.notice_ids.client_id
                - action.remark_ids.client_id
            )
            vals_list += [
                {
                    "action_id": action.id,
                    "client_id": client.id,
                    "partner_id": contacts[client].id,
                }
                for client in clients
                if client in contacts
            ]
        return self.env["satisfaction.action.notice"].create(vals_list)

    def _find_told_contacts(self):
        """Who is told for each client: ``{client: contact}``, one search for all."""
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", self.client_ids.ids),
                ("satisfaction_role", "in", TOLD_ROLES),
                ("email", "not in", (False, "")),
            ],
            order="id",
        )
        contacts = {}
        for person in people.sorted(
            lambda person: TOLD_ROLES.index(person.satisfaction_role)
        ):
            contacts.setdefault(person.commercial_partner_id, person)
        for client in self.client_ids:
            if client not in contacts and client.email:
                contacts[client] = client
        return contacts
