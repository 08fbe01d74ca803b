# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .workbook_model import PARTS, Selection

#: What a list's spreadsheet holds beside the summary and the parameters.
LISTS = {
    "satisfaction.request": ("answers",),
    "satisfaction.ask.report": ("asks",),
    "satisfaction.answer.report": ("ratings",),
    "satisfaction.score.report": ("clients",),
    "satisfaction.assessment": ("assessments", "levels"),
    "satisfaction.assessment.line": ("levels",),
    "satisfaction.remark": ("remarks",),
    "satisfaction.action": ("actions",),
    "satisfaction.case": ("cases",),
    "satisfaction.kpi.value": ("kpis",),
    "satisfaction.wave": ("waves", "wave_results", "assessments", "levels"),
}


class SatisfactionWorkbook(models.AbstractModel):
    """Which rows belong into a workbook: of scores, a programme, wave, client, list."""

    _inherit = "satisfaction.workbook"

    @api.model
    def _select_scores(self, scores):
        """Some scores, with all that belongs to their clients and periods.

        :param scores: records, or a domain
        """
        domain = (
            scores if isinstance(scores, Domain) else Domain("id", "in", scores.ids)
        )
        model = self.env["satisfaction.score"]
        groups = model._read_group(
            domain,
            ["program_id", "period_label", "period_start:day", "period_end:day"],
            ["client_id:recordset"],
        )
        parts = [
            self._select_period(program.company_id, start, end, clients.ids)
            for program, _label, start, end, clients in groups
        ]
        domains = {
            name: Domain.OR(part[name] for part in parts) if parts else Domain.FALSE
            for name in PARTS
            if not parts or name in parts[0]
        }
        labels = sorted({label for _program, label, *_period in groups})
        label = " – ".join(labels[:1] + labels[1:][-1:])
        clients = self.env["res.partner"].union(*(group[-1] for group in groups))
        whose = clients.name if len(clients) == 1 else self.env._("Scores")
        return Selection(
            " ".join(filter(None, [whose, label])),
            {**self._with_scores(domain), **domains},
        )

    @api.model
    def _select_program(self, program, period=None, client_ids=None):
        """A programme's year or one of its periods, for all or some clients.

        :param period: (first day, last day, label) or None for the year
        """
        start, end, label = period or (program.date_start, program.date_end, None)
        scores = Domain("program_id", "=", program.id)
        kpis = Domain("program_id", "=", program.id)
        if period:
            within = Domain("period_start", ">=", start) & Domain(
                "period_end", "<=", end
            )
            scores &= within
            kpis &= within
        if client_ids is not None:
            scores &= Domain("client_id", "in", client_ids)
            kpis &= Domain("client_id", "in", client_ids)
        domains = self._select_period(program.company_id, start, end, client_ids)
        domains["kpis"] = kpis
        if client_ids is None:
            waves = (
                Domain("program_id", "=", program.id)
                & Domain("date_start", "<=", end)
                & Domain("date_end", ">=", start)
            )
            domains["waves"] = waves
            domains["wave_results"] = Domain("wave_id", "any", waves)
        filters = [(self.env._("Programme"), program.name)]
        if label:
            filters.append((self.env._("Period"), label))
        if client_ids is not None:
            clients = self.env["res.partner"].search([("id", "in", client_ids)])
            names = ", ".join(clients.mapped("display_name"))
            filters.append((self.env._("Clients"), names))
        return Selection(
            " ".join(filter(None, [program.name, label])),
            {**self._with_scores(scores), **domains},
            filters,
        )

    @api.model
    def _select_client(self, client):
        """Everything about one client, of all times."""
        own = Domain("client_id", "=", client.id)
        return Selection(
            client.name or client.display_name,
            {
                **self._with_scores(own),
                "kpis": own,
                "assessments": own,
                "levels": own,
                "answers": own & Domain("state", "=", "answered"),
                "remarks": own,
                "actions": Domain("client_ids", "in", client.ids),
                "cases": own,
            },
            [(self.env._("Client"), client.display_name)],
        )

    @api.model
    def _select_wave(self, wave):
        """A wave: its result, its clients, levels and indicators, answers, remarks and
        the actions that came of it."""
        of_wave = Domain("wave_id", "=", wave.id)
        answers = Domain("assessment_id.wave_id", "=", wave.id)
        return Selection(
            wave.name,
            {
                "waves": Domain("id", "=", wave.id),
                "wave_results": of_wave,
                "assessments": of_wave,
                "levels": of_wave,
                "answers": answers & Domain("state", "=", "answered"),
                "remarks": Domain("request_id", "any", answers),
                "actions": Domain("assessment_line_id.wave_id", "=", wave.id),
            },
            [(self.env._("Wave"), wave.display_name)],
        )

    @api.model
    def _select_list(self, model_name, domain):
        """The rows of a list; with scores and waves, what belongs to them.

        :raises UserError: for a list that has no spreadsheet
        """
        if model_name == "satisfaction.score":
            return self._select_scores(domain)
        if model_name not in LISTS:
            raise UserError(self.env._("There is no spreadsheet of this list."))
        first, *others = LISTS[model_name]
        domains = {first: domain}
        for part in others:
            link = {
                "satisfaction.wave": "wave_id",
                "satisfaction.assessment": "assessment_id",
            }[model_name]
            domains[part] = Domain(link, "any", domain)
        return Selection(self._get_part_names()[first], domains)

    def _get_part_names(self):
        """``{part: name}`` of the sheets with rows, in the reader's language."""
        return {
            "scores": self.env._("Scores"),
            "score_lines": self.env._("Channels"),
            "kpis": self.env._("KPIs"),
            "waves": self.env._("Waves"),
            "wave_results": self.env._("Wave results"),
            "assessments": self.env._("Assessments"),
            "levels": self.env._("Levels and indicators"),
            "asks": self.env._("Asks"),
            "ratings": self.env._("Ratings"),
            "clients": self.env._("Analysis of Clients"),
            "answers": self.env._("Answers"),
            "remarks": self.env._("Remarks"),
            "actions": self.env._("Actions"),
            "cases": self.env._("Cases"),
        }

    def _with_scores(self, scores):
        return {"scores": scores, "score_lines": Domain("score_id", "any", scores)}

    def _select_period(self, company, start, end, client_ids=None):
        """What happened in a period, day by day of the company; for some clients."""
        of_company = Domain("company_id", "=", company.id)
        own = of_company
        touching = of_company
        if client_ids is not None:
            own &= Domain("client_id", "in", client_ids)
            touching &= Domain("client_ids", "in", client_ids)
        begin = company._satisfaction_day_end(start - timedelta(days=1))
        until = company._satisfaction_day_end(end)

        def between(name):
            return Domain(name, ">=", start) & Domain(name, "<=", end)

        return {
            "kpis": own
            & Domain("period_start", ">=", start)
            # The years' values belong to the workbook of a year.
            & Domain("period_end", "<=", end)
            & Domain("client_id", "!=", False),
            "assessments": own & between("date"),
            "levels": own & between("date"),
            "answers": own & between("event_date") & Domain("state", "=", "answered"),
            "remarks": own & between("said_on"),
            "actions": touching & (between("date_due") | between("done_on")),
            "cases": own
            & Domain("opened_at", ">", begin)
            & Domain("opened_at", "<=", until),
        }
