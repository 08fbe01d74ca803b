# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.base.models.ir_actions_report import _wkhtml

from . import svg_charts
from .document_paper import get_print_logo
from .pdf import SECTION_COLOR, Foot


class SatisfactionClientDocument(models.AbstractModel):
    """A document handed to somebody outside: a section for each record, their language.

    A report joins by naming this model in the ``_inherit`` of its
    ``report.<template>`` model, with ``_document_model`` and ``_get_page``.
    """

    _name = "satisfaction.client.document"
    _description = "Document for People Outside"
    _inherit = ["satisfaction.paged.report"]

    #: The model whose records are printed
    _document_model = None

    @api.model
    def _get_report_values(self, docids, data=None):
        records = self._get_records(docids)
        return {
            "doc_ids": records.ids,
            "doc_model": records._name,
            "docs": records,
            "pages": [self._get_page_in_lang(record) for record in records],
            "section_color": SECTION_COLOR,
            "print_zoom": self._get_print_zoom(data),
        }

    def _get_records(self, docids):
        records = self.env[self._document_model].browse(docids).exists()
        records.check_access("read")
        return records

    def _get_page_in_lang(self, record):
        model = self.with_context(lang=self._get_document_lang(record))
        record = record.with_env(model.env)
        return {
            "lang": model.env.lang,
            "today": format_date(model.env, fields.Date.context_today(record)),
            **model._get_page(record),
        }

    def _get_document_lang(self, record):
        """The reader's language, where it is installed."""
        return record._get_lang()

    def _get_page(self, record):
        """Plain values of one section, in the language of the environment.

        :return: dict with ``company`` (see ``_get_company``) and ``foot``, the text
            at the foot of the pages, besides what the template needs
        """
        raise NotImplementedError

    @api.model
    def _get_feet(self, docids):
        feet = []
        for record in self._get_records(docids):
            model = self.with_context(lang=self._get_document_lang(record))
            foot = model._get_foot(record.with_env(model.env))
            feet.append(Foot(foot, model._word_page_number))
        return feet

    def _get_foot(self, record):
        """What stands at the foot of a record's pages."""
        raise NotImplementedError

    def _word_page_number(self, number, count):
        return self.env._("Page %(number)s of %(count)s", number=number, count=count)

    def _get_print_zoom(self, data):
        """Undo the shrinking of wkhtmltopdf builds on unpatched Qt (see the review)."""
        if (data or {}).get("report_type") == "pdf" and not _wkhtml().is_patched_qt:
            return "1.29"
        return "1"

    def _get_company(self, company):
        """Name, small logo and colour of the one who sends the document."""
        return {
            "name": company.name,
            "logo": get_print_logo(company),
            "color": svg_charts.safe_color(company.primary_color, svg_charts.ACCENT),
        }
