# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SatisfactionActionSource(models.AbstractModel):
    """What asks for actions: cases, remarks, themes, lines of assessments (R49, R87).

    A model joins by inheriting this one, declaring ``action_ids`` and saying in
    ``_prepare_action_defaults`` what a new action starts with.
    """

    _name = "satisfaction.action.source"
    _description = "What Asks for Improvement Actions"
    #: The field of the action that points at this model
    _action_field = None

    action_count = fields.Integer("Number of actions", compute="_compute_action_count")

    @api.depends_context("uid")
    def _compute_action_count(self):
        counts = dict(
            self.env["satisfaction.action"]._read_group(
                [(self._action_field, "in", self.ids)],
                [self._action_field],
                ["__count"],
            )
        )
        for record in self:
            record.action_count = counts.get(record._origin, 0)

    def _prepare_action_defaults(self):
        """Defaults of one action for all these records; subclasses add theirs."""
        companies = self.company_id or self.env.company
        if len(companies) > 1:
            raise UserError(
                self.env._("Plan an action for one company at a time, please.")
            )
        return {"default_company_id": companies.id}

    def action_plan_action(self):
        """A new action that these records ask for, ready to be filled in."""
        clients = self._get_action_clients()
        overall = len(clients) != 1
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an action"),
            "res_model": "satisfaction.action",
            "views": [(False, "form")],
            "target": "current",
            "context": {
                **self._prepare_action_defaults(),
                "default_scope": "overall" if overall else "client",
                "default_client_ids": [fields.Command.set(clients.ids)],
            },
        }

    def _get_action_clients(self):
        """The clients whose feedback these records are."""
        return self.client_id

    def action_open_actions(self):
        """The actions these records asked for."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_actions"
        )
        action["domain"] = [(self._action_field, "in", self.ids)]
        action["context"] = self.action_plan_action()["context"]
        return action
