# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bringing remarks up again, rating what was done, and whether it helped."""

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .remark_case import RemarkCommon


@tagged("post_install", "-at_install")
class TestRemarkRating(RemarkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.remark = cls._make_remark(state="done", outcome_note="Names are shown.")
        cls.assessments = cls.env["satisfaction.assessment"].create(
            [
                {
                    "client_id": cls.client.id,
                    "company_id": cls.company.id,
                    "mode": "meeting",
                }
                for _number in range(2)
            ]
        )

    # ------------------------------------------------------------------
    # Carry-over (R88)
    # ------------------------------------------------------------------
    def _carried(self, **options):
        found = self.remarks.with_user(self.interviewer)._find_for_assessment(
            self.client, **options
        )
        return found.sudo()

    def test_what_is_brought_up(self):
        """R88: everything that asked for something, what was done first, then by age;
        no praise, nothing noted, no anonymous words, no other client's."""
        today = fields.Date.today()
        old = self._make_remark("Old", said_on=today - timedelta(days=90))
        new = self._make_remark("New", said_on=today)
        refused = self._make_remark("No", state="declined", decision_note="Sorry.")
        self._make_remark("Great", kind="praise")
        self._make_remark("Well", state="noted")
        self._make_remark("Secret", is_anonymous=True)
        stranger = self._make_contact(self._make_client("Other"), "Eve")
        self._make_remark("Elsewhere", contact=stranger)
        self.assertEqual(list(self._carried()), [self.remark, refused, old, new])
        self.assertEqual(list(self._carried(before=today)), [old])

    def test_confidential(self):
        """R88: what a VIP said is brought up with the VIP only."""
        self.leader.satisfaction_role = "vip"
        secret = self._make_remark("Between us", contact=self.leader)
        self.assertNotIn(secret, self._carried())
        self.assertNotIn(secret, self._carried(partner=self.contact))
        self.assertIn(secret, self._carried(partner=self.leader))

    def test_until_content(self):
        """R88, R89: a remark comes up again until the client is content; a refusal
        once."""
        first, second = self.assessments
        refused = self._make_remark("No", state="declined", decision_note="Sorry.")
        both = self.remark + refused
        both._rate(3, partner=self.contact, assessment=first)
        self.assertEqual(self._carried(), self.remark)
        self.remark._rate(4, partner=self.contact, assessment=second)
        self.assertFalse(self._carried())
        self.assertEqual(
            self.remark.outcome_rating_ids.sorted("id").mapped("rating"),
            [3, 4],
        )
        self.assertEqual(self.remark.last_rating, 4)

    # ------------------------------------------------------------------
    # Rating (R89)
    # ------------------------------------------------------------------
    def test_rating(self):
        """R89: who rated, when, in which assessment, typed by whom; in points."""
        first = self.assessments[0]
        rating = self.remark.with_user(self.interviewer)._rate(
            "4", " Better. ", partner=self.contact, assessment=first
        )
        self.assertRecordValues(
            rating.sudo(),
            [
                {
                    "remark_id": self.remark.id,
                    "rating": 4,
                    "points": 80,
                    "comment": "Better.",
                    "partner_id": self.contact.id,
                    "assessment_id": first.id,
                    "client_id": self.client.id,
                    "typed_by_id": self.interviewer.id,
                }
            ],
        )
        self.assertEqual(rating.with_user(self.interviewer).rating, 4)

    def test_second_replaces(self):
        """R89: one rating a person and assessment; the log keeps the change."""
        first = self.assessments[0]
        one = self.remark._rate(2, partner=self.contact, assessment=first)
        two = self.remark._rate(5, partner=self.contact, assessment=first)
        self.assertEqual(one, two)
        self.assertEqual(self.remark.rating_count, 1)
        self.assertEqual(self.remark.last_rating, 5)
        self.assertIn("from 2 to 5", self.remark.message_ids[0].body)
        self.remark._rate(1, partner=self.leader, assessment=first)
        self.assertEqual(self.remark.rating_count, 2)

    def test_bad_input(self):
        """R89: only whole numbers from 1 to 5; nothing is changed."""
        for bad in (0, 6, -1, "x", "", None, "4.5", 3.7, "1e9", "NaN", True, [1]):
            with (
                self.subTest(bad=bad),
                self.assertRaisesKept(UserError),
            ):
                self.remark._rate(bad, partner=self.contact)
        self.assertFalse(self.remark.outcome_rating_ids)

    def test_not_helped(self):
        """R89: a rating of 1 or 2 brings the remark back to its owner."""
        self.remark._rate(3, partner=self.contact)
        self.assertFalse(self._activities(self.remark))
        self.remark._rate(2, partner=self.contact)
        self.assertEqual(
            self._activities(self.remark).user_id,
            self.client_manager,
        )

    @mute_logger("odoo.sql_db")
    def test_unique_in_the_database(self):
        """R89: two tabs can't rate twice."""
        rating = self.remark._rate(3, partner=self.contact)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            rating.copy()
            self.env.flush_all()

    def test_batch(self):
        """R89: fifty remarks are rated with about the queries of five."""
        counts = []
        for count in (5, 50):
            remarks = self.remarks.concat(
                *(self._make_remark(f"Remark {number}") for number in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            remarks._rate(4, partner=self.contact)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    # ------------------------------------------------------------------
    # Do our measures help?
    # ------------------------------------------------------------------
    def test_effectiveness(self):
        """R89: mean of the latest ratings with n and 95 % interval, by theme.

        Ratings 2, 4, 4 and 5 are 40, 80, 80 and 100 points: mean 75, s = 25.166,
        t(0.975, 3) = 3.1824, so 75 ± 40.04, cut off at 100.
        """
        theme = self.env["satisfaction.theme"].create({"name": "Names"})
        for rating in (2, 4, 4, 5):
            remark = self._make_remark(theme_id=theme.id)
            remark._rate(1, partner=self.leader)
            remark._rate(rating, partner=self.contact)
        self._make_remark(theme_id=theme.id)
        self.remark._rate(1, partner=self.contact)
        effects = self.remarks._get_effectiveness([], "theme_id")
        self.assertEqual(effects[theme]["n"], 4)
        self.assertAlmostEqual(effects[theme]["mean"], 75)
        self.assertAlmostEqual(effects[theme]["low"], 34.96, 1)
        self.assertAlmostEqual(effects[theme]["high"], 100)
        self.assertEqual(theme.effect_count, 4)
        self.assertAlmostEqual(theme.effect_points, 75)
        together = self.remarks._get_effectiveness([("client_id", "=", self.client.id)])
        self.assertEqual(together[None]["n"], 5)
        self.assertAlmostEqual(together[None]["mean"], 64)
        nothing = self.remarks._get_effectiveness([("id", "=", 0)])
        self.assertEqual(
            nothing, {None: {"n": 0, "mean": None, "low": None, "high": None}}
        )

    def test_who_sees_ratings(self):
        """R89: client manager, programme and senior management; nobody else."""
        self.remark._rate(3, partner=self.contact)
        ratings = self.env["satisfaction.remark.rating"]
        for name in ("client_manager", "program_manager", "senior_manager"):
            self.assertEqual(
                len(ratings.with_user(self.users[name]).search([])), 1, name
            )
        for name in ("agent", "other_client_manager", "interviewer"):
            self.assertFalse(ratings.with_user(self.users[name]).search([]), name)
