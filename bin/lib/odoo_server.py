# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Starts Odoo. Everything here that serves or installs goes through this file.

With workers Odoo starts its event process as ``python <this file> gevent ...``. Under
``python -m odoo`` that name would be a file inside the package, which cannot start:
the process would die and be started again without end.
"""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
