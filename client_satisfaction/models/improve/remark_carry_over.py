# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...scoring import Moments, mean_interval, to_points
from ..ask.survey_question import _to_whole_number

RATINGS = range(1, 6)
#: From here on the client is content: the remark isn't brought up again (4 of 5).
CONTENT_FROM = 4
#: Up to here what was done hasn't helped: the owner looks again.
NOT_HELPED_UP_TO = 2
MAX_COMMENT = 4000


class SatisfactionRemark(models.Model):
    """Bringing earlier remarks up again, and what the client says of our measures.

    At the next assessment the client is asked about everything said before (R88);
    each time the answer is kept (R89).
    """

    _inherit = "satisfaction.remark"

    last_rating = fields.Integer(
        compute="_compute_last_rating",
        store=True,
        aggregator=None,
        help="The client's latest rating of what we did, 1 to 5; 0: none yet.",
    )
    rating_count = fields.Integer(
        "Times rated", compute="_compute_last_rating", store=True
    )

    @api.depends("outcome_rating_ids.rating", "outcome_rating_ids.rated_at")
    def _compute_last_rating(self):
        for remark in self:
            ratings = remark.outcome_rating_ids.sorted(
                lambda rating: (rating.rated_at, rating.id)
            )
            remark.last_rating = ratings[-1:].rating
            remark.rating_count = len(ratings)

    # ------------------------------------------------------------------
    # Carry-over (R88)
    # ------------------------------------------------------------------
    @api.model
    def _find_for_assessment(self, client, before=None, partner=None):
        """The remarks to be gone through with a client now.

        All that asked for something and was said before, open or decided, until the
        client rated what we did with 4 or 5. Refusals are brought up until they were
        rated once. Left out: praise, what was only noted, anonymous remarks (nobody's
        words), and confidential ones of others than ``partner``.

        Whoever calls has checked that the client may be talked to. The result is
        readable by the caller only as far as their rights go; use ``sudo()``.

        :param client: ``res.partner``, one or many commercial partners
        :param before: a date in the company's time zone: said before that day only
        :param partner: the contact who is talked to, if it is known
        :return: remarks, those with something done first, then the oldest first
        """
        domain = (
            Domain("client_id", "in", client.ids)
            & Domain("kind", "!=", "praise")
            & Domain("state", "!=", "noted")
            & Domain("is_anonymous", "=", False)
            & Domain("last_rating", "<", CONTENT_FROM)
            & (Domain("state", "!=", "declined") | Domain("last_rating", "=", 0))
            & (
                Domain("is_confidential", "=", False)
                | Domain("partner_id", "in", partner.ids if partner else [])
            )
        )
        if before:
            domain &= Domain("said_on", "<", before)
        order = {"done": 0, "declined": 1, "accepted": 2, "in_progress": 3, "new": 4}
        # sudo: see above who checked
        found = self.sudo().search(domain)
        return found.sorted(
            lambda remark: (order[remark.state], remark.said_on, remark.id)
        ).with_env(self.env)

    # ------------------------------------------------------------------
    # Ratings (R89)
    # ------------------------------------------------------------------
    def _rate(self, rating, comment=False, partner=None, assessment=None):
        """Keep how content the client is with what we did about these remarks.

        One rating a person and assessment: a second one replaces the first, and the
        remark's log says so. A rating of 1 or 2 brings the remark back to its owner.

        Whoever calls has checked who may rate: the interviewer of the assessment, or
        the contact in the portal.

        :param rating: 1 (it hasn't helped at all) to 5 (fully settled), a number or
            its text
        :param comment: the client's words about it
        :param partner: the contact who rates
        :param assessment: ``satisfaction.assessment`` it was said in, if any
        :return: the ``satisfaction.remark.rating`` records
        :raises UserError: not a whole number from 1 to 5; nothing is changed
        """
        number = _to_whole_number(rating)
        if number not in RATINGS:
            raise UserError(self.env._("Rate with a whole number from 1 to 5, please."))
        # sudo: see above who checked
        remarks = self.sudo()
        remarks._wait_for_lock()
        partner = partner or self.env["res.partner"]
        values = {
            "rating": number,
            "points": to_points(number, RATINGS[-1]),
            "comment": (comment or "").strip()[:MAX_COMMENT] or False,
            "rated_at": fields.Datetime.now(),
            # Nobody typed it where the contact did, in the portal.
            "typed_by_id": self.env.uid
            if self.env.user._is_internal() and self.env.uid != SUPERUSER_ID
            else False,
        }
        key = remarks._get_rating_key(partner, assessment)
        ratings = remarks.env["satisfaction.remark.rating"]
        given = {
            row.remark_id: row
            for row in ratings.search(
                Domain("remark_id", "in", remarks.ids)
                & Domain.AND(Domain(name, "=", value) for name, value in key.items())
            )
        }
        notes = {}
        for remark, row in given.items():
            if row.rating != number:
                notes[remark.id] = self.env._(
                    "The client's rating of what we did was changed from %(before)s to"
                    " %(now)s.",
                    before=row.rating,
                    now=number,
                )
            row.write(values)
        created = ratings.create(
            [
                {"remark_id": remark.id, **key, **values}
                for remark in remarks
                if remark not in given
            ]
        )
        if notes:
            remarks.browse(notes)._message_log_batch(bodies=notes)
        if number <= NOT_HELPED_UP_TO:
            remarks._schedule_for_owner(
                self.env._("The client is not content with what we did"),
                self.env._("Rated %(rating)s of 5.", rating=number),
                days=2,
            )
        return (created + ratings.concat(*given.values())).with_env(self.env)

    def _wait_for_lock(self):
        """Whoever rates at the same instant comes after us, not in between."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM satisfaction_remark WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE",
                self.ids,
            )
        )

    def _get_rating_key(self, partner, assessment):
        """What one rating of a remark belongs to."""
        return {
            "partner_id": partner.id,
            "assessment_id": assessment.id if assessment else False,
        }

    # ------------------------------------------------------------------
    # Do our measures help?
    # ------------------------------------------------------------------
    @api.model
    def _get_effectiveness(self, domain, groupby=None):
        """Mean of the clients' ratings of what we did, with interval.

        Each remark counts once, with its latest rating.

        :param domain: which remarks
        :param groupby: name of a field of the remark; none: all together
        :return: ``{group value: {"n", "mean", "low", "high"}}`` in points; ``mean``
            is None for n = 0, ``low`` and ``high`` for n < 2. Without ``groupby`` the
            only key is None
        """
        found = {None: []} if not groupby else {}
        names = [groupby] if groupby else []
        for *group, last_rating, count in self._read_group(
            Domain(domain) & Domain("last_rating", ">", 0),
            [*names, "last_rating"],
            ["__count"],
        ):
            found.setdefault(group[0] if group else None, []).extend(
                [to_points(last_rating, RATINGS[-1])] * count
            )
        effects = {}
        for group, points in found.items():
            moments = Moments.of(points)
            interval = mean_interval(moments)
            effects[group] = {
                "n": moments.n,
                "mean": moments.mean,
                "low": interval.low if interval else None,
                "high": interval.high if interval else None,
            }
        return effects
