# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import format_skeleton

from odoo import api, models
from odoo.tools import babel_locale_parse
from odoo.tools.misc import get_lang

from ...report.figures import (
    format_change,
    format_kpi,
    format_percent,
    format_points,
    format_score,
    format_share,
)
from ...scoring import (
    change,
    mean_interval,
    nps_change,
    nps_of_counts,
    share_change,
    share_of_counts,
)

#: A breakdown shows its largest parts only: nobody reads a hundred of them.
MOST_PARTS = 24


class SatisfactionSurveyResults(models.AbstractModel):
    """How the results read on the page: words, marks and widths, no arithmetic."""

    _inherit = "satisfaction.survey.results"

    # ------------------------------------------------------------------
    # Head of the page
    # ------------------------------------------------------------------
    @api.model
    def _present_summary(self, now, then):
        """The cards on top of the page."""
        point = self._decimal_point()
        rate = now.response
        cards = [
            {
                "key": "answered",
                "title": self.env._("Answers"),
                "value": str(now.answered),
                "detail": (
                    self.env._("compared with %(count)s", count=then.answered)
                    if then
                    else ""
                ),
            },
            {
                "key": "points",
                "title": self.env._("Satisfaction"),
                "value": format_points(now.moments.mean, point),
                "detail": _evidence(
                    now.moments.mean, now.moments.n, mean_interval(now.moments), point
                ),
                "change": self._word_change(
                    change(then.moments, now.moments),
                    then.moments.mean,
                    now.moments.mean,
                )
                if then
                else None,
            },
        ]
        if counts := _nps_counts(now):
            result = nps_of_counts(*counts)
            cards.append(
                {
                    "key": "nps",
                    "title": self.env._("Promoter Score"),
                    "value": format_change(result.nps, point),
                    "detail": _evidence(
                        result.nps, result.n, result.interval, point, "nps"
                    ),
                    "change": self._word_nps_change(then and _nps_counts(then), counts),
                }
            )
        cards += [
            {
                "key": "response",
                "title": self.env._("Response rate"),
                "value": format_percent(rate.share, point),
                "detail": (
                    self.env._(
                        "%(part)s of %(whole)s asks whose time is over",
                        part=rate.part,
                        whole=rate.whole,
                    )
                    if rate.whole
                    else self.env._("no ask was sent whose time is over")
                ),
                "change": self._word_change(
                    share_change(
                        (then.response.part, then.response.whole),
                        (rate.part, rate.whole),
                    ),
                    then.response.share,
                    rate.share,
                )
                if then
                else None,
            },
            {
                "key": "comments",
                "title": self.env._("Comments"),
                "value": str(now.commented),
                "detail": "",
            },
        ]
        return cards

    @api.model
    def _word_change(self, verdict, before, after):
        """Whether something rose or fell by more than chance, in words (D15)."""
        if before is None or after is None:
            return {"verdict": "", "text": self.env._("nothing to compare with")}
        point = self._decimal_point()
        if verdict == "no_reliable_change":
            return {"verdict": verdict, "text": self.env._("no reliable difference")}
        difference = format_change(after - before, point)
        arrow = "▲" if verdict == "rise" else "▼"
        return {"verdict": verdict, "text": f"{arrow} {difference}"}

    @api.model
    def _word_nps_change(self, before, after):
        if before is None:
            return None
        if not before:
            return self._word_change("", None, None)
        return self._word_change(
            nps_change(before, after),
            nps_of_counts(*before).nps,
            nps_of_counts(*after).nps,
        )

    # ------------------------------------------------------------------
    # Breakdown
    # ------------------------------------------------------------------
    @api.model
    def _present_split(self, view, now):
        """Satisfaction by month, team … with its interval, the largest parts.

        Drawn as bars with whiskers: the order says nothing where they overlap.
        """
        point = self._decimal_point()
        groups = [group for group in now.groups if group.answered]
        left_out = 0
        if view.split == "month":
            left_out = max(0, len(groups) - MOST_PARTS)
            groups = groups[-MOST_PARTS:]
        else:
            groups.sort(key=lambda group: -group.answered)
            left_out = max(0, len(groups) - MOST_PARTS)
            groups = groups[:MOST_PARTS]
        names = self._name_parts(view.split, [group.value for group in groups])
        rows = []
        for group in groups:
            interval = mean_interval(group.moments)
            rate = share_of_counts(group.responded, group.asked)
            rows.append(
                {
                    "label": names.get(group.value) or self.env._("none"),
                    "count": group.answered,
                    # places on the picture; the figures stand in the text
                    "points": _place(group.moments.mean),
                    "low": interval and _place(interval.low),
                    "high": interval and _place(interval.high),
                    "text": format_score(
                        group.moments.mean,
                        group.moments.n,
                        interval and interval.low,
                        interval and interval.high,
                        point,
                    ),
                    "rate": format_share(
                        rate.share,
                        rate.whole,
                        rate.interval and rate.interval.low,
                        rate.interval and rate.interval.high,
                        point,
                    )
                    if rate.whole
                    else "",
                }
            )
        if view.split != "month":
            rows.sort(key=lambda row: row["label"])
        return {"rows": rows, "left_out": left_out}

    @api.model
    def _name_parts(self, split, values):
        values = [value for value in values if value]
        if split == "month":
            # A skeleton: the month stands alone, as languages with cases write it.
            locale = babel_locale_parse(get_lang(self.env).code)
            return {
                value: format_skeleton("yMMM", value, locale=locale) for value in values
            }
        if split == "role":
            field = self.env["res.partner"]._fields["satisfaction_role"]
            return dict(field._description_selection(self.env))
        if split == "channel":
            return dict(self._name_channels(values))
        model = {
            "team": "helpdesk.ticket.team",
            "client_type": "satisfaction.agreement.level",
            "client_manager": "res.users",
        }[split]
        return dict(self._name_records(model, values))

    @api.model
    def _decimal_point(self):
        return self.env["satisfaction.score"]._get_decimal_point()


def _place(points):
    return None if points is None else round(points, 2)


def _evidence(value, n, interval, point, unit="points"):
    """Interval and n as they stand in brackets behind a published figure."""
    text = format_kpi(
        value, n, unit, interval and interval.low, interval and interval.high, point
    )
    _figure, bracket, evidence = text.partition(" (")
    return evidence.removesuffix(")") if bracket else ""


def _nps_counts(measured):
    """Promoters, passives and detractors of all recommendation questions (D11)."""
    counts = [
        tally.nps_counts
        for tally in measured.tallies.values()
        if tally.is_recommendation and tally.counts
    ]
    return tuple(map(sum, zip(*counts, strict=True))) if counts else ()
