# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Comments become remarks: all, once, and never at the cost of an answer."""

import time
from unittest.mock import patch

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .remark_case import RemarkCommon

COLLECT = "odoo.addons.client_satisfaction.models.improve.remark_collect"


@tagged("post_install", "-at_install")
class TestRemarkCollect(RemarkCommon):
    def _commented(self, comment="Too slow", rating=4):
        """An answer with a comment, given by link."""
        request = self._make_entry()
        return self._answer(request, rating, rating, rating, comment=comment)

    # ------------------------------------------------------------------
    # From answers
    # ------------------------------------------------------------------
    def test_comment_becomes_remark(self):
        """R86: a comment stands in the database with client, contact, team, ticket,
        assignee, language and the points of its answer."""
        request = self._close_ticket()
        self._send_due()
        self._answer(request, 2, 2, 2, comment="  It took three days.  ")
        self.assertTrue(request.remarks_pending)
        remark = self._collect()
        self.assertRecordValues(
            remark,
            [
                {
                    "text": "It took three days.",
                    "name": "It took three days.",
                    "source": "answer",
                    "kind": "comment",
                    "state": "new",
                    "request_id": request.id,
                    "question_id": self.questions["comment"].id,
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    "ticket_id": request.ticket_id.id,
                    "team_id": self.team.id,
                    "praised_user_id": self.agent.id,
                    "program_id": self.program.id,
                    "company_id": self.company.id,
                    "points": 40,
                    "lang": "en_US",
                    "said_on": self.company._satisfaction_date(request.answered_at),
                    # the client's manager takes care of it
                    "user_id": self.client_manager.id,
                    "is_confidential": False,
                    "telling_state": "none",
                }
            ],
        )
        self.assertFalse(request.remarks_pending)

    def test_once(self):
        """R86: running the job again, also for rows marked again, doubles nothing."""
        request = self._commented()
        first = self._collect()
        self.assertEqual(self._collect(), first)
        request.remarks_pending = True
        self.assertEqual(self._collect(), first)

    def test_nothing_said(self):
        """R86: no words, no remark; an emoji says something, a dash doesn't."""
        self._commented(comment=None)
        self._commented(comment=" - ")
        self.assertFalse(self._collect())
        self._commented(comment="👍")
        self.assertEqual(self._collect().text, "👍")

    def test_answering_makes_no_remark_and_wakes_no_job(self):
        """R86: the answering transaction writes its ledger row only."""
        request = self._close_ticket()
        self._send_due()
        triggers = self.env["ir.cron.trigger"].search([])
        self._answer(request, 4, 4, 4, comment="Fine")
        self.assertFalse(self.remarks.search([]))
        woken = self.env["ir.cron.trigger"].search([]) - triggers
        cron = self.env.ref("client_satisfaction.ir_cron_collect_remarks")
        self.assertNotIn(cron, woken.cron_id)

    def test_correction_of_untouched(self):
        """R86, D17: a corrected comment changes the remark nobody worked on; one
        taken back disappears."""
        request = self._commented("Slow")
        remark = self._collect()
        request._correct_answer({request.id: self._raw(4, 4, 4, comment="Very slow")})
        self.assertEqual(self._collect(), remark)
        self.assertEqual(remark.text, "Very slow")
        self.assertEqual(remark.name, "Very slow")
        request._correct_answer({request.id: self._raw(5, 5, 5)})
        self.assertFalse(self._collect())

    def test_correction_of_touched(self):
        """R86, D17: what is already being worked on keeps its text; the log says what
        the client says now."""
        request = self._commented("Slow")
        remark = self._collect()
        remark.with_user(self.client_manager).action_take()
        request._correct_answer({request.id: self._raw(4, 4, 4, comment="<b>Lost</b>")})
        self._collect()
        self.assertEqual(remark.text, "Slow")
        self.assertIn("&lt;b&gt;Lost&lt;/b&gt;", remark.message_ids[0].body)

    def test_suspicious(self):
        """R86, D17: a machine's words are no remark until a person confirmed them."""
        request = self._close_ticket()
        self._send_due()
        raw = {request.id: self._raw(5, 5, 5, comment="buy now")}
        request._record_answers(raw, mode="mail", suspicion="no_gesture")
        self.assertFalse(self._collect())
        self.assertFalse(request.remarks_pending)
        request.with_user(self.program_manager).action_reject_answer()
        self.assertFalse(self._collect())

    def test_confirmed(self):
        """R86: confirmed as a person's, its words become a remark."""
        request = self._close_ticket()
        self._send_due()
        raw = {request.id: self._raw(5, 5, 5, comment="I am real")}
        request._record_answers(raw, mode="mail", suspicion="no_gesture")
        self._collect()
        request.with_user(self.program_manager).action_confirm_answer()
        self.assertEqual(self._collect().text, "I am real")

    def test_history(self):
        """R86: comments of imported answers of the past come in as well."""
        request = self._make_entry()
        self.env["satisfaction.request"].with_context(
            satisfaction_history=True
        )._record_answers(
            {request.id: self._raw(4, 4, 4, comment="Years ago")},
            mode="import",
            answered_at=fields.Datetime.to_datetime("2026-01-05 22:30:00"),
        )
        remark = self._collect()
        self.assertEqual(remark.text, "Years ago")
        # half past one in the morning of the next day in Moscow
        self.assertEqual(str(remark.said_on), "2026-01-06")

    def test_vip(self):
        """R86: what a VIP says is confidential from the start."""
        self.contact.satisfaction_role = "vip"
        self._commented("Between us")
        self.assertTrue(self._collect().is_confidential)

    def test_anonymous(self):
        """R86: a released anonymous comment is a remark without contact and without
        any way to its answer; again the job finds it again."""
        rows = self.env["satisfaction.request"]._create_anonymous(
            [
                {
                    "company_id": self.company,
                    "program_id": self.program,
                    "channel_id": self.channels["ticket"],
                    "survey_id": self.survey,
                    "client_id": self.client,
                    "event_date": fields.Date.today().replace(day=1),
                    "lines": [
                        {
                            "question_id": self.questions["comment"].id,
                            "answer_type": "text_box",
                            "value_text_box": "Nobody knows me",
                        }
                    ],
                }
            ]
        )
        remark = self._collect()
        self.assertRecordValues(
            remark,
            [
                {
                    "text": "Nobody knows me",
                    "client_id": self.client.id,
                    "partner_id": False,
                    "request_id": False,
                    "points": False,
                    "is_anonymous": True,
                    "is_confidential": True,
                    "said_on": fields.Date.today().replace(day=1),
                }
            ],
        )
        self.assertNotIn(str(rows.id), remark.source_key.partition(":")[0])
        self.assertRegex(remark.source_key, "^secret:[0-9a-f]{64}$")
        rows.remarks_pending = True
        self.assertEqual(self._collect(), remark)

    # ------------------------------------------------------------------
    # From cases
    # ------------------------------------------------------------------
    def test_complaint(self):
        """R86: what a client complains about directly is a remark, once."""
        case = self.env["satisfaction.case"].create(
            {
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "complaint": "<p>Nobody <b>calls</b> back.</p>",
            }
        )
        remark = self._collect()
        self.assertEqual(self._collect(), remark)
        self.assertEqual(remark.kind, "complaint")
        self.assertEqual(remark.case_id, case)
        self.assertIn("calls", remark.text)
        self.assertNotIn("<", remark.text)

    def test_closed_case_settles(self):
        """R91: a case closed with the client settles its remark; nobody is told
        twice."""
        request = self._commented("Lost my data", rating=1)
        remark = self._collect()
        self.env["satisfaction.case"]._open_from_requests(request)
        self._collect()
        self.assertEqual(remark.case_id, request.case_id)
        self.assertEqual(remark.state, "new")
        # What a case needs before it may be closed is tested elsewhere.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE satisfaction_case SET state = 'closed' WHERE id = %s",
            (request.case_id.id,),
        )
        self.env.invalidate_all()
        self._collect()
        self.assertEqual(remark.state, "done")
        self.assertEqual(remark.telling_state, "told")
        self.assertTrue(remark.informed_at)
        self.assertFalse(self._mails())

    # ------------------------------------------------------------------
    # Robustness
    # ------------------------------------------------------------------
    @mute_logger(COLLECT)
    def test_bad_one_holds_up_no_other(self):
        """R86: an answer that can't be taken over stays marked, the others come in."""
        bad = self._commented("bad")
        good = self._commented("good")
        prepare = type(self.remarks)._prepare_from_answer

        def fail(remarks, key, request, question, text):
            if request == bad:
                raise ValueError("broken")
            return prepare(remarks, key, request, question, text)

        with patch.object(type(self.remarks), "_prepare_from_answer", fail):
            self.assertEqual(self._collect().request_id, good)
        self.assertTrue(bad.remarks_pending)
        self.assertEqual(self._collect().request_id, bad + good)

    def test_killed_halfway(self):
        """R86: killed after the first batch, the second is still marked and comes in
        with the next run."""
        requests = [self._commented(f"Comment {number}") for number in range(4)]

        class Killed(Exception):
            pass

        batches = []
        collect = type(self.remarks)._collect

        def die(remarks, claimed):
            batches.append(len(claimed))
            if len(batches) == 2:
                raise Killed
            return collect(remarks, claimed)

        killed = patch.object(type(self.remarks), "_collect_or_log", die_batch(die))
        with killed, self._without_commit(), self.assertRaisesKept(Killed):
            self.remarks._cron_collect(limit=2)
        self.assertEqual(len(self.remarks.search([])), 2)
        left = [request for request in requests if request.remarks_pending]
        self.assertEqual(len(left), 2)
        self.assertEqual(len(self._collect(limit=2)), 4)

    def test_collision_is_tried_again(self):
        """R86: rows another worker has just written are tried in a new transaction."""
        self._commented("Late")
        calls = []
        collect = type(self.remarks)._collect

        def collide(remarks, claimed):
            calls.append(claimed)
            if len(calls) == 1:
                raise SerializationFailure("could not serialize access")
            return collect(remarks, claimed)

        with (
            patch.object(type(self.remarks), "_collect", collide),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            self.assertEqual(self._collect().text, "Late")
        self.assertEqual(len(calls), 2)

    @mute_logger("odoo.sql_db")
    def test_unique_in_the_database(self):
        """R86: two workers can't make the same remark, whatever they think."""
        self._commented()
        remark = self._collect()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._make_remark(source_key=remark.source_key)
            self.env.flush_all()

    def test_queries(self):
        """R86: a hundred comments cost as many queries as ten, and are quick."""
        counts = []
        for count in (10, 100):
            requests = [self._make_entry() for _number in range(count)]
            self.env["satisfaction.request"]._record_answers(
                {
                    request.id: self._raw(4, 4, 4, comment=f"Comment {request.id}")
                    for request in requests
                },
                mode="phone",
                typed_by=self.program_manager,
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before, started = self.env.cr.sql_log_count, time.monotonic()
            self._collect()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertLess(time.monotonic() - started, 30)
        self.assertEqual(len(self.remarks.search([])), 110)
        self.assertLess(counts[1], counts[0] * 2 + 20, counts)


def die_batch(collect):
    """``_collect_or_log`` without the net that catches errors."""

    def collect_or_die(remarks, request_ids):
        collect(remarks, remarks.env["satisfaction.request"].browse(request_ids))
        return set()

    return collect_or_die
