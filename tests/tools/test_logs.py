# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A warning in Odoo's log is found, whole, and nothing else is."""

from databases import find_warnings

LOG = """\
$ odoo --init client_satisfaction
Running as user 'root' is a security risk.
2026-11-23 08:19:58,079 13791 INFO db odoo.registry: a WARNING: only said
2026-11-23 08:19:58,080 13791 WARNING db odoo.models: Two fields
2026-11-23 08:19:58,081 13791 ERROR db odoo.modules: It broke
Traceback (most recent call last):
ValueError: no
2026-11-23 08:19:58,082 13791 INFO db odoo.registry: went on
  with a second line
2026-11-23 08:19:58,083 13791 CRITICAL ? odoo: the end
"""


def test_warnings_and_errors_with_their_lines():
    warning, error, critical = find_warnings(LOG)
    assert warning.endswith("odoo.models: Two fields")
    assert error.endswith(
        "It broke\n    Traceback (most recent call last):\n    ValueError: no"
    )
    assert critical.endswith("the end")


def test_a_clean_log():
    assert find_warnings(LOG.split("2026-11-23 08:19:58,080")[0]) == []
