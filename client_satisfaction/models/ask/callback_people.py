# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SatisfactionRequest(models.Model):
    """Who calls: evenly shared, and never somebody who worked on the ticket."""

    _inherit = "satisfaction.request"

    def _find_ticket_workers(self):
        """``{request: res.users}`` of everyone who worked on its ticket.

        The assignee now, at closing and ever before, whoever made the ticket or
        wrote on it. The number of queries doesn't depend on that of the requests.
        """
        # sudo: interviewers see neither tickets nor their messages; only who must
        # not call comes out of this
        requests = self.sudo().with_context(active_test=False)
        by_ticket = requests.ticket_id._find_satisfaction_workers()
        nobody = self.env["res.users"]
        return {
            request: by_ticket.get(record.ticket_id.id, nobody)
            | record.user_id.sudo(False)
            for request, record in zip(self, requests, strict=True)
        }

    def _check_independent(self, user):
        """:raises UserError: the user worked on the ticket of one of these calls"""
        for request, workers in self._find_ticket_workers().items():
            if user not in workers:
                continue
            if user == self.env.user:
                raise UserError(
                    self.env._(
                        "You worked on ticket %(ticket)s yourself: let a colleague"
                        " ask the client.",
                        ticket=request.sudo().ticket_number,
                    )
                )
            raise UserError(
                self.env._(
                    "%(user)s worked on ticket %(ticket)s: let somebody else ask the"
                    " client.",
                    user=user.name,
                    ticket=request.sudo().ticket_number,
                )
            )

    def _assign_calls(self, users):
        """Share calls evenly among users, leaving out who worked on the ticket.

        Calls that nobody of them may make stay unassigned.

        :param users: ``res.users`` to choose from
        """
        if not self or not users:
            return
        load = dict.fromkeys(users, 0)
        for user, number in self._read_group(
            Domain("delivery", "=", "call")
            & Domain("state", "=", "planned")
            & Domain("interviewer_id", "in", users.ids)
            & Domain("id", "not in", self.ids),
            ["interviewer_id"],
            ["__count"],
        ):
            load[user] = number
        shares = {}
        for request, workers in self._find_ticket_workers().items():
            able = [user for user in users if user not in workers]
            if not able:
                continue
            chosen = min(able, key=lambda user: (load[user], user.id))
            load[chosen] += 1
            shares[chosen] = shares.get(chosen, self.browse()) | request
        for user, requests in shares.items():
            # sudo: the ledger is written by the product only
            requests.sudo().interviewer_id = user


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _find_satisfaction_workers(self):
        """``{ticket id: res.users}`` of everyone who ever had a hand in it."""
        workers = {
            ticket.id: (ticket.user_id | ticket.create_uid).sudo(False)
            for ticket in self
        }
        on_tickets = Domain("model", "=", self._name) & Domain("res_id", "in", self.ids)
        for ticket_id, authors in self.env["mail.message"]._read_group(
            on_tickets & Domain("author_id.user_ids", "!=", False),
            ["res_id"],
            ["author_id:recordset"],
        ):
            workers[ticket_id] |= authors.user_ids.sudo(False)
        field = self.env["ir.model.fields"]._get(self._name, "user_id")
        users = self.env["res.users"].sudo(False)
        for change in self.env["mail.tracking.value"].search(
            Domain("field_id", "=", field.id)
            & Domain("mail_message_id.model", "=", self._name)
            & Domain("mail_message_id.res_id", "in", self.ids)
        ):
            ids = {change.old_value_integer, change.new_value_integer} - {0}
            workers[change.mail_message_id.res_id] |= users.browse(ids)
        return workers
