# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import email_normalize, html2plaintext

from .remark_collect import clean


class SatisfactionRemark(models.Model):
    """Remarks by mail: an address that is always open (R126)."""

    _inherit = "satisfaction.remark"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to the address for remarks becomes one.

        The contact is found by the sender. Whoever is unknown is kept as well: the
        programme's manager names the client.
        """
        company = self.env.company
        partner = self.env["res.partner"].browse(msg_dict.get("author_id") or ())
        text = clean(html2plaintext(msg_dict.get("body") or ""))
        subject = (msg_dict.get("subject") or "").strip()
        sender = email_normalize(msg_dict.get("email_from") or "") or ""
        values = {
            "name": subject[:200] or False,
            "text": text or subject or self.env._("(empty mail from %s)", sender),
            "source": "mail",
            "partner_id": partner.id,
            "lang": partner.lang,
            "said_on": company._satisfaction_today(),
            **(custom_values or {}),
        }
        if not values["name"]:
            del values["name"]
        remark = super().message_new(msg_dict, values)
        if not partner:
            remark._message_log(
                body=self.env._(
                    "Nobody with the address %s is known: name the client, please.",
                    sender,
                )
            )
        return remark
