# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...scoring import share_size


class SatisfactionTargetGroup(models.Model):
    """Which clients a sample is formed from, and how large it is (R65, R66, R120)."""

    _name = "satisfaction.target.group"
    _description = "Target Group of Clients"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    note = fields.Text(
        "Why this group",
        translate=True,
        help="For whoever sees the sample later.",
    )
    client_domain = fields.Char(
        "Clients",
        required=True,
        default="[]",
        help="By any field of the client profile: VIP, agreement level, client since,"
        " equipment, services …",
    )
    size_kind = fields.Selection(
        [
            ("all", "All of them"),
            ("share", "A share of them"),
            ("number", "A number of them"),
        ],
        "How many",
        required=True,
        default="all",
        help="All clients that match, a share of them, or a number.",
    )
    share = fields.Float("Share %", default=30.0, digits=(5, 2), aggregator=None)
    number = fields.Integer("Number of clients", default=30, aggregator=None)
    client_type_ids = fields.Many2many(
        "satisfaction.client.type",
        string="Client types by",
        default=lambda self: self.env["satisfaction.client.type"].search(Domain.TRUE),
        help="The sample has clients of every type, if it is large enough.",
    )
    client_count = fields.Integer(
        "Matching clients",
        compute="_compute_client_count",
        help="Clients that match today.",
    )
    sample_count = fields.Integer(
        "Clients in a wave",
        compute="_compute_client_count",
        help="How many a wave would draw today, with those it carries on.",
    )

    # Which number counts is asked for in _check_size, in words that help.
    _share_range = models.Constraint(
        "CHECK (size_kind != 'share' OR (share > 0 AND share <= 100))",
        "The share of clients lies above 0 and at most at 100 %.",
    )
    _number_range = models.Constraint(
        "CHECK (size_kind != 'number' OR number > 0)",
        "A sample has at least one client.",
    )

    @api.depends("client_domain", "size_kind", "share", "number", "company_id")
    def _compute_client_count(self):
        for group in self:
            try:
                clients = group._find_clients(fields.Date.context_today(group))
                group.client_count = len(clients)
                group.sample_count = group._get_size(len(clients))
            except (ValueError, SyntaxError, TypeError):
                # Half-written on the form: what is wrong is said when it is saved.
                group.client_count = group.sample_count = 0

    @api.constrains("client_domain")
    def _check_client_domain(self):
        for group in self:
            try:
                group._get_client_domain().validate(self.env["res.partner"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of the target group “%(group)s” can't be read:"
                        " %(error)s",
                        group=group.name,
                        error=error,
                    )
                ) from error

    @api.constrains("size_kind", "share", "number")
    def _check_size(self):
        for group in self:
            if group.size_kind == "share" and not 0 < group.share <= 100:
                raise ValidationError(
                    self.env._(
                        "The share of “%(group)s” is %(share)g %%. Write a number above"
                        " 0 and at most 100.",
                        group=group.name,
                        share=group.share,
                    )
                )
            if group.size_kind == "number" and group.number < 1:
                raise ValidationError(
                    self.env._(
                        "The sample of “%(group)s” has %(number)d clients. Write 1 or"
                        " more.",
                        group=group.name,
                        number=group.number,
                    )
                )

    def _get_client_domain(self):
        """The condition on clients; only literal values, nothing is executed."""
        self.ensure_one()
        return Domain(literal_eval(self.client_domain or "[]"))

    def _find_clients(self, today, company=None):
        """Clients of a day that match, in the order of their ids.

        Somebody is a client who has a client manager, a first day as a client or a
        contact with a role, and who has not left.

        :param today: a date
        :param company: ``res.company`` that asks; default: the group's, or the
            current one
        :return: ``res.partner``, commercial partners only
        """
        self.ensure_one()
        partners = self.env["res.partner"]
        company = company or self.company_id or self.env.company
        is_client = (
            Domain("client_since", "!=", False)
            | Domain("client_manager_id", "!=", False)
            | Domain("child_ids.satisfaction_role", "!=", False)
        )
        # sudo: only tells the provider's own companies from its clients
        own = self.env["res.company"].sudo().search(Domain.TRUE).partner_id
        return partners.search(
            Domain("parent_id", "=", False)
            & Domain("company_id", "in", [False, company.id])
            & is_client
            & self._is_there(today)
            & Domain("id", "not in", own.ids)
            & self._get_client_domain(),
            order="id",
        )

    @api.model
    def _is_there(self, today):
        """Condition on partners: a client on that day already and still."""
        return (
            Domain("client_since", "=", False) | Domain("client_since", "<=", today)
        ) & (Domain("client_until", "=", False) | Domain("client_until", ">=", today))

    def _get_size(self, population):
        """How many of so many matching clients a sample has.

        :param population: number of matching clients
        :return: 0 to ``population``
        """
        self.ensure_one()
        if self.size_kind == "share":
            return share_size(population, self.share / 100)
        if self.size_kind == "number":
            return min(max(self.number, 0), population)
        return population

    def action_open_clients(self):
        """The clients that match today."""
        self.ensure_one()
        clients = self._find_clients(fields.Date.context_today(self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Clients of “%s”", self.name),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "views": [
                (
                    self.env.ref(
                        "client_satisfaction.satisfaction_client_view_list"
                    ).id,
                    "list",
                ),
                (False, "kanban"),
                (False, "form"),
            ],
            "domain": [("id", "in", clients.ids)],
            "context": {"create": False},
        }
