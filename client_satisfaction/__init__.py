# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import controllers, models, report, wizards
from .hooks import post_init_hook, uninstall_hook
