# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The commands in bin/ are tested without Odoo and without a database."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "bin" / "lib"))
