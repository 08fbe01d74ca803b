# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...scoring import sample_limits
from .callback_program import HIGHEST_SHARE, LOWEST_SHARE

# What must not change once calls were drawn: the sample could not be repeated.
FROZEN_FIELDS = ("program_id", "team_id", "period_start", "period_end", "seed")


class SatisfactionCallbackSample(models.Model):
    """Which of a period's closed tickets are checked by telephone (R16, D14).

    The calls themselves are rows of the ledger. The seed is stored, so anybody can
    draw the same tickets again and see that nobody chose them.
    """

    _name = "satisfaction.callback.sample"
    _description = "Callback Sample"
    _order = "period_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self._default_program_id(),
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        check_company=True,
        ondelete="restrict",
        help="Only tickets of this team. Empty: all tickets of the company.",
    )
    period_start = fields.Date(
        "From",
        compute="_compute_period",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    period_end = fields.Date(
        "To",
        compute="_compute_period",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    share = fields.Float(
        "Share %",
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        digits=(4, 1),
        help="20 to 30 % of the closed tickets.",
    )
    contact_cap = fields.Integer(
        "Calls per contact",
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        aggregator=None,
    )
    seed = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_hex(8),
        help="The same seed draws the same tickets. It is set before anybody knows"
        " which tickets there will be.",
    )
    last_drawn_at = fields.Datetime("Last drawn", readonly=True, copy=False)
    request_ids = fields.One2many("satisfaction.request", "callback_sample_id")
    # Progress
    ticket_count = fields.Integer("Closed tickets", compute="_compute_progress")
    drawn_count = fields.Integer("Drawn", compute="_compute_progress")
    reached_count = fields.Integer("Reached", compute="_compute_progress")
    answered_count = fields.Integer("Answered", compute="_compute_progress")
    skipped_count = fields.Integer("Could not be called", compute="_compute_progress")
    unassigned_count = fields.Integer("Nobody's", compute="_compute_progress")
    drawn_share = fields.Float("Drawn %", compute="_compute_progress", digits=(4, 1))
    answered_share = fields.Float(
        "Answered %", compute="_compute_progress", digits=(4, 1)
    )
    share_state = fields.Selection(
        [
            ("none", "Nothing closed yet"),
            ("below", "Below 20 %"),
            ("within", "20–30 %"),
            ("above", "Above 30 %"),
        ],
        "Against 20–30 %",
        compute="_compute_progress",
    )
    progress_text = fields.Char("Progress", compute="_compute_progress")

    _period_unique = models.UniqueIndex(
        "(program_id, period_start, period_end, COALESCE(team_id, 0))",
        "There is already a sample of this period and team.",
    )
    _period_order = models.Constraint(
        "CHECK (period_start <= period_end)", "A period ends after it begins."
    )
    _contact_cap_range = models.Constraint(
        "CHECK (contact_cap >= 1)", "Allow at least one call per contact."
    )

    # ------------------------------------------------------------------
    # Defaults, computed fields, checks
    # ------------------------------------------------------------------
    @api.model
    def _default_program_id(self):
        company = self.env.company
        return self.env["satisfaction.program"]._find(
            company, company._satisfaction_today()
        )

    @api.depends("program_id")
    def _compute_period(self):
        for sample in self:
            program = sample.program_id
            if not program:
                sample.period_start = sample.period_end = False
                continue
            today = program.company_id._satisfaction_today()
            day = min(max(today, program.date_start), program.date_end)
            sample.period_start, sample.period_end = program._get_period(day)

    @api.depends("program_id")
    def _compute_settings(self):
        for sample in self:
            sample.share = sample.program_id.callback_share or 25.0
            sample.contact_cap = sample.program_id.callback_contact_cap or 3

    @api.depends("period_start", "period_end", "team_id.name")
    def _compute_name(self):
        for sample in self:
            if not sample.period_start or not sample.period_end:
                sample.name = False
                continue
            label = sample.program_id._get_period_label(
                sample.period_start, sample.period_end
            )
            sample.name = " · ".join(filter(None, [label, sample.team_id.name]))

    @api.depends_context("lang")
    @api.depends(
        "request_ids.state",
        "request_ids.call_is_reached",
        "request_ids.interviewer_id",
        "period_start",
        "period_end",
        "team_id",
    )
    def _compute_progress(self):
        for sample in self:
            count = sample._count_calls()
            sample.ticket_count = sample._count_closed_tickets()
            sample.drawn_count = count.get("drawn", 0)
            sample.reached_count = count.get("reached", 0)
            sample.answered_count = count.get("answered", 0)
            sample.skipped_count = count.get("skipped", 0)
            sample.unassigned_count = count.get("unassigned", 0)
            sample._set_shares()

    def _set_shares(self):
        # Not above: the reports extend models that are loaded after this one.
        from ...report.figures import format_percent

        tickets, drawn = self.ticket_count, self.drawn_count
        self.drawn_share = 100 * drawn / tickets if tickets else 0.0
        self.answered_share = 100 * self.answered_count / tickets if tickets else 0.0
        smallest, largest = sample_limits(
            tickets, LOWEST_SHARE / 100, HIGHEST_SHARE / 100
        )
        if not tickets:
            self.share_state = "none"
        elif drawn < smallest:
            self.share_state = "below"
        else:
            self.share_state = "above" if drawn > largest else "within"
        point = self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."
        self.progress_text = self.env._(
            "%(drawn)d of %(tickets)d closed tickets drawn (%(drawn_share)s),"
            " %(reached)d reached, %(answered)d answered (%(answered_share)s)",
            drawn=drawn,
            tickets=tickets,
            drawn_share=format_percent(self.drawn_share, point),
            reached=self.reached_count,
            answered=self.answered_count,
            answered_share=format_percent(self.answered_share, point),
        )

    def _count_calls(self):
        """``{what: number of calls}``; calls typed without being drawn count too."""
        self.ensure_one()
        if not self._origin:
            return {}
        typed = (
            Domain("callback_sample_id", "=", False)
            & Domain("channel_kind", "=", "callback")
            & Domain("ticket_id", "!=", False)
            & Domain("state", "!=", "cancelled")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("event_date", ">=", self.period_start)
            & Domain("event_date", "<=", self.period_end)
        )
        if self.team_id:
            typed &= Domain("team_id", "=", self.team_id.id)
        counts = {}
        # sudo: only numbers; whoever sees the sample need not see the calls
        for state, reached, user, number in (
            self.env["satisfaction.request"]
            .sudo()
            ._read_group(
                Domain("callback_sample_id", "=", self._origin.id) | typed,
                ["state", "call_is_reached", "interviewer_id"],
                ["__count"],
            )
        ):
            kinds = ["skipped" if state == "skipped" else "drawn"]
            if reached or state == "answered":
                kinds.append("reached")
            if state == "answered":
                kinds.append("answered")
            if state == "planned" and not user:
                kinds.append("unassigned")
            for kind in kinds:
                counts[kind] = counts.get(kind, 0) + number
        return counts

    def _get_closed_domain(self):
        """Closings of the period in the ledger, of tickets that are still closed.

        Stages without a survey (rejected, cancelled) are no service to ask about.
        """
        self.ensure_one()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("channel_kind", "=", "ticket")
            & Domain("event_date", ">=", self.period_start)
            & Domain("event_date", "<=", self.period_end)
            & Domain("ticket_id.stage_id.closed", "=", True)
            & Domain("ticket_id.stage_id.satisfaction_survey", "=", True)
        )
        if self.team_id:
            domain &= Domain("team_id", "=", self.team_id.id)
        return domain

    def _count_closed_tickets(self):
        if not self.company_id or not self.period_start or not self.period_end:
            return 0
        # sudo: only a number; whoever sees the sample need not see the tickets
        [(number,)] = (
            self.env["satisfaction.request"]
            .sudo()
            ._read_group(self._get_closed_domain(), [], ["ticket_id:count_distinct"])
        )
        return number

    @api.constrains("share")
    def _check_share(self):
        for sample in self:
            sample.program_id._check_share(sample.share)

    @api.constrains("period_start", "period_end", "program_id")
    def _check_period(self):
        for sample in self:
            program = sample.program_id
            if (
                sample.period_start < program.date_start
                or sample.period_end > program.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "The period lies outside %(program)s, which runs from"
                        " %(start)s to %(end)s.",
                        program=program.name,
                        start=program.date_start,
                        end=program.date_end,
                    )
                )

    def write(self, vals):
        if not vals.keys().isdisjoint(FROZEN_FIELDS):
            for sample in self.filtered("last_drawn_at"):
                for name in FROZEN_FIELDS:
                    field = self._fields[name]
                    if name in vals and field.convert_to_cache(
                        vals[name], sample
                    ) != field.convert_to_cache(sample[name], sample):
                        raise UserError(
                            self.env._(
                                "Calls of %(sample)s are drawn already: make another"
                                " sample instead of changing its %(field)s.",
                                sample=sample.name,
                                field=field._description_string(self.env),
                            )
                        )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_draw(self):
        """Draw the calls that are missing for the tickets closed so far."""
        self.check_access("write")
        calls = self._draw()
        planned = calls.filtered(lambda call: call.state == "planned")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if planned else "info",
                "message": self._word_draw(planned, calls - planned),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _word_draw(self, planned, skipped):
        if not planned and not skipped:
            return self.env._("No call is missing: the share is reached.")
        return self.env._(
            "Calls drawn: %(planned)d; tickets that could not be called: %(skipped)d.",
            planned=len(planned),
            skipped=len(skipped),
        )

    def action_open_calls(self):
        """The calls of this sample, whoever makes them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_callbacks_all"
        )
        return {
            **action,
            "domain": [("callback_sample_id", "=", self.id)],
            "context": {"create": False},
        }
