# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...points_field import PointsField
from ...scoring import (
    Moments,
    mean_interval,
    nps_of_counts,
    round_points,
    satisfied_share,
    share_of_counts,
)
from .wave_compare import TOTAL

ROLES = ("interface", "decision_leader", "vip", "end_user", False)


# Others see that there is a wave, not how it went: a client manager could take the
# own clients away from the figures of a small wave and read somebody else's.
RESULT_READERS = (
    "client_satisfaction.group_program_manager,"
    "client_satisfaction.group_senior_management"
)


class SatisfactionWave(models.Model):
    """The end of a wave, and its result: computed once, shown everywhere (R68)."""

    _inherit = "satisfaction.wave"

    closed_at = fields.Datetime(readonly=True, copy=False)
    results_at = fields.Datetime("Results of", readonly=True, copy=False)
    result_ids = fields.One2many(
        "satisfaction.wave.result",
        "wave_id",
        "Results",
        readonly=True,
        copy=False,
        groups=RESULT_READERS,
    )
    # How many answered
    asked_count = fields.Integer("Respondents asked", readonly=True, copy=False)
    answered_count = fields.Integer("Respondents heard", readonly=True, copy=False)
    response_rate = PointsField(
        "Response rate %",
        digits=(5, 1),
        readonly=True,
        copy=False,
        groups=RESULT_READERS,
    )
    answered_client_count = fields.Integer(
        "Clients heard",
        readonly=True,
        copy=False,
        help="Clients with a result.",
        groups=RESULT_READERS,
    )
    # How satisfied they are
    points = PointsField(
        "Mean integrated score",
        digits=(5, 1),
        readonly=True,
        copy=False,
        help="Mean of the clients' integrated scores, 0 to 100.",
        groups=RESULT_READERS,
    )
    interval_low = PointsField(
        "Interval from",
        digits=(5, 1),
        aggregator=None,
        readonly=True,
        copy=False,
        groups=RESULT_READERS,
    )
    interval_high = PointsField(
        "Interval to",
        digits=(5, 1),
        aggregator=None,
        readonly=True,
        copy=False,
        groups=RESULT_READERS,
    )
    target_points = PointsField(
        "Target",
        digits=(5, 1),
        aggregator=None,
        readonly=True,
        copy=False,
        groups=RESULT_READERS,
    )
    satisfied_count = fields.Integer(
        "Clients at target", readonly=True, copy=False, groups=RESULT_READERS
    )
    satisfied_share = PointsField(
        "At target %",
        digits=(5, 1),
        readonly=True,
        copy=False,
        help="Clients whose score reaches the programme's target, of those heard.",
        groups=RESULT_READERS,
    )
    satisfied_low = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    satisfied_high = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    promoters = fields.Integer(readonly=True, copy=False, groups=RESULT_READERS)
    passives = fields.Integer(readonly=True, copy=False, groups=RESULT_READERS)
    detractors = fields.Integer(readonly=True, copy=False, groups=RESULT_READERS)
    nps = PointsField(
        "NPS",
        digits=(5, 1),
        readonly=True,
        copy=False,
        help="Net Promoter Score, from -100 to 100.",
        groups=RESULT_READERS,
    )
    nps_low = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    nps_high = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    # Against the wave before, the same clients only
    compared_id = fields.Many2one(
        "satisfaction.wave",
        "Compared with",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    same_count = fields.Integer(
        "Clients in both waves", readonly=True, copy=False, groups=RESULT_READERS
    )
    same_before = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    same_after = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    same_change = PointsField(
        "Mean change", digits=(5, 1), readonly=True, copy=False, groups=RESULT_READERS
    )
    change_low = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    change_high = PointsField(
        digits=(5, 1), aggregator=None, readonly=True, copy=False, groups=RESULT_READERS
    )
    rose_count = fields.Integer(
        "Rose", readonly=True, copy=False, groups=RESULT_READERS
    )
    held_count = fields.Integer(
        "Unchanged", readonly=True, copy=False, groups=RESULT_READERS
    )
    fell_count = fields.Integer(
        "Fell", readonly=True, copy=False, groups=RESULT_READERS
    )

    # ------------------------------------------------------------------
    # Close
    # ------------------------------------------------------------------
    def action_close(self):
        """End the wave: who has not answered can't any more, the result is final."""
        self.check_access("write")
        for wave in self:
            if wave.state != "running":
                raise UserError(
                    self.env._("%s is not running, so it can't be closed.", wave.name)
                )
            wave._close_asks()
            wave._count_pending()
            wave._store_results()
            wave.write({"state": "closed", "closed_at": fields.Datetime.now()})
            wave._done_reminders()

    def _close_asks(self):
        """Asks still open end; an answer coming in right now is stored first."""
        # sudo: the ledger is written by the product only, see action_close
        wave = self.sudo().with_context(tracking_disable=True)
        never_asked = wave.assessment_ids.filtered(lambda one: one.state == "planned")
        never_asked._call_off(self.env._("The wave ended before anybody was asked."))
        wave.assessment_ids._finish()
        requests = self.env["satisfaction.request"].sudo()
        of_wave = Domain("assessment_id.wave_id", "=", self.id)
        requests.search(of_wave & Domain("state", "=", "planned")).write(
            {
                "state": "cancelled",
                "cancel_reason": self.env._("The wave ended before the mail went out."),
            }
        )
        requests.search(of_wave & Domain("state", "=", "sent")).write(
            {"state": "expired", "remind_after": False}
        )

    def _count_pending(self):
        """Answers of the last minutes count too, see ``_recompute_results``."""
        pending = (
            self.env["satisfaction.request"]
            .sudo()
            .search(
                Domain("assessment_id.wave_id", "=", self.id)
                & Domain("score_pending", "=", True)
            )
        )
        pending.assessment_id._recompute_results()

    def action_update_results(self):
        """The result of the answers so far."""
        self.check_access("write")
        for wave in self.filtered(lambda wave: wave.state == "running"):
            wave._store_results()

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------
    def _store_results(self):
        """Compute this wave's figures from its stored assessments and keep them.

        Runs over all clients, whoever calls: the figures are those of the wave.
        """
        self.ensure_one()
        # sudo: see above; who may read them is up to the record rules
        wave = self.sudo()
        heard = wave.assessment_ids.filtered(lambda one: one.state != "cancelled")
        points = wave._fetch_points(heard)
        compared = wave._get_compared()
        pairs = (
            wave._compare_points(points, compared._fetch_points()) if compared else {}
        )
        target = wave.program_id.target_points
        total = points.get(TOTAL, {})
        roles = wave._count_answers()
        asked = sum(asked for asked, _answered in roles.values())
        answered = sum(answered for _asked, answered in roles.values())
        at_target = satisfied_share(total.values(), target)
        counts = {
            name: sum(heard.mapped(name))
            for name in ("promoters", "passives", "detractors")
        }
        nps = nps_of_counts(**counts)
        wave.write(
            {
                "results_at": fields.Datetime.now(),
                "compared_id": compared.id,
                "asked_count": asked,
                "answered_count": answered,
                "response_rate": _rounded(share_of_counts(answered, asked).share),
                "answered_client_count": len(total),
                **_prepare_mean(total),
                "target_points": target,
                "satisfied_count": at_target.satisfied,
                "satisfied_share": _rounded(at_target.share),
                **_prepare_interval("satisfied", at_target.interval),
                **counts,
                "nps": _rounded(nps.nps),
                **_prepare_interval("nps", nps.interval),
                **_prepare_pair(pairs.get(TOTAL)),
                "result_ids": [
                    Command.clear(),
                    *map(Command.create, wave._prepare_roles(roles)),
                    *map(Command.create, wave._prepare_lines(points, pairs)),
                ],
            }
        )

    def _count_answers(self):
        """``{role: (asked, answered)}`` of this wave's respondents.

        Who was to be interviewed and was not heard was asked and did not answer; who
        got no mail was not asked.
        """
        rows = (
            self.env["satisfaction.request"]
            .sudo()
            ._read_group(
                Domain("assessment_id.wave_id", "=", self.id)
                & Domain("assessment_id.state", "!=", "cancelled")
                & (
                    Domain("state", "in", ("sent", "answered", "expired"))
                    | Domain("state", "in", ("planned", "cancelled"))
                    & Domain("delivery", "!=", "mail")
                ),
                ["respondent_role", "state"],
                ["__count"],
            )
        )
        counts = {}
        for role, state, count in rows:
            asked, answered = counts.get(role, (0, 0))
            counts[role] = (asked + count, answered + count * (state == "answered"))
        return counts

    def _prepare_roles(self, roles):
        lines = []
        for sequence, role in enumerate(ROLES):
            asked, answered = roles.get(role, (0, 0))
            if role or asked:
                lines.append(
                    {
                        "kind": "role",
                        "sequence": sequence,
                        "role": role,
                        "asked_count": asked,
                        "answered_count": answered,
                        "response_rate": _rounded(
                            share_of_counts(answered, asked).share
                        ),
                    }
                )
        return lines

    def _prepare_lines(self, points, pairs):
        """Levels and their indicators in the order of the scorecard."""
        lines = []
        for level in self.scorecard_id.level_ids.sorted("sequence"):
            keys = [(("level", level.code, 0), False)]
            keys += [
                (("indicator", "", line.indicator_id.id), line.indicator_id.id)
                for line in level.line_ids.sorted("sequence")
            ]
            for key, indicator_id in keys:
                lines.append(
                    {
                        "kind": key[0],
                        "sequence": 100 + len(lines),
                        "level_code": level.code,
                        "level_id": level.id,
                        "indicator_id": indicator_id,
                        "client_count": len(points.get(key, {})),
                        **_prepare_mean(points.get(key, {})),
                        **_prepare_pair(pairs.get(key)),
                    }
                )
        return lines

    @api.model
    def _find_outdated(self):
        """Running waves with results newer than what they have stored."""
        rows = self.env["satisfaction.assessment"]._read_group(
            Domain("wave_id.state", "=", "running"),
            ["wave_id"],
            ["computed_at:max"],
        )
        return self.browse(
            wave.id
            for wave, computed_at in rows
            if computed_at and (not wave.results_at or computed_at > wave.results_at)
        )


def _rounded(value):
    return None if value is None else round_points(value)


def _prepare_interval(name, interval):
    """Values of a stored interval; empty where there is none."""
    return {
        f"{name}_low": _rounded(interval.low) if interval else None,
        f"{name}_high": _rounded(interval.high) if interval else None,
    }


def _prepare_mean(points):
    """Values of a mean over clients, with its interval."""
    moments = Moments.of([points[client] for client in sorted(points)])
    return {
        "points": _rounded(moments.mean),
        **_prepare_interval("interval", mean_interval(moments)),
    }


def _prepare_pair(pair):
    """Values of a comparison of the same clients; empty where there are none."""
    if pair is None:
        return {
            "same_count": 0,
            "same_before": None,
            "same_after": None,
            "same_change": None,
            "rose_count": 0,
            "held_count": 0,
            "fell_count": 0,
            **_prepare_interval("change", None),
        }
    change = pair.improvement
    return {
        "same_count": change.n,
        "same_before": _rounded(pair.before),
        "same_after": _rounded(pair.after),
        "same_change": _rounded(change.mean_change),
        "rose_count": change.rose,
        "held_count": change.held,
        "fell_count": change.fell,
        **_prepare_interval("change", change.interval),
    }
