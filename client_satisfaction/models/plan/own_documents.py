# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SatisfactionOwnDocuments(models.AbstractModel):
    """Documents of a record are read by whoever may read the record.

    A document that belongs to no record is its uploader's alone; so each one attached
    to a form not saved yet, or by a colleague's program, is made the record's.
    """

    _name = "satisfaction.own.documents"
    _description = "Record with Documents of Its Own"

    #: many2many field to ``ir.attachment``
    _documents_field = "document_ids"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._own_documents()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._documents_field in vals:
            self._own_documents()
        return result

    def _own_documents(self):
        for record in self:
            loose = record[self._documents_field].filtered(lambda one: not one.res_id)
            if loose:
                loose.write({"res_model": record._name, "res_id": record.id})
