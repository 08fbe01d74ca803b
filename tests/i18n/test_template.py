# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The template of the translations holds the terms that the addon has now."""

import difflib
import io
import sys
from pathlib import Path

from odoo.tests.common import TransactionCase
from odoo.tools.translate import trans_export

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin" / "lib"))

import translations


class TestTemplate(TransactionCase):
    def test_template_is_up_to_date(self):
        """No text is added or changed without its translations being asked for.

        Run ``python bin/lib/translations.py --export`` and translate what is new.
        """
        exported = io.BytesIO()
        trans_export(None, ["client_satisfaction"], exported, "po", self.env)
        expected = translations.normalise(exported.getvalue().decode())
        found = translations.template_of().read_text(encoding="utf-8")
        difference = difflib.unified_diff(
            found.splitlines(), expected.splitlines(), "in the file", "now", n=1
        )
        self.assertEqual(found, expected, "\n".join(difference)[:3000])
