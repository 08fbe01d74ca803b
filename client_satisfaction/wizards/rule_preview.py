# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.ask.request import SKIP_REASONS
from ..models.ask.rule import TICKET_TRIGGERS, get_family
from ..models.ask.rule_planning import _Planner

PREVIEW_DAYS = 90
MOST_TICKETS = 20000
OUTCOMES = [
    ("planned", "Would be asked"),
    ("other_rule", "Another rule comes first"),
    *SKIP_REASONS,
]


class SatisfactionRulePreview(models.TransientModel):
    """What a rule would have done with the tickets of the last months."""

    _name = "satisfaction.rule.preview"
    _description = "Preview of a Satisfaction Rule"

    rule_id = fields.Many2one(
        "satisfaction.rule", required=True, readonly=True, ondelete="cascade"
    )
    date_from = fields.Date("Closed since", readonly=True)
    ticket_count = fields.Integer("Tickets closed", readonly=True)
    planned_count = fields.Integer("Would be asked", readonly=True)
    line_ids = fields.One2many(
        "satisfaction.rule.preview.line", "preview_id", readonly=True
    )

    @api.model
    def _make(self, rule, days=PREVIEW_DAYS):
        """Try a rule out on the tickets closed in the last days; writes no ask.

        :return: the preview with its lines, most frequent first
        """
        if rule.trigger not in TICKET_TRIGGERS:
            raise UserError(
                self.env._("Only rules about tickets can be tried out on tickets.")
            )
        now = fields.Datetime.now()
        since = now - timedelta(days=days)
        # sudo: a programme manager sees all of the company's tickets this way; only
        # counts come back
        moments = self._find_closed(rule.sudo(), since)
        counts = self._count_outcomes(rule.sudo(), moments, since)
        total = sum(counts.values())
        return self.create(
            {
                "rule_id": rule.id,
                "date_from": rule.company_id._satisfaction_date(since),
                "ticket_count": total,
                "planned_count": counts["planned"],
                "line_ids": [
                    fields.Command.create(
                        {
                            "outcome": outcome,
                            "ticket_count": count,
                            "share": 100 * count / total,
                        }
                    )
                    for outcome, count in counts.most_common()
                ],
            }
        )

    @api.model
    def _count_outcomes(self, rule, moments, since):
        counts = Counter()
        if moments:
            planner = PreviewPlanner(rule, moments, since)
            for ticket in planner.moments:
                values = planner.prepare(ticket)
                is_other = values["rule_id"] not in (rule.id, False)
                outcome = values.get("skip_reason") or "planned"
                counts["other_rule" if is_other else outcome] += 1
        return counts

    @api.model
    def _find_closed(self, rule, since):
        """``{ticket: moment}`` of tickets closed since then and not opened again.

        The ledger knows the moment. The helpdesk's own date moves with every later
        change of a closed ticket, so it serves only where the ledger has no row.
        """
        tickets = rule.env["helpdesk.ticket"].search(
            Domain("company_id", "=", rule.company_id.id)
            & Domain("stage_id.closed", "=", True)
            & (
                Domain("closed_date", ">=", since)
                | Domain("satisfaction_request_ids.event_at", ">=", since)
            ),
            order="id desc",
            limit=MOST_TICKETS,
        )
        rows = rule.env["satisfaction.request"]._read_group(
            Domain("ticket_id", "in", tickets.ids)
            & (
                Domain("rule_id", "=", False)
                | Domain("rule_id.trigger", "in", TICKET_TRIGGERS)
            ),
            ["ticket_id"],
            ["event_at:max"],
        )
        known = dict(rows)
        moments = {
            ticket: known.get(ticket) or ticket.closed_date for ticket in tickets
        }
        return {
            ticket: moment
            for ticket, moment in sorted(
                moments.items(), key=lambda item: (item[1], item[0].id)
            )
            if moment >= since
        }

    def action_show_graph(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_rule_preview_lines"
        )
        return {**action, "domain": [("preview_id", "=", self.id)]}


