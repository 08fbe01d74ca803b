# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A bridge can only be tested where the addon it leads to is installed."""

from importlib.util import find_spec

collect_ignore = [
    test
    for test, addon in (("test_sla.py", "helpdesk_mgmt_sla"),)
    if not find_spec(f"odoo.addons.{addon}")
]
