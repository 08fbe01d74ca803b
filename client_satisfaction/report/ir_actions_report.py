# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from odoo import models
from odoo.exceptions import UserError

from . import pdf


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _is_satisfaction_paged(self, report):
        model = self._get_rendering_context_model(report)
        return model is not None and isinstance(
            model, self.env.registry["satisfaction.paged.report"]
        )

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print reports in sections in one pass, whatever wkhtmltopdf there is.

        The standard way cuts the document at each record and starts anew for it,
        which builds on unpatched Qt refuse for more than one record.
        """
        report = self._get_report(report_ref)
        if not res_ids or not self._is_satisfaction_paged(report):
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        res_ids = list(dict.fromkeys(res_ids))
        streams = self._get_satisfaction_saved_streams(report, res_ids)
        missing = [res_id for res_id in res_ids if res_id not in streams]
        if missing:
            content = self._print_satisfaction_sections(report, missing, data)
            streams.update(
                self._split_satisfaction_streams(report, res_ids, missing, content)
            )
        return streams

    def _get_satisfaction_saved_streams(self, report, res_ids):
        """Documents printed earlier, where the report is set to keep them."""
        if not report.attachment or self.env.context.get("report_pdf_no_attachment"):
            return {}
        streams = {}
        for record in self.env[report.model].browse(res_ids):
            attachment = report.retrieve_attachment(record)
            if attachment and report.attachment_use:
                streams[record.id] = {
                    "stream": io.BytesIO(attachment.raw),
                    "attachment": attachment,
                }
        return streams

    def _print_satisfaction_sections(self, report, res_ids, data):
        if self.get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "wkhtmltopdf is not installed on this server, so no PDF can be"
                    " made."
                )
            )
        static = self.with_context(debug=False, satisfaction_static_document=True)
        html = static._render_qweb_html(
            report, res_ids, data=dict(data or {}, report_type="pdf")
        )[0]
        printed = static._run_wkhtmltopdf([html.decode()], report_ref=report)
        feet = self._get_rendering_context_model(report)._get_feet(res_ids)
        return pdf.stamp_sections(printed, feet)

    def _split_satisfaction_streams(self, report, res_ids, printed_ids, content):
        """One stream for all, or one for each record when each is to be kept."""
        if len(res_ids) == 1:
            documents = {res_ids[0]: content}
        elif not report.attachment:
            documents = {False: content}
        else:
            parts = pdf.split_sections(content, len(printed_ids))
            documents = (
                dict(zip(printed_ids, parts, strict=True))
                if parts
                else {False: content}
            )
        return {
            res_id: {"stream": io.BytesIO(document), "attachment": None}
            for res_id, document in documents.items()
        }

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get("satisfaction_static_document"):
            # Nothing is loaded and nothing runs in our documents: waiting the usual
            # second for scripts would be most of the time a page takes.
            index = command.index("--javascript-delay")
            command[index : index + 2] = ["--disable-javascript"]
        return command