class SatisfactionRulePreviewLine(models.TransientModel):
    _name = "satisfaction.rule.preview.line"
    _description = "Line of a Satisfaction Rule's Preview"
    _order = "ticket_count desc, id"

    preview_id = fields.Many2one(
        "satisfaction.rule.preview", required=True, ondelete="cascade", index=True
    )
    outcome = fields.Selection(OUTCOMES, required=True)
    ticket_count = fields.Integer("Tickets")
    share = fields.Float("Share %", digits=(5, 1), aggregator=None)


class SatisfactionRule(models.Model):
    _inherit = "satisfaction.rule"

    def action_preview(self):
        """Show what this rule would have done lately, before it does anything."""
        self.ensure_one()
        self.check_access("write")
        preview = self.env["satisfaction.rule.preview"]._make(self)
        return {
            **preview._get_records_action(),
            "name": self.env._("Preview of “%s”", self.name),
            "target": "new",
        }


class PreviewPlanner(_Planner):
    """The planner of closed tickets, on tickets of the past.

    The same decisions in the same order. Different is only what it takes as given:
    the rule's programme runs, each ticket was asked about at its own time, and what
    was really asked since then does not count.
    """

    def __init__(self, rule, moments, since):
        self.rule = rule
        self.since = since
        self.tickets = rule.env["helpdesk.ticket"].union(*moments)
        self.automatic = self._find_automatic()
        super().__init__(
            {ticket: _as_closed(ticket, moment) for ticket, moment in moments.items()}
        )

    def _find_programs(self, tickets):
        return dict.fromkeys(tickets, self.rule.program_id)

    def _match_rules(self, tickets, contacts):
        if self.rule.active:
            return super()._match_rules(tickets, contacts)
        # A rule that is switched off is tried out as if it were alone and on.
        hits = self.rule._match_tickets(tickets, contacts)
        return dict.fromkeys(tickets, self.rule.browse()) | dict.fromkeys(
            hits, self.rule
        )

    def _find_asked(self, tickets):
        return set(), set()

    def _find_last_asked(self, partners):
        """Only what was asked before the tickets that are looked at."""
        days = max((rule.cool_down_days for rule in self.rules.values()), default=0)
        last = {}
        for partner, kind, sent_at in self.ledger._read_group(
            Domain("partner_id", "in", partners.ids)
            & Domain("sent_at", ">=", self.since - timedelta(days=days))
            & Domain("sent_at", "<", self.since),
            ["partner_id", "channel_kind"],
            ["sent_at:max"],
        ):
            key = (partner.id, get_family(kind))
            last[key] = max(sent_at, last.get(key, sent_at))
        return last

    def _find_automatic(self):
        """Tickets whose stage was last changed by the system itself."""
        if not any(rule.skip_automatic for rule in self.rule.program_id.rule_ids):
            return self.tickets.browse()
        field = self.rule.env["ir.model.fields"]._get("helpdesk.ticket", "stage_id")
        values = self.rule.env["mail.tracking.value"].search(
            Domain("field_id", "=", field.id)
            & Domain("mail_message_id.model", "=", "helpdesk.ticket")
            & Domain("mail_message_id.res_id", "in", self.tickets.ids),
            order="id",
        )
        last = {value.mail_message_id.res_id: value.create_uid for value in values}
        return self.tickets.filtered(
            lambda ticket: last.get(ticket.id, ticket.create_uid).id == SUPERUSER_ID
        )

    def _is_closed_automatically(self, ticket):
        return self.rules[ticket].skip_automatic and ticket in self.automatic

    def _is_too_old(self, ticket):
        return False


def _as_closed(ticket, moment):
    """What ``satisfaction.closing`` would hold of a ticket closed as it stands now."""
    return SimpleNamespace(
        ticket_id=ticket,
        closed_at=moment,
        closed_by_id=ticket.env["res.users"],
        close_note="",
        stage_id=ticket.stage_id,
        partner_id=ticket.partner_id,
        team_id=ticket.team_id,
        user_id=ticket.user_id,
        category_id=ticket.category_id,
        ticket_number=ticket.number,
        ticket_title=ticket.name,
    )
