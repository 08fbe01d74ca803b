# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What all tests share: Odoo's test classes outside an addon, no hidden warnings.

Without the pytest-odoo plugin (``-p no:odoo``, the tests that need no database) only
the checks below that know nothing of Odoo are at work.
"""

import gc
import json
import logging
import os
import sys
from pathlib import Path

import pytest

from .spreading import get_seconds, record

ADDON = Path(__file__).resolve().parents[1] / "client_satisfaction"


def _adapt_odoo_test_classes():
    from odoo.tests import common

    # Odoo gives these to test classes of modules named odoo.addons.* only; ours mirror
    # the addon from outside.
    if not hasattr(common.BaseCase, "test_tags"):
        common.BaseCase.test_tags = {"standard", "post_install"}
        common.BaseCase.test_module = "client_satisfaction"
        common.BaseCase.test_class = "external"
        common.BaseCase.test_sequence = 0

    # Debian's package leaves out a library of the mail addon (background blur in
    # calls). The backend reports that as an error, and any error fails a tour.
    handle_console = common.ChromeBrowser._handle_console

    def _handle_console(self, type, args=None, stackTrace=None, **kwargs):
        missing = "selfie_segmentation"
        if type == "error" and any(missing in str(arg.get("value")) for arg in args):
            return None
        return handle_console(self, type, args=args, stackTrace=stackTrace, **kwargs)

    common.ChromeBrowser._handle_console = _handle_console

    # Workers have a database each, but share one folder of files: what one of them
    # would clear away, say the style sheets, another one's browser may be loading.
    if os.environ.get("PYTEST_XDIST_WORKER"):
        common.TransactionCase._gc_filestore = classmethod(lambda cls: None)


if "pytest_odoo" in sys.modules:
    _adapt_odoo_test_classes()

    @pytest.fixture(scope="session", autouse=True)
    def people_stand_ready(load_registry):
        """Make the people that most classes need once, where nothing is kept.

        What stands in memory by now stays there: Python needn't look through it over
        and over for something to throw away.
        """
        if os.environ.get("CS_THROW_AWAY"):
            _make_people()
        gc.collect()
        gc.freeze()


def _make_people():
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

    from .people import find_or_make_people

    with Registry(get_db_name()).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, DISABLED_MAIL_CONTEXT)
        find_or_make_people(env, env.company)


def pytest_collection_modifyitems(items):
    """Let workers begin with the classes that take long, so that they end together."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        items.sort(key=lambda item: -get_seconds(item.nodeid))


class OwnWarnings(logging.Handler):
    """Collects warnings and errors that the addon logs while a test runs.

    A test that expects one says so with ``assertLogs`` or ``mute_logger``: then it
    does not arrive here.
    """

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        if record.name.startswith("odoo.addons.client_satisfaction") or (
            ADDON in Path(record.pathname).parents
        ):
            text = self.format(record)
            self.messages.append(f"{record.levelname} {record.name}: {text}")


@pytest.fixture(autouse=True)
def no_warning_of_ours():
    """Fail a test during which the addon warned of something unexpected."""
    handler = OwnWarnings()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if handler.messages:
        pytest.fail("The addon logged:\n" + "\n".join(handler.messages), pytrace=False)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where nothing is missing on the machine, a skipped test is a failed one.

    Odoo skips a browser test whose browser does not start, and a report of several
    records that it cannot make: that must not look like success.
    """
    outcome = yield
    report = outcome.get_result()
    expected = not os.environ.get("CS_NO_SKIP") or hasattr(report, "wasxfail")
    if report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"Skipped although nothing is missing: {call.excinfo.value}"


def pytest_terminal_summary(terminalreporter):
    """Tell bin/test what became of the tests, for one closing line over its stages."""
    tally = os.environ.get("CS_TALLY")
    if tally:
        # "" holds the set-up and tear-down reports; the rest is what pytest counts.
        stats = terminalreporter.stats
        counts = {name: len(reports) for name, reports in stats.items() if name}
        Path(tally).write_text(json.dumps(counts), encoding="utf-8")
    if os.environ.get("CS_RECORD"):
        # Not those of subtests: their time is within their test's.
        reports = (
            report
            for reports in terminalreporter.stats.values()
            for report in reports
            if type(report) is pytest.TestReport
        )
        record((report.nodeid, report.duration) for report in reports)
