# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...scoring import draw_sample
from ...working_time import add_working_hours
from .callback_program import HIGHEST_SHARE, LOWEST_SHARE

_logger = logging.getLogger(__name__)

# How long after its end a period's last tickets are still drawn.
LATE_DAYS = 14
# The contact of tickets that can't be called: never drawn.
NOBODY = "nobody"
# What a callback takes over from the closing it is about (D16).
TAKEN_OVER = (
    "company_id",
    "ticket_id",
    "ticket_number",
    "ticket_title",
    "team_id",
    "user_id",
    "category_id",
    "event_at",
    "event_date",
    "partner_id",
    "client_id",
    "email",
    "lang",
    "respondent_role",
)


class SatisfactionCallbackSample(models.Model):
    """How calls are drawn from what was closed, again and again (R16, D14)."""

    _inherit = "satisfaction.callback.sample"

    @api.model
    def _cron_draw(self):
        """Draw for every running programme that does so by itself.

        Called weekly; a period's sample grows with its tickets and is looked at for
        two weeks after its end, so that the last ones take part too.
        """
        cron = self.env["ir.cron"]
        programs = self.env["satisfaction.program"].search(
            Domain("state", "=", "running") & Domain("callback_is_automatic", "=", True)
        )
        samples = self._find_due_samples(programs)
        cron._commit_progress(remaining=len(samples))
        for sample in samples:
            try:
                with self.env.cr.savepoint():
                    sample._draw()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except UserError as error:
                # One programme that isn't ready must not keep the others waiting.
                _logger.info("No callbacks drawn for %s: %s", sample.name, error)
            if not cron._commit_progress(1):
                break

    @api.model
    def _find_due_samples(self, programs):
        """Samples of the running and the last period; made where there are none."""
        samples = self.browse()
        for program in programs.filtered(lambda one: one._get_callback_channel()):
            today = program.company_id._satisfaction_today()
            due = self.search(
                Domain("program_id", "=", program.id)
                & Domain("period_start", "<=", today)
                & Domain("period_end", ">=", today - timedelta(days=LATE_DAYS))
            )
            if program.date_start <= today <= program.date_end and not any(
                sample.period_start <= today <= sample.period_end for sample in due
            ):
                due |= self.create({"program_id": program.id})
            samples |= due.filtered(lambda sample: not sample._is_frozen())
        return samples

    def _is_frozen(self):
        """Whether the period's scores don't change any more."""
        frozen_until = self.program_id.frozen_until
        return bool(frozen_until and self.period_end <= frozen_until)

    # ------------------------------------------------------------------
    # Drawing
    # ------------------------------------------------------------------
    def _draw(self):
        """Add the calls that are missing for the tickets closed so far.

        What was drawn stays. The number of queries doesn't depend on the number of
        tickets.

        :return: the new ledger rows: planned calls, and those skipped with a reason
        :raises UserError: the programme can't call
        """
        self.ensure_one()
        self._check_may_draw()
        # Two draws at once would both find the same tickets missing.
        self.program_id.lock_for_update(allow_referencing=True)
        # sudo: the ledger is written by the product only
        sample = self.sudo()
        closings = sample._find_closings()
        earlier = sample._find_earlier_calls(closings)
        reasons = sample._find_skip_reasons(closings)
        strata, contacts = {}, {}
        for key, closing in closings.items():
            strata.setdefault(str(closing.client_id.id), []).append(key)
            contacts[key] = NOBODY if key in reasons else str(closing.partner_id.id)
        drawn, passed_over = draw_sample(
            strata,
            sample.share / 100,
            seed=sample.seed,
            low=LOWEST_SHARE / 100,
            high=HIGHEST_SHARE / 100,
            contact_of=contacts,
            cap=sample._count_calls_left(closings),
            already=earlier["called"],
        )
        due = sample._get_call_due()
        values = [
            sample._prepare_call(closings[key], {"state": "planned", "call_due": due})
            for key in drawn
        ] + [
            sample._prepare_call(
                closings[key],
                {
                    "state": "skipped",
                    "skip_reason": reasons.get(key, "contact_capped"),
                },
            )
            for key in passed_over
            if key not in earlier["skipped"]
        ]
        calls = self.env["satisfaction.request"].sudo().create(values)
        sample.last_drawn_at = fields.Datetime.now()
        planned = calls.filtered(lambda call: call.state == "planned")
        planned._assign_calls(sample.program_id._get_interviewers())
        return calls.sudo(self.env.su)

    def _check_may_draw(self):
        program = self.program_id
        if program.state != "running":
            raise UserError(
                self.env._(
                    "%(program)s is not running: start it before you draw callbacks.",
                    program=program.name,
                )
            )
        channel = program._get_callback_channel()
        if not channel or not channel._get_survey().question_ids:
            raise UserError(
                self.env._(
                    "%(program)s has no callback channel with a questionnaire: add"
                    " one under Channels.",
                    program=program.name,
                )
            )
        if self._is_frozen():
            raise UserError(
                self.env._(
                    "The scores of %(sample)s are frozen: calls can't count any more.",
                    sample=self.name,
                )
            )

    def _find_closings(self):
        """``{key: ledger row of the ticket's last closing}``; a key is a ticket id."""
        ledger = self.env["satisfaction.request"]
        rows = ledger._read_group(
            self._get_closed_domain(), ["ticket_id"], ["id:max"], order="ticket_id"
        )
        closings = ledger.browse(row_id for _ticket, row_id in rows)
        return {str(closing.ticket_id.id): closing for closing in closings}

    def _find_earlier_calls(self, closings):
        """Keys of tickets called, or tried in vain to call, in this period before.

        Calls typed without having been drawn count too: the ticket was checked. A
        call that a reopened ticket made void may be drawn again.
        """
        found = {"called": set(), "skipped": set()}
        if not closings:
            return found
        channel = self.program_id._get_callback_channel()
        for ticket, state, attempts in self.env["satisfaction.request"]._read_group(
            Domain("ticket_id", "in", [int(key) for key in closings])
            & Domain("channel_code", "=", channel.code)
            & Domain("event_date", ">=", self.period_start),
            ["ticket_id", "state"],
            ["call_attempt_count:max"],
        ):
            if state == "skipped":
                found["skipped"].add(str(ticket.id))
            elif state != "cancelled" or attempts:
                found["called"].add(str(ticket.id))
        return found

    def _count_calls_left(self, closings):
        """``{contact key: calls left in this period}`` for the draw."""
        left = {
            str(closing.partner_id.id): self.contact_cap
            for closing in closings.values()
        }
        partners = {closing.partner_id.id for closing in closings.values()} - {False}
        for partner, number in self.env["satisfaction.request"]._read_group(
            Domain("partner_id", "in", list(partners))
            & Domain("channel_kind", "=", "callback")
            & Domain("state", "not in", ("skipped", "cancelled"))
            & Domain("event_date", ">=", self.period_start)
            & Domain("event_date", "<=", self.period_end),
            ["partner_id"],
            ["__count"],
        ):
            left[str(partner.id)] = max(0, self.contact_cap - number)
        return {**left, NOBODY: 0}

    def _find_skip_reasons(self, closings):
        """``{key: skip reason}`` of the tickets whose client can't be called."""
        rows = self.env["satisfaction.request"].union(*closings.values())
        own_companies = (
            self.env["res.company"]
            .search([("partner_id", "in", rows.client_id.ids)])
            .partner_id
        )
        reasons = {}
        for key, closing in closings.items():
            partner = closing.partner_id
            if closing.ticket_id.duplicate_id:
                reasons[key] = "duplicate"
            elif closing.skip_reason == "closed_without_survey":
                reasons[key] = "closed_without_survey"
            elif not partner or not closing.client_id:
                reasons[key] = "no_contact"
            elif not partner.partner_share or closing.client_id in own_companies:
                reasons[key] = "own_company"
            elif partner.satisfaction_opt_out:
                reasons[key] = "opted_out"
            elif not partner._get_call_phone():
                reasons[key] = "no_phone"
        return reasons

    def _get_call_due(self):
        """When calls drawn now should be made, in the company's working time."""
        now = fields.Datetime.now().replace(microsecond=0)
        calendar = self.company_id.resource_calendar_id
        hours = 24 * self.program_id.callback_within_days
        return add_working_hours(calendar, [now], hours)[now]

    def _prepare_call(self, closing, values):
        channel = self.program_id._get_callback_channel()
        taken_over = {
            name: closing._fields[name].convert_to_write(closing[name], closing)
            for name in TAKEN_OVER
        }
        survey = channel._get_survey(closing.client_id, closing.partner_id)
        return {
            **taken_over,
            "program_id": self.program_id.id,
            "channel_id": channel.id,
            "channel_kind": channel.kind,
            "channel_code": channel.code,
            "survey_id": survey.id,
            "delivery": "call",
            "callback_sample_id": self.id,
            **values,
        }
