# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools.image import image_data_uri


def get_print_logo(company):
    """The company's logo for the head of a document, as a data URI; may be empty.

    Wide enough to be sharp on paper, which the logo of web pages (180 pixels) is
    not, and small enough to keep the document small.
    """
    # sudo: the logo is printed on everything the company sends
    logo = company.sudo().partner_id.image_512
    return image_data_uri(logo) if logo else ""


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def get_paperformat(self):
        """Our documents come on the company's paper: A4, or Letter where that is usual.

        The margins are our own, as header and foot stand in the page itself.
        """
        paper = super().get_paperformat()
        ours = self.env.ref("client_satisfaction.paperformat_review", False)
        letter = self.env.ref("client_satisfaction.paperformat_letter", False)
        if paper and letter and paper == ours:
            # sudo: which paper the company prints on is no secret
            usual = self.env.company.sudo().paperformat_id.format
            if usual == "Letter":
                return letter
        return paper
