# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...report import svg_quadrants
from ...report.figures import NOT_MEASURED, format_interval, format_points
from ...scoring import key_drivers

#: The colour of each field beside its name.
COLORS = {
    "fix_first": "#b3261e",
    "keep_up": "#1b6e53",
    "monitor": "#5f6b76",
    "maintain": "#1f4e79",
}
#: Fewer answers allow no statement about what moves what (R48).
SMALLEST_N = 30


class SatisfactionKeyDrivers(models.TransientModel):
    """Which indicators move the overall score, or the recommendation, most.

    Computed when looked at, from the relationship answers the reader may see: a
    client manager gets the drivers of the own clients.
    """

    _name = "satisfaction.key.drivers"
    _description = "Key Drivers"

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        default=lambda self: self._default_program_id(),
    )
    wave_id = fields.Many2one(
        "satisfaction.wave", domain="[('program_id', '=', program_id)]"
    )
    date_from = fields.Date(
        "From",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        "Until", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    against = fields.Selection(
        [("overall", "Overall score"), ("nps", "Recommendation (0–10)")],
        "What they move",
        required=True,
        default="overall",
    )
    answer_count = fields.Integer("Answers", compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("program_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Key drivers")

    def _default_program_id(self):
        company = self.env.company
        return self.env["satisfaction.program"]._find(
            company, company._satisfaction_today(), running=False
        )

    @api.depends("program_id", "wave_id")
    def _compute_dates(self):
        for page in self:
            page.date_from = page.program_id.date_start
            page.date_to = page.program_id.date_end

    @api.depends("program_id", "wave_id", "date_from", "date_to", "against")
    @api.depends_context("uid", "lang")
    def _compute_result(self):
        for page in self:
            if not page.program_id:
                page.result, page.answer_count = False, 0
                continue
            ratings, names, page.answer_count = page._fetch_ratings()
            page.result = page._render(key_drivers(ratings, SMALLEST_N), names)

    def _get_request_domain(self):
        """The relationship answers looked at; the reader's rules come on top."""
        self.ensure_one()
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise UserError(
                self.env._("The first day lies behind the last one. Swap them.")
            )
        domain = (
            Domain("company_id", "=", self.program_id.company_id.id)
            & Domain("channel_kind", "=", "questionnaire")
            & Domain("state", "=", "answered")
            & Domain("is_scored", "=", True)
        )
        if self.wave_id:
            return domain & Domain("assessment_id.wave_id", "=", self.wave_id.id)
        if self.date_from:
            domain &= Domain("event_date", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("event_date", "<=", self.date_to)
        return domain

    def _fetch_ratings(self):
        """Pairs of an indicator's rating and the overall figure, one a respondent.

        A question without an indicator stands under its purpose.

        :return: ``{code: [(points, overall), …]}``, ``{code: name}``, respondents
        """
        requests = self.env["satisfaction.request"]
        requests.flush_model()
        self.env["survey.user_input.line"].flush_model()
        query = requests._search(self._get_request_domain())
        rows = self.env.execute_query(
            SQL(
                """
                WITH request AS (
                    SELECT id, user_input_id, points FROM satisfaction_request
                     WHERE id IN %(requests)s
                ), answer AS (
                    SELECT request.id, line.value_scale, line.satisfaction_points,
                           line.satisfaction_is_scored, request.points AS total,
                           question.satisfaction_is_recommendation AS is_nps,
                           question.satisfaction_indicator_id AS indicator_id,
                           question.satisfaction_objective AS objective
                      FROM request
                      JOIN survey_user_input_line AS line
                        ON line.user_input_id = request.user_input_id
                      JOIN survey_question AS question
                        ON question.id = line.question_id
                     WHERE line.skipped IS NOT TRUE
                       AND line.satisfaction_is_na IS NOT TRUE
                ), recommendation AS (
                    SELECT id, max(value_scale) AS value FROM answer
                     WHERE is_nps
                  GROUP BY id
                )
                SELECT answer.indicator_id, answer.objective, answer.id,
                       avg(answer.satisfaction_points)::float8,
                       CASE WHEN %(is_nps)s THEN max(recommendation.value)
                            ELSE max(answer.total) END::float8
                  FROM answer
             LEFT JOIN recommendation ON recommendation.id = answer.id
                 WHERE answer.satisfaction_is_scored
                   AND COALESCE(answer.indicator_id::text, answer.objective)
                       IS NOT NULL
                   AND (NOT %(is_nps)s OR recommendation.value IS NOT NULL)
              GROUP BY 1, 2, 3
                """,
                requests=query.subselect(),
                is_nps=self.against == "nps",
            )
        )
        indicators = self.env["satisfaction.indicator"].browse(
            {indicator_id for indicator_id, *_rest in rows if indicator_id}
        )
        by_id = {indicator.id: indicator for indicator in indicators}
        objectives = dict(
            self.env["survey.question"]
            ._fields["satisfaction_objective"]
            ._description_selection(self.env)
        )
        ratings, names, respondents = {}, {}, set()
        for indicator_id, objective, request_id, points, overall in rows:
            code = f"indicator {indicator_id}" if indicator_id else objective
            names[code] = (
                by_id[indicator_id].name
                if indicator_id
                # Many an indicator has the name of its purpose.
                else self.env._("%s (no indicator)", objectives[objective])
            )
            pairs = ratings.setdefault(code, {}).setdefault(request_id, [])
            pairs.append((points, overall))
            respondents.add(request_id)
        merged = {
            code: [
                (sum(point for point, _o in pairs) / len(pairs), pairs[0][1])
                for pairs in by_request.values()
            ]
            for code, by_request in ratings.items()
        }
        return merged, names, len(respondents)

    # ------------------------------------------------------------------
    # Rendering
    # ------------------------------------------------------------------
    def _get_quadrant_names(self):
        return {
            "fix_first": self.env._("Fix first"),
            "keep_up": self.env._("Keep up"),
            "monitor": self.env._("Monitor"),
            "maintain": self.env._("Maintain"),
        }

    def _render(self, drivers, names):
        """Chart and table as one piece of HTML."""
        words = self._get_quadrant_names()
        point = self.env["satisfaction.score"]._get_decimal_point()
        rows, dots = [], []
        for number, driver in enumerate(drivers.values(), 1):
            name = names[driver.code]
            rows.append(
                {
                    "number": number,
                    "name": name,
                    "n": driver.n,
                    "importance": _correlation(driver.importance, point),
                    "importance_interval": _correlations(
                        driver.importance_interval, point
                    ),
                    "performance": (
                        NOT_MEASURED
                        if driver.performance is None
                        else format_points(driver.performance, point)
                    ),
                    "performance_interval": (
                        format_interval(*_ends(driver.performance_interval), point)
                    ),
                    "color": COLORS.get(driver.quadrant, ""),
                    "word": (
                        words[driver.quadrant]
                        if driver.quadrant
                        else self.env._("too few answers")
                        if driver.n < SMALLEST_N
                        else self.env._("no statement")
                    ),
                }
            )
            if driver.quadrant:
                dots.append(
                    svg_quadrants.QuadrantPoint(
                        number,
                        name,
                        driver.performance,
                        driver.importance,
                        COLORS[driver.quadrant],
                    )
                )
        chart = svg_quadrants.quadrant_chart(
            dots,
            names=svg_quadrants.QuadrantNames(
                words["fix_first"],
                words["keep_up"],
                words["monitor"],
                words["maintain"],
            ),
            x_title=self.env._("Performance (points)"),
            y_title=self.env._("Importance"),
            title=self.env._("Key drivers: importance against performance"),
            description="; ".join(f"{row['name']}: {row['word']}" for row in rows),
            number=lambda value: format_points(value, point),
        )
        return self.env["ir.qweb"]._render(
            "client_satisfaction.key_drivers_result",
            {"rows": rows, "chart": dots and chart, "smallest_n": SMALLEST_N},
        )

    def action_open_answers(self):
        """The answers behind the page."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {
            **action,
            "domain": list(self._get_request_domain()),
            "context": {"create": False},
        }


def _correlation(value, point):
    return NOT_MEASURED if value is None else f"{value:.2f}".replace(".", point)


def _correlations(interval, point):
    if interval is None:
        return ""
    low, high = _correlation(interval.low, point), _correlation(interval.high, point)
    return f"{low} … {high}"


def _ends(interval):
    return (interval.low, interval.high) if interval else (None, None)
