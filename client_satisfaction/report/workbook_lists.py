# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .workbook import Sheet
from .workbook_fields import Cell


class SatisfactionWorkbook(models.AbstractModel):
    """The sheets that show records as they are: waves, assessments, KPIs, analyses."""

    _inherit = "satisfaction.workbook"

    def _get_client_cell(self, name="client_id"):
        return Cell(name, width=32)

    # ------------------------------------------------------------------
    # Waves and assessments
    # ------------------------------------------------------------------
    def _get_list_sheet(self, part, model, domain, cells, order=None):
        """A sheet that is one table: the records of a model, a row each.

        :param part: the part of the workbook, see ``_get_part_names``
        """
        table = self._get_field_table(model, domain, cells, order)
        return Sheet(self._get_part_names()[part], [table])

    def _get_wave_sheet(self, domain, _programs):
        percent = {"kind": "percent"}
        cells = [
            Cell("name", width=32),
            "program_id",
            "state",
            "date_start",
            "date_end",
            "mode",
            "asked_count",
            "answered_count",
            Cell("response_rate", **percent),
            "answered_client_count",
            "points",
            "interval_low",
            "interval_high",
            "target_points",
            "satisfied_count",
            Cell("satisfied_share", **percent),
            "nps",
            Cell("nps_low", self.env._("NPS from")),
            Cell("nps_high", self.env._("NPS to")),
            "promoters",
            "passives",
            "detractors",
            "compared_id",
            "same_count",
            Cell("same_before", self.env._("Same clients before")),
            Cell("same_after", self.env._("Same clients now")),
            "same_change",
            Cell("change_low", self.env._("Change from")),
            Cell("change_high", self.env._("Change to")),
            "rose_count",
            "held_count",
            "fell_count",
        ]
        return self._get_list_sheet("waves", "satisfaction.wave", domain, cells)

    def _get_wave_result_sheet(self, domain, _programs):
        cells = [
            "wave_id",
            "kind",
            "level_code",
            Cell("name", self.env._("Role, level or indicator"), width=40),
            "asked_count",
            "answered_count",
            Cell("response_rate", kind="percent"),
            "client_count",
            "points",
            "interval_low",
            "interval_high",
            "same_count",
            "same_before",
            "same_after",
            "same_change",
            "change_low",
            "change_high",
            "rose_count",
            "held_count",
            "fell_count",
        ]
        return self._get_list_sheet(
            "wave_results",
            "satisfaction.wave.result",
            domain,
            cells,
            "wave_id, sequence, id",
        )

    def _get_assessment_sheet(self, domain, _programs):
        cells = [
            "date",
            self._get_client_cell(),
            "program_id",
            "wave_id",
            "state",
            "mode",
            "interviewer_id",
            "response_count",
            "points",
            "interval_low",
            "interval_high",
            "target_points",
            "quality_points",
            "partnership_points",
            "executive_points",
            "executive_count",
            "user_points",
            "user_count",
            "promoters",
            "passives",
            "detractors",
            "previous_id",
            "change",
            "trend",
        ]
        return self._get_list_sheet(
            "assessments", "satisfaction.assessment", domain, cells
        )

    def _get_level_sheet(self, domain, _programs):
        cells = [
            "date",
            self._get_client_cell(),
            "wave_id",
            "kind",
            "level_code",
            Cell("name", self.env._("Level or indicator"), width=40),
            "measure",
            Cell("weight", kind="weighted"),
            "weight_is_own",
            Cell("weight_used", kind="percent"),
            "points",
            Cell("contribution", kind="weighted"),
            "response_count",
            "interval_low",
            "interval_high",
            "executive_points",
            "executive_count",
            "user_points",
            "user_count",
            "previous_points",
            "change",
            "trend",
        ]
        return self._get_list_sheet(
            "levels",
            "satisfaction.assessment.line",
            domain,
            cells,
            "date DESC, assessment_id DESC, sequence, id",
        )

    # ------------------------------------------------------------------
    # KPIs
    # ------------------------------------------------------------------
    def _get_kpi_sheet(self, domain, _programs):
        labels = dict(
            self.env["satisfaction.target"]
            ._fields["status"]
            ._description_selection(self.env)
        )
        cells = [
            "program_id",
            "period_label",
            "period_start",
            "period_end",
            "kpi",
            "scope",
            "team_id",
            "user_id",
            self._get_client_cell(),
            "channel_code",
            "value",
            "unit",
            "n",
            "is_too_few",
            "interval_low",
            "interval_high",
            "change",
            "trend",
            Cell(
                "goal",
                self.env._("Target"),
                "points",
                value=lambda one: one.target_id.goal if one.target_id else None,
            ),
            Cell(
                "status",
                self.env._("Against target"),
                width=18,
                value=lambda one: labels.get(one.target_status),
            ),
            Cell("method", width=40),
            "is_frozen",
        ]
        return self._get_list_sheet("kpis", "satisfaction.kpi.value", domain, cells)

    # ------------------------------------------------------------------
    # Analyses
    # ------------------------------------------------------------------
    def _get_ask_sheet(self, domain, _programs):
        cells = [
            "event_date",
            self._get_client_cell(),
            "partner_id",
            "respondent_role",
            "program_id",
            "channel_kind",
            "rule_id",
            "delivery",
            "survey_id",
            "state",
            "skip_reason",
            "answer_mode",
            "team_id",
            "user_id",
            "category_id",
            "client_manager_id",
            "agreement_level_id",
            "is_vip",
            "was_sent",
            "was_answered",
            Cell("response_rate", kind="percent"),
            Cell("asked_share", kind="percent"),
            "points",
            Cell("satisfied_share", kind="percent"),
            Cell("low_share", kind="percent"),
            "nps",
            "hours_to_answer",
        ]
        return self._get_list_sheet("asks", "satisfaction.ask.report", domain, cells)

    def _get_rating_sheet(self, domain, _programs):
        cells = [
            "event_date",
            self._get_client_cell(),
            "respondent_role",
            "program_id",
            "channel_kind",
            "survey_id",
            Cell("question_id", width=40),
            "indicator_id",
            "objective",
            "points",
            Cell("satisfied_share", kind="percent"),
            "answer_mode",
            "team_id",
            "user_id",
            "category_id",
            "client_manager_id",
            "agreement_level_id",
            "is_vip",
        ]
        return self._get_list_sheet(
            "ratings", "satisfaction.answer.report", domain, cells
        )

    def _get_client_sheet(self, domain, _programs):
        cells = [
            "period_label",
            "period_start",
            self._get_client_cell(),
            "program_id",
            "points",
            "band_id",
            "is_provisional",
            "is_latest",
            "change",
            "response_count",
            Cell("satisfied_share", kind="percent"),
            Cell("coverage", kind="percent"),
            "client_manager_id",
            "agreement_level_id",
            "is_vip",
        ]
        return self._get_list_sheet(
            "clients", "satisfaction.score.report", domain, cells
        )

    # ------------------------------------------------------------------
    # Improvement
    # ------------------------------------------------------------------
    def _get_remark_sheet(self, domain, _programs):
        cells = [
            "said_on",
            self._get_client_cell(),
            "partner_id",
            "kind",
            "source",
            Cell("text"),
            "theme_id",
            "state",
            "user_id",
            Cell("decision_note", width=50),
            Cell("outcome_note", width=50),
            "decided_at",
            "decided_by_id",
            "telling_state",
            "informed_at",
            Cell(
                "last_rating",
                self.env._("Client's rating of what became of it"),
                "integer",
                value=lambda remark: remark.last_rating or None,
            ),
            "points",
            "team_id",
            "praised_user_id",
            "ticket_id",
            "case_id",
            "action_ids",
            "is_confidential",
            "is_anonymous",
            "program_id",
        ]
        return self._get_list_sheet("remarks", "satisfaction.remark", domain, cells)

    def _get_action_sheet(self, domain, _programs):
        cells = [
            Cell("name", width=44),
            "action_type",
            "state",
            "user_id",
            "date_start",
            "date_due",
            "started_on",
            "done_on",
            "scope",
            "client_ids",
            "indicator_ids",
            "root_cause_ids",
            "supplier_id",
            Cell("description", width=50),
            Cell("client_text", width=50),
            Cell("result", width=50),
            "effect",
            "effect_change",
            "effect_low",
            "effect_high",
            Cell("before_points", self.env._("Before the action")),
            "before_count",
            Cell("after_points", self.env._("After the action")),
            "after_count",
            "effect_measured_on",
            "effect_is_final",
            "client_verdict",
            "client_word",
            "program_id",
        ]
        return self._get_list_sheet("actions", "satisfaction.action", domain, cells)

    def _get_case_sheet(self, domain, _programs):
        cells = [
            Cell("name", width=14),
            "opened_at",
            self._get_client_cell(),
            "partner_id",
            "origin",
            "severity",
            "state",
            Cell("subject", width=40),
            "complaint",
            "ticket_number",
            Cell("ticket_title", width=40),
            "team_id",
            "category_id",
            "worst_points",
            Cell("answer_comment"),
            "client_manager_id",
            "service_manager_id",
            "senior_manager_id",
            "contact_deadline",
            "contacted_at",
            "root_cause_ids",
            "decision",
            Cell("decision_note", width=50),
            "commitment_date",
            "done_at",
            Cell("result", width=50),
            "closed_at",
            "reopen_count",
            "client_verdict",
            "client_word",
            "fix_rating",
            Cell("fix_comment", width=50),
            "recovery_before",
            "recovery_after",
            "recovery_change",
            "program_id",
        ]
        return self._get_list_sheet(
            "cases", "satisfaction.case", domain, cells, "opened_at DESC, id DESC"
        )
