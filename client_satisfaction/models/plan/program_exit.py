# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .exit_check import STANDARD_CODES

# Cases and actions that are as far as they have to be
DONE_CASES = ("done", "reviewed", "closed")
REVIEWED_CASES = ("reviewed", "closed")
DONE_ACTIONS = ("done", "reviewed", "cancelled")
REVIEWED_ACTIONS = ("reviewed", "cancelled")
RELATIONSHIP_PURPOSES = ("relationship", "service_review")


class SatisfactionProgram(models.Model):
    """Closing a year: the exit checklist, held unless somebody says why not (R13)."""

    _inherit = "satisfaction.program"

    exit_check_ids = fields.One2many(
        "satisfaction.exit.check", "program_id", "Exit checklist", copy=False
    )
    exit_open_count = fields.Integer(
        "Open points", compute="_compute_exit_open_count", compute_sudo=True
    )
    closing_reason = fields.Text(
        "Closed with open points, because", readonly=True, copy=False, tracking=True
    )

    @api.depends("exit_check_ids.state")
    def _compute_exit_open_count(self):
        for program in self:
            program.exit_open_count = len(program._get_open_exit_checks())

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        for program in programs:
            present = program.exit_check_ids.mapped("code")
            program.exit_check_ids = [
                Command.create({"code": code, "sequence": sequence})
                for sequence, code in enumerate(STANDARD_CODES, 1)
                if code not in present
            ]
        return programs

    def _get_open_exit_checks(self):
        self.ensure_one()
        return self.exit_check_ids.filtered(lambda check: check.state != "done")

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------
    def action_ask_close(self):
        """Close, or ask why although points are open."""
        self.ensure_one()
        if not self._get_open_exit_checks():
            return self.action_close()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close with open points"),
            "res_model": "satisfaction.program.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }

    def action_close(self, reason=None):
        """Close the year when its checklist is confirmed, or for a written reason.

        :param reason: why it is closed although points are open
        :raises UserError: with the open points, when there is no reason
        """
        self.check_access("write")
        reason = (reason or "").strip()
        for program in self.filtered(lambda program: program.state == "running"):
            # sudo: figures count everything, whoever closes
            checks = program.sudo()._get_open_exit_checks()
            if not checks:
                continue
            if not reason:
                raise UserError(
                    self.env._(
                        "%(program)s can't be closed yet. Open on its exit checklist:"
                        "\n%(points)s\nConfirm these points, or click “Close” and say"
                        " why it is closed without them.",
                        program=program.name,
                        points="\n".join(f"• {check.title}" for check in checks),
                    )
                )
            program.closing_reason = reason
            program.message_post(
                body=Markup("<p>%s</p><ul>%s</ul><p>%s</p>")
                % (
                    self.env._("Closed with open points:"),
                    Markup("").join(
                        Markup("<li>%s</li>") % check.title for check in checks
                    ),
                    reason,
                )
            )
        return super().action_close()

    def action_reopen(self):
        result = super().action_reopen()
        self.closing_reason = False
        return result

    # ------------------------------------------------------------------
    # What the figures say
    # ------------------------------------------------------------------
    def _get_exit_findings(self):
        """What the product knows about each standard point.

        :return: {code: (verdict, sentence)}; verdict "met", "open" or "person"
        """
        self.ensure_one()
        if not self._origin:
            return {}
        # sudo: numbers only, of the whole programme, whoever reads the list
        program = self._origin.sudo()
        return {
            "event_results": program._find_results("event_results"),
            "relationship_results": program._find_results("relationship_results"),
            "communicated": ("person", ""),
            "improvements": program._find_improvements(),
            "actions_done": program._find_undone(),
            "reviewed": program._find_unreviewed(),
        }

    def _get_exit_domains(self, code):
        """The records a standard point is about: [(model, what is open there)]."""
        mine = Domain("program_id", "=", self.id)
        answered = mine & Domain("state", "=", "answered")
        # Asks about the whole, by their channel or by their questionnaire
        relationship = Domain("channel_kind", "=", "questionnaire") | Domain(
            "survey_id.satisfaction_purpose", "in", RELATIONSHIP_PURPOSES
        )
        after_feedback = mine & Domain("case_ids", "!=", False)
        return {
            "event_results": [("satisfaction.request", answered & ~relationship)],
            "relationship_results": [("satisfaction.request", answered & relationship)],
            "improvements": [
                ("satisfaction.action", mine & Domain("state", "!=", "cancelled"))
            ],
            "actions_done": [
                ("satisfaction.case", mine & Domain("state", "not in", DONE_CASES)),
                (
                    "satisfaction.action",
                    after_feedback & Domain("state", "not in", DONE_ACTIONS),
                ),
            ],
            "reviewed": [
                ("satisfaction.case", mine & Domain("state", "not in", REVIEWED_CASES)),
                (
                    "satisfaction.action",
                    after_feedback & Domain("state", "not in", REVIEWED_ACTIONS),
                ),
            ],
        }.get(code, [])

    def _count_exit(self, code):
        return [
            self.env[model].search_count(domain)
            for model, domain in self._get_exit_domains(code)
        ]

    def _find_results(self, code):
        (count,) = self._count_exit(code)
        if not count:
            return "person", self.env._("Nobody answered one this year.")
        frozen = self.frozen_until and self._get_frozen_label()
        if frozen:
            text = self.env._(
                "Answers: %(count)s; frozen up to %(period)s.",
                count=count,
                period=frozen,
            )
        else:
            text = self.env._("Answers: %(count)s; no period is frozen.", count=count)
        return "person", text

    def _get_frozen_label(self):
        return self._get_period_label(*self._get_period(self.frozen_until))

    def _find_improvements(self):
        (count,) = self._count_exit("improvements")
        if count:
            return "met", self.env._("Improvement actions: %(count)s.", count=count)
        return "person", self.env._("No improvement action is recorded.")

    def _find_undone(self):
        cases, actions = self._count_exit("actions_done")
        if cases or actions:
            return "open", self.env._(
                "Not done after negative feedback: cases %(cases)s, actions"
                " %(actions)s.",
                cases=cases,
                actions=actions,
            )
        return "met", self.env._("No case and no action is open.")

    def _find_unreviewed(self):
        cases, actions = self._count_exit("reviewed")
        if cases or actions:
            return "open", self.env._(
                "Not reviewed with the client yet: cases %(cases)s, actions"
                " %(actions)s.",
                cases=cases,
                actions=actions,
            )
        return "met", self.env._("Every case was reviewed with its client.")

    def _open_exit_list(self, code):
        """An action that shows the first list that isn't empty."""
        domains = self._get_exit_domains(code)
        if not domains:
            return False
        model, domain = next(
            (
                (model, domain)
                for model, domain in domains
                if self.env[model].search_count(domain, limit=1)
            ),
            domains[0],
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env[model]._description,
            "res_model": model,
            "view_mode": "list,form",
            "domain": list(domain),
        }
