# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SatisfactionPagedReport(models.AbstractModel):
    """Reports that are one self-contained document: a section for each record.

    Styles and pictures stand in the document itself, so printing asks no server for
    anything and takes one pass for any number of records; whose page it is and which
    of how many is stamped afterwards (see ``report.pdf``). A report joins by naming
    this model in the ``_inherit`` of its ``report.<template>`` model, by starting each
    section with ``client_satisfaction.paged_section_mark``, and by ``_get_feet``.
    """

    _name = "satisfaction.paged.report"
    _description = "Satisfaction Report in Sections"

    def _get_feet(self, docids):
        """The foot of each record's pages, in the order of the sections.

        :param docids: ids of the printed records
        :return: list of ``report.pdf.Foot``
        """
        raise NotImplementedError
