# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import is_html_empty
from odoo.tools.misc import format_date

from odoo.addons.base.models.ir_actions_report import _wkhtml

from . import figures, svg_charts
from .document_paper import get_print_logo
from .pdf import SECTION_COLOR, Foot


class ReportHandbook(models.AbstractModel):
    """The programme's handbook: roles, processes, documents, KPIs, tasks (R127).

    Printed for the house, in the reader's language: what the page shows live, with
    strategy, goals, rules and the exit checklist.
    """

    _name = "report.client_satisfaction.handbook"
    _description = "Programme Handbook"
    _inherit = ["satisfaction.paged.report"]

    @api.model
    def _get_report_values(self, docids, data=None):
        programs = self.env["satisfaction.program"].browse(docids).exists()
        programs.check_access("read")
        return {
            "doc_ids": programs.ids,
            "doc_model": programs._name,
            "docs": programs,
            "handbooks": [self._get_handbook(program) for program in programs],
            "section_color": SECTION_COLOR,
            "print_zoom": self._get_print_zoom(data),
            "lang": (self.env.lang or "en_US").split("_")[0],
        }

    def _get_print_zoom(self, data):
        """See the review report: unpatched Qt shrinks its pages."""
        if (data or {}).get("report_type") == "pdf" and not _wkhtml().is_patched_qt:
            return "1.29"
        return "1"

    @api.model
    def _get_feet(self, docids):
        programs = self.env["satisfaction.program"].browse(docids).exists()
        return [
            Foot(
                f"{program.name} · {program.company_id.name}",
                lambda number, count: self.env._(
                    "Page %(number)s of %(count)s", number=number, count=count
                ),
            )
            for program in programs
        ]

    @api.model
    def _get_handbook(self, program):
        """Everything the template shows, as plain values."""
        page = self.env["satisfaction.program.map"]
        company = program.company_id
        point = self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."
        triggers = dict(
            self.env["satisfaction.rule"]
            ._fields["trigger"]
            ._description_selection(self.env)
        )
        states = dict(
            self.env["satisfaction.exit.check"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        return {
            "program": page._describe_program(program),
            "logo": get_print_logo(company),
            "color": svg_charts.safe_color(company.primary_color, svg_charts.ACCENT),
            "today": format_date(self.env, fields.Date.context_today(self)),
            "strategy": not is_html_empty(program.strategy) and program.strategy,
            "approved": program.strategy_approved_on
            and {
                "user": program.strategy_approved_by_id.name,
                "date": format_date(self.env, program.strategy_approved_on),
            },
            "goals": [
                {
                    "name": goal.name,
                    "why": goal.description or "",
                    "measure": goal.measure or "",
                    "owner": goal.owner_id.name or "",
                    "surveys": ", ".join(goal.survey_ids.mapped("title")),
                    "indicators": ", ".join(goal.indicator_ids.mapped("name")),
                    "targets": ", ".join(goal.target_ids.mapped("display_name")),
                }
                for goal in program.goal_ids
            ],
            "roles": page._get_roles(program),
            "processes": page._get_processes(program),
            "channels": [
                {
                    "name": channel.name,
                    "weight": figures.format_weight(channel.weight, point),
                    "survey": channel.survey_id.title or "",
                }
                for channel in program.channel_ids
            ],
            "bands": [
                {
                    "name": band.name,
                    "low": figures.format_points(band.lower, point),
                    "high": figures.format_points(band.upper, point),
                }
                for band in program.band_ids.sorted("lower")
            ],
            "thresholds": {
                name: figures.format_points(program[name], point)
                for name in (
                    "target_points",
                    "acceptable_from",
                    "unacceptable_below",
                    "follow_up_below",
                    "senior_below",
                )
            },
            "target_share": figures.format_percent(program.target_share, point),
            "contact_hours": program.contact_within_hours,
            "report_days": program.report_within_days,
            "rules": [
                {
                    "name": rule.name,
                    "trigger": triggers.get(rule.trigger, ""),
                    "channel": rule.channel_id.name or "",
                    "survey": (rule.survey_id or rule.channel_id.survey_id).title or "",
                }
                for rule in program.rule_ids.filtered("active")
            ],
            "exit": [
                {
                    "title": check.title,
                    "state": states[check.state],
                    "finding": check.finding or "",
                    "note": check.note or "",
                    "by": check.confirmed_by_id.name or "",
                    "on": format_date(self.env, check.confirmed_on),
                }
                for check in program.exit_check_ids
            ],
            "closing_reason": program.closing_reason or "",
        }
