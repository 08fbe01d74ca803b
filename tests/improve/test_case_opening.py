# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which answers open a case, and that each opens exactly one."""

import logging
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .builders import MONDAY, ImproveCommon

OPENING = "odoo.addons.client_satisfaction.models.improve.case_opening"


@tagged("post_install", "-at_install")
class TestCaseOpening(ImproveCommon):
    def test_level_by_worst_question(self):
        """R75, R77, R78, R99, D4: 5 and 4 nothing, 3 managers, 2 and 1 senior too."""
        for worst, level, severity in (
            (100, None, None),
            (80, None, None),
            (79.9, "manager", "2"),
            (60, "manager", "2"),
            (59.9, "senior", "3"),
            (40, "senior", "3"),
            (20, "senior", "3"),
        ):
            with self.subTest(worst=worst):
                case = self._open(worst)
                self.assertEqual(case.follow_up_level or None, level)
                self.assertEqual(case.severity or None, severity)

    def test_worst_question_not_the_mean(self):
        """R75, D4: one question below 4 opens a case, however good the rest."""
        case = self._open(40, points=80)
        self.assertEqual(case.follow_up_level, "senior")
        self.assertEqual(case.worst_points, 40)
        self.assertFalse(self._open(80, points=80))

    def test_thresholds_of_the_programme(self):
        """D4: the programme's thresholds decide, not fixed ones."""
        self.program.write({"follow_up_below": 50, "senior_below": 30})
        self.assertFalse(self._open(60))
        self.assertEqual(self._open(40).follow_up_level, "manager")
        self.assertEqual(self._open(20).follow_up_level, "senior")

    def test_only_scored_answers(self):
        """R75: no answer, or one without a rating, opens nothing and loses its mark."""
        self.assertFalse(self._open(40, state="sent"))
        request = self._ask(40, is_scored=False)
        self.assertFalse(self.env["satisfaction.case"]._open_from_requests(request))
        self.assertFalse(request.follow_up_after)

    def test_what_a_case_knows(self):
        """R83, R84, D16: client, contact, ticket and team as frozen when asked."""
        request = self._ask(40)
        case = self.env["satisfaction.case"]._open_from_requests(request)
        self.assertRecordValues(
            case,
            [
                {
                    "origin": "answer",
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    "team_id": self.team.id,
                    "category_id": self.category.id,
                    "ticket_number": "HT00007",
                    "ticket_title": "No internet",
                    "program_id": self.program.id,
                    "company_id": self.company.id,
                    "received_at": MONDAY,
                    "state": "new",
                }
            ],
        )
        self.assertRegex(case.name, r"^CASE/\d{4}/\d{4,}$")
        self.assertIn("Acme", case.display_name)
        self.assertEqual(request.case_id, case)
        self.assertFalse(request.follow_up_after)

    def test_own_sequence_of_a_company(self):
        """R83: a company may number its cases its own way."""
        self.env["ir.sequence"].create(
            {
                "name": "Ours",
                "code": "satisfaction.case",
                "prefix": "P-",
                "company_id": self.company.id,
            }
        )
        self.assertTrue(self._open(40).name.startswith("P-"))

    def test_once_per_answer(self):
        """R75: called again, also for a mix of old and new, no second case."""
        Case = self.env["satisfaction.case"]
        first = self._ask(40)
        case = Case._open_from_requests(first)
        self.assertEqual(Case._open_from_requests(first), case)
        both = first + self._ask(60)
        cases = Case._open_from_requests(both)
        self.assertEqual(len(cases), 2)
        self.assertIn(case, cases)
        self.assertEqual(cases.request_id, both)
        self.assertEqual(Case.search_count([("request_id", "in", both.ids)]), 2)

    def test_unique_index_stops_a_second_case(self):
        """R75: the database itself refuses a second case of an answer."""
        case = self._open(40)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            case.copy({"request_id": case.request_id.id})

    def test_faster_worker_wins_quietly(self):
        """R75: another worker's case between look and create: the others still open."""
        Case = self.env["satisfaction.case"]
        requests = self._ask(40, count=3)
        taken = Case._open_from_requests(requests[1])
        requests[1].follow_up_after = MONDAY
        # As if the search had run before the other worker's commit
        with (
            patch.object(type(Case), "search", lambda *args, **kwargs: Case.browse()),
            self.assertLogs(OPENING, logging.INFO) as log,
            mute_logger("odoo.sql_db"),
        ):
            cases = Case._open_from_requests(requests)
        self.assertIn("already has its case", log.output[0])
        self.assertEqual(cases.request_id, requests[0] + requests[2])
        self.assertEqual(Case.search([("request_id", "=", requests[1].id)]), taken)

    def test_programme_found_for_a_row_without_one(self):
        """R84: an answer typed in without a programme still gets its case."""
        case = self._open(60, program_id=False)
        self.assertEqual(case.program_id, self.program)
        self.assertEqual(case.follow_up_level, "manager")

    def test_no_programme_at_all(self):
        """R84: not even a company without a programme loses a case."""
        self.program.unlink()
        case = self._open(40, program_id=False)
        self.assertEqual(case.follow_up_level, "senior")
        self.assertFalse(case.program_id)
        self.assertEqual(case.client_manager_id, self.manager)
        self.assertTrue(case.contact_deadline and case.report_deadline)

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "client_satisfaction.ir_cron_open_cases"
            ).method_direct_trigger()

    def test_correction_window_is_waited_for(self):
        """D17: the case waits until the answer can't be corrected any more."""
        now = fields.Datetime.now()
        waiting = self._ask(40, follow_up_after=now + timedelta(minutes=5))
        due = self._ask(40, follow_up_after=now - timedelta(minutes=1))
        self._run_cron()
        (waiting + due).invalidate_recordset()
        self.assertFalse(waiting.case_id)
        self.assertTrue(waiting.follow_up_after)
        self.assertTrue(due.case_id)
        # Corrected to a good answer within the window
        waiting.write({"worst_points": 100, "points": 100, "follow_up_after": now})
        self._run_cron()
        waiting.invalidate_recordset()
        self.assertFalse(waiting.case_id)
        self.assertFalse(waiting.follow_up_after)

    def test_cron_in_batches(self):
        """R81: more than a batch is due: all are opened, one transaction each batch."""
        requests = self._ask(60, count=5)
        Case = self.env["satisfaction.case"]
        commits = []
        with patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, processed=0, **kwargs: commits.append(processed) or 60.0,
        ):
            Case._cron_open_due(limit=2)
        self.assertEqual(commits, [0, 2, 2, 1])
        self.assertEqual(len(requests.case_id), 5)

    def test_cron_killed_and_run_again(self):
        """R81: killed after a batch, the next run opens the rest and doubles none."""
        requests = self._ask(60, count=5)
        Case = self.env["satisfaction.case"]
        with (
            patch.object(
                type(self.env["ir.cron"]),
                "_commit_progress",
                lambda cron, processed=0, **kwargs: 0.0 if processed else 60.0,
            ),
        ):
            Case._cron_open_due(limit=2)  # no time left after the first batch
            self.assertEqual(len(requests.case_id), 2)
            Case._cron_open_due(limit=100)
        self.assertEqual(len(requests.case_id), 5)
        self.assertEqual(Case.search_count([("request_id", "in", requests.ids)]), 5)

    def test_one_bad_answer_holds_up_no_other(self):
        """R81: what can't be opened is logged and tried again, the rest goes on."""
        requests = self._ask(60, count=3)
        Case = self.env["satisfaction.case"]
        prepare = type(Case)._prepare_case_values

        def _prepare_case_values(cases, request, level):
            if request.id == requests[1].id:
                raise ValueError("broken")
            return prepare(cases, request, level)

        with (
            patch.object(type(Case), "_prepare_case_values", _prepare_case_values),
            patch.object(
                type(self.env["ir.cron"]),
                "_commit_progress",
                lambda cron, processed=0, **kwargs: 60.0,
            ),
            self.assertLogs(OPENING, "ERROR"),
        ):
            Case._cron_open_due()
        self.assertEqual(
            requests.mapped(lambda r: bool(r.case_id)), [True, False, True]
        )
        self.assertTrue(requests[1].follow_up_after)

    def test_constant_queries(self):
        """R75, R81: a hundred low answers at once cost few queries for each case.

        Most of what is left are Odoo's notifications of the activities, one to each
        person, counted apart by opening cases without a plan.
        """
        Case = self.env["satisfaction.case"].with_context(satisfaction_history=True)
        spent = {}
        for count in (10, 100):
            requests = self._ask(60, count=count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Case._open_from_requests(requests)
            self.env.flush_all()
            spent[count] = self.cr.sql_log_count - before
        each = (spent[100] - spent[10]) / 90
        self.assertLess(each, 5, spent)


@tagged("post_install", "-at_install")
class TestCaseOpeningConcurrently(ImproveCommon):
    """Two real connections: what one worker holds, the other leaves alone."""

    def setUp(self):
        super().setUp()
        # Rows other connections can see, so committed, and taken away at the end
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            program = env["satisfaction.program"].search([], limit=1)
            partner = env["res.partner"].create({"name": "Concurrent client"})
            request = env["satisfaction.request"].create(
                {
                    "company_id": program.company_id.id,
                    "program_id": program.id,
                    "channel_kind": "ticket",
                    "channel_code": "ticket",
                    "client_id": partner.id,
                    "partner_id": partner.id,
                    "state": "answered",
                    "is_scored": True,
                    "points": 40,
                    "worst_points": 40,
                    "answered_at": MONDAY,
                    "follow_up_after": MONDAY,
                }
            )
            self.request_id, self.partner_id = request.id, partner.id
        self.addCleanup(self._take_away)

    def _take_away(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["satisfaction.case"].search(
                [("request_id", "=", self.request_id)]
            ).unlink()
            env["satisfaction.request"].browse(self.request_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def _open_in(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["satisfaction.case"]._open_from_requests(
            env["satisfaction.request"].browse(self.request_id)
        )

    def test_two_workers_one_case(self):
        """R75, R81: two workers race for one answer: one case, the other is quiet."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.assertEqual(len(self._open_in(first)), 1)
            # Not committed yet: the second neither waits nor opens another
            self.assertFalse(self._open_in(second))
            first.commit()
            # The second still looks at the state before that commit
            with (
                mute_logger("odoo.sql_db"),
                self.assertLogs(OPENING, logging.INFO) as log,
            ):
                env = api.Environment(second, SUPERUSER_ID, {})
                env["satisfaction.case"]._open_batch(
                    env["satisfaction.request"].browse(self.request_id)
                )
            self.assertIn("Another worker", log.output[0])
            second.rollback()
            self.assertEqual(len(self._open_in(second)), 1)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(
                env["satisfaction.case"].search_count(
                    [("request_id", "=", self.request_id)]
                ),
                1,
            )
