# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The scoring core is tested without Odoo and without a database."""

import os
import sys
from pathlib import Path

from hypothesis import settings

# Appended, not inserted: the addon's other folders (models, report …) must not hide
# anybody else's package of the same name.
sys.path.append(str(Path(__file__).resolve().parents[2] / "client_satisfaction"))

# In CI the same examples every time, so that a red run is red again at home; without
# a store of examples, so that a test run leaves nothing behind in the checkout.
settings.register_profile("home", deadline=None, database=None)
settings.register_profile("ci", deadline=None, database=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")
