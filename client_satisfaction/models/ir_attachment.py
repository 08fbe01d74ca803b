# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from contextlib import suppress

from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _file_write(self, bin_value, checksum):
        """Leave no part of a file behind when the disk is full.

        Files are named by what they contain. The part would stand in the way of every
        later try to store the same: "The attachment collides with an existing file."
        """
        try:
            return super()._file_write(bin_value, checksum)
        except OSError:
            path = self._full_path(f"{checksum[:2]}/{checksum}")
            with suppress(OSError):
                if os.path.getsize(path) != len(bin_value):
                    os.unlink(path)
            raise
