# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SatisfactionDemoStory(models.AbstractModel):
    """The door through which ``demo/demo.xml`` loads the demo story."""

    _name = "satisfaction.demo.story"
    _description = "Demo Story"

    @api.model
    def _load(self):
        """Load the demo story into this database; again is without effect."""
        # Imported here: nobody else ever needs these words and numbers.
        from ..demo.story_data import load

        load(self.env)
