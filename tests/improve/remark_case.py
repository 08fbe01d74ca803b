# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Builders of remarks."""

from odoo.fields import Domain

from ..common import SatisfactionCommon


class RemarkCommon(SatisfactionCommon):
    """Remarks of Acme, as the client manager works with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the database already holds must not take part.
        cls.env["satisfaction.request"].search(
            [("remarks_pending", "=", True)]
        ).remarks_pending = False
        cls.remarks = cls.env["satisfaction.remark"]
        cls.remarks.search(Domain.TRUE).unlink()

    @classmethod
    def _collect(cls, **limits):
        """Run the job; returns all remarks there are, the oldest first."""
        with cls._without_commit():
            cls.remarks._cron_collect(**limits)
        return cls.remarks.search(Domain.TRUE, order="id")

    @classmethod
    def _make_remark(cls, text="Tell us who works on it", contact=None, **values):
        """A suggestion of Ada's, said by telephone."""
        return cls.remarks.create(
            {
                "text": text,
                "kind": "suggestion",
                "source": "meeting",
                "partner_id": (contact or cls.contact).id,
                "company_id": cls.company.id,
                **values,
            }
        )

    def _mails(self, partner=None):
        """Mails in the queue, of what is told only."""
        domain = Domain("model", "=", "satisfaction.remark.telling")
        if partner:
            domain &= Domain("email_to", "ilike", partner.email)
        return self.env["mail.mail"].search(domain, order="id")

    def _activities(self, remarks):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "satisfaction.remark"),
                ("res_id", "in", remarks.ids),
            ]
        )
