# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models

from .import_file import write_template
from .import_rows import MODES


class SatisfactionAnswerImport(models.Model):
    """The workbook to fill in, made for the questionnaire of a channel."""

    _inherit = "satisfaction.answer.import"

    template_file = fields.Binary("Template", compute="_compute_template_file")
    template_name = fields.Char(compute="_compute_template_file")

    def action_download_template(self):
        """The workbook to fill in, as a download."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template_file"
            f"?download=true&filename={self.template_name}",
            "target": "download",
        }

    @api.depends("channel_id")
    @api.depends_context("lang")
    def _compute_template_file(self):
        for job in self:
            job.template_file = base64.b64encode(job._write_template())
            job.template_name = f"answers-{job.channel_id.code or 'import'}.xlsx"

    def _write_template(self):
        """A workbook with a column for each question of the channel."""
        channel = self.channel_id
        today = self.company_id._satisfaction_today()
        explained = self._explain_columns()
        is_about_tickets = channel.kind in ("ticket", "callback")
        columns, example = [], []
        samples = {
            "external_id": "2026-0001",
            "channel": channel.code or "",
            "date": today.isoformat(),
            "client_ref": "C-100",
            "contact_email": "ada@example.com",
            "mode": "paper",
        }
        codes = channel.program_id.channel_ids.mapped("code")
        for key in explained:
            if key == "ticket" and channel and not is_about_tickets:
                continue
            choices = {"mode": list(MODES), "channel": codes}.get(key)
            columns.append((key, choices))
            example.append(samples.get(key, ""))
        for question in channel.survey_id.question_ids:
            # The comment box has a column of its own
            if question.question_type in ("text_box", "matrix"):
                continue
            columns.append((question.satisfaction_code or question.title, None))
            example.append("")
            explained[columns[-1][0]] = self._explain_question(question)
        columns.append(("comment", None))
        example.append("")
        explained["comment"] = self.env._("What the client said in own words.")
        heading = (self.env._("Column"), self.env._("What goes in"))
        return write_template(
            columns,
            example,
            [heading, *explained.items()],
            (self.env._("Answers"), self.env._("Explanation")),
        )

    def _explain_columns(self):
        return {
            "external_id": self.env._(
                "What the answer is called where it was collected. The same one is"
                " imported only once. Empty: known by its contents."
            ),
            "channel": self.env._("Code of the channel in the programme."),
            "date": self.env._(
                "Day of the answer, like 2026-03-01. It decides the period."
            ),
            "client_ref": self.env._(
                "Reference of the client. Or client_vat, client_email, client (its"
                " name). All that are given must agree."
            ),
            "contact_email": self.env._("Address of the contact who answered."),
            "ticket": self.env._("Number of the ticket it is about."),
            "mode": self.env._("How the client told it: %s.", ", ".join(MODES)),
        }

    def _explain_question(self, question):
        if question.question_type == "scale":
            text = self.env._(
                "%(question)s From %(low)s (%(low_label)s) to %(high)s"
                " (%(high_label)s).",
                question=question.title,
                low=question.scale_min,
                low_label=question.scale_min_label or "",
                high=question.scale_max,
                high_label=question.scale_max_label or "",
            )
            if question.satisfaction_allow_na:
                text += " " + self.env._("na: not applicable.")
            return text
        labels = question.suggested_answer_ids.mapped("value")
        if question.question_type == "multiple_choice":
            return self.env._(
                "%(question)s Any of these, separated by semicolons: %(labels)s",
                question=question.title,
                labels="; ".join(labels),
            )
        if labels:
            return self.env._(
                "%(question)s One of: %(labels)s",
                question=question.title,
                labels="; ".join(labels),
            )
        return question.title
