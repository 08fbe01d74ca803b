# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...scoring import Moments, Share, share_of_counts
from ..ask.sealed_answer import SMALLEST_GROUP

NOTHING = Moments(0, 0.0, 0.0)
#: Columns of the ledger the figures need.
COLUMNS = (
    "id",
    "user_input_id",
    "survey_id",
    "client_id",
    "assessment_id",
    "team_id",
    "respondent_role",
    "channel_code",
    "company_id",
    "event_date",
    "state",
    "is_scored",
    "is_suspicious",
    "is_anonymous",
    "points",
    "comment",
    "sent_at",
    "expires_at",
)
#: Column each breakdown groups by.
SPLIT_COLUMNS = {
    "month": "date_trunc('month', request.event_date)::date",
    "team": "request.team_id",
    "client_type": "client.agreement_level_id",
    "role": "request.respondent_role",
    "channel": "request.channel_code",
    "client_manager": "client.client_manager_id",
}


@dataclass
class Group:
    """Answers of one part of the breakdown, e.g. of a team."""

    value: object
    answered: int
    moments: Moments
    commented: int
    asked: int
    responded: int
    anonymous: int


@dataclass
class Tally:
    """What the answers to one question, in all its wordings, add up to."""

    question: models.BaseModel
    question_ids: list = field(default_factory=list)
    #: ``{number on the scale, or place of the answer: respondents}``
    counts: dict = field(default_factory=lambda: defaultdict(int))
    #: ``{place of the answer: ids of that answer in all wordings}``
    answer_ids: dict = field(default_factory=lambda: defaultdict(list))
    #: ``{(place of the row, place of the column): respondents}`` of a matrix
    cells: dict = field(default_factory=lambda: defaultdict(int))
    #: points of scored questions, values of other numbers
    points: Moments = NOTHING
    values: Moments = NOTHING
    answered: int = 0
    not_applicable: int = 0

    @property
    def is_recommendation(self):
        return self.question.satisfaction_is_recommendation

    @property
    def nps_counts(self):
        """Promoters, passives, detractors (D11)."""
        values = self.counts.items()
        return (
            sum(count for value, count in values if value >= 9),
            sum(count for value, count in values if 7 <= value < 9),
            sum(count for value, count in values if value < 7),
        )


@dataclass
class Measured:
    """All figures of one selection of answers."""

    groups: list
    tallies: dict
    #: anonymous answers left out because there are too few
    hidden: int = 0

    @property
    def answered(self):
        return sum(group.answered for group in self.groups)

    @property
    def commented(self):
        return sum(group.commented for group in self.groups)

    @property
    def moments(self):
        return sum((group.moments for group in self.groups), NOTHING)

    @property
    def response(self) -> Share:
        return share_of_counts(
            sum(group.responded for group in self.groups),
            sum(group.asked for group in self.groups),
        )


class SatisfactionSurveyResults(models.AbstractModel):
    """How the answers add up: two aggregates, whatever the number of answers."""

    _inherit = "satisfaction.survey.results"

    @api.model
    def _select_requests(self, domain):
        """The reader's rows of the ledger within a domain, as a subselect."""
        requests = self.env["satisfaction.request"]
        requests.flush_model()
        query = requests._search(domain)
        return query.select(
            *(SQL.identifier(query.table, name) for name in COLUMNS),
        )

    @api.model
    def _measure(self, view, domain):
        """All figures of a domain of the ledger (R34, R35, D15)."""
        groups = self._gather_groups(domain, view.split)
        hidden = 0
        if any(group.anonymous for group in groups):
            # Counted on the way: most selections hold none.
            domain, hidden = self._guard_anonymous(domain)
            if hidden:
                groups = self._gather_groups(domain, view.split)
        tallies = self._gather_tallies(domain) if groups else {}
        return Measured(groups, tallies, hidden)

    @api.model
    def _guard_anonymous(self, domain):
        """Leave anonymous answers out of a selection that holds fewer than five.

        :return: the answered rows' domain, number of rows left out
        """
        requests = self.env["satisfaction.request"]
        anonymous = domain & Domain("is_anonymous", "=", True)
        count = requests.search_count(
            anonymous & Domain("state", "=", "answered"), limit=SMALLEST_GROUP
        )
        if 0 < count < SMALLEST_GROUP:
            return domain & Domain("is_anonymous", "!=", True), count
        return domain, 0

    @api.model
    def _find_anonymous_surveys(self):
        return (
            self.env["survey.survey"]
            .with_context(active_test=False)
            .search(Domain("satisfaction_is_anonymous", "=", True))
        )

    @api.model
    def _get_answer_domain(self):
        """Rows that hold an answer.

        An ask of an anonymous questionnaire only says that it was answered; the
        answer comes out of the ballot box as a row of its own.
        """
        return (
            Domain("state", "=", "answered")
            & Domain("is_suspicious", "!=", True)
            & (
                Domain("is_anonymous", "=", True)
                | Domain("survey_id", "not in", self._find_anonymous_surveys().ids)
            )
        )

    @api.model
    def _get_answer_condition(self):
        """The same in SQL, over ``request``."""
        anonymous = self._find_anonymous_surveys().ids
        return SQL(
            "(request.state = 'answered' AND request.is_suspicious IS NOT TRUE%s)",
            SQL(
                " AND (request.is_anonymous OR request.survey_id IS NULL"
                " OR request.survey_id NOT IN %s)",
                tuple(anonymous),
            )
            if anonymous
            else SQL(),
        )

    # ------------------------------------------------------------------
    # The ledger: how many, how content, how many answered of those asked
    # ------------------------------------------------------------------
    @api.model
    def _gather_groups(self, domain, split):
        """The answers by month, team …; together they are all of them.

        The response rate is that of the KPI: answered of the sent asks whose time is
        over; what a machine answered is no response.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(split)s AS part,
                       count(*) FILTER (WHERE %(is_answer)s),
                       count(*) FILTER (WHERE %(is_answer)s AND request.is_scored),
                       sum(request.points::float8) FILTER (
                           WHERE %(is_answer)s AND request.is_scored),
                       sum(request.points::float8 * request.points::float8) FILTER (
                           WHERE %(is_answer)s AND request.is_scored),
                       count(request.comment) FILTER (WHERE %(is_answer)s),
                       count(*) FILTER (WHERE %(is_over)s),
                       count(*) FILTER (
                           WHERE %(is_over)s AND request.state = 'answered'
                             AND request.is_suspicious IS NOT TRUE),
                       count(*) FILTER (
                           WHERE request.state = 'answered' AND request.is_anonymous)
                  FROM (%(requests)s) AS request
                %(join)s
              GROUP BY part
              ORDER BY part
                """,
                split=SQL(SPLIT_COLUMNS[split]),
                is_answer=self._get_answer_condition(),
                is_over=SQL(
                    "request.sent_at IS NOT NULL"
                    " AND request.expires_at < (now() AT TIME ZONE 'UTC')"
                ),
                requests=self._select_requests(
                    domain & Domain("state", "in", ("answered", "expired"))
                ),
                join=SQL(
                    "LEFT JOIN res_partner AS client ON client.id = request.client_id"
                )
                if split in ("client_type", "client_manager")
                else SQL(),
            )
        )
        return [
            Group(
                value,
                answered,
                Moments(scored, total or 0.0, squares or 0.0),
                commented,
                asked,
                responded,
                anonymous,
            )
            for (
                value,
                answered,
                scored,
                total,
                squares,
                commented,
                asked,
                responded,
                anonymous,
            ) in rows
        ]

    # ------------------------------------------------------------------
    # The lines: how each question was answered
    # ------------------------------------------------------------------
    @api.model
    def _gather_tallies(self, domain):
        """``{key: Tally}`` of the questions answered, in their order.

        One row a question and value leaves the database; a scale of ten has ten
        of them for ten answers and for fifty thousand.
        """
        self.env["survey.user_input.line"].flush_model()
        answers = self._select_requests(domain & Domain("state", "=", "answered"))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.question_id, line.value_scale, line.suggested_answer_id,
                       line.matrix_row_id, line.satisfaction_is_na, count(*),
                       count(line.satisfaction_points),
                       sum(line.satisfaction_points::float8),
                       sum(line.satisfaction_points::float8
                           * line.satisfaction_points::float8),
                       count(line.value_numerical_box),
                       sum(line.value_numerical_box::float8),
                       sum(line.value_numerical_box::float8
                           * line.value_numerical_box::float8)
                  FROM (%(requests)s) AS request
                  JOIN survey_user_input_line AS line
                    ON line.user_input_id = request.user_input_id
                 WHERE request.is_suspicious IS NOT TRUE
                   AND (line.skipped IS NOT TRUE OR line.satisfaction_is_na)
              GROUP BY 1, 2, 3, 4, 5
                """,
                requests=answers,
            )
        )
        questions = self.env["survey.question"].browse({row[0] for row in rows})
        places = _Places(questions)
        tallies = {}
        for question in questions.sorted(places.order):
            tally = tallies.setdefault(places.key(question), Tally(question))
            tally.question_ids.append(question.id)
        for question_id, scale, answer_id, row_id, is_na, count, *sums in rows:
            question = questions.browse(question_id)
            tally = tallies[places.key(question)]
            if is_na:
                tally.not_applicable += count
                continue
            tally.answered += count
            tally.points += _moments(*sums[:3])
            kind = question.question_type
            if kind == "scale" and scale is not None:
                tally.counts[scale] += count
                tally.values += Moments(
                    count, float(scale * count), float(scale * scale * count)
                )
            elif kind == "numerical_box":
                tally.values += _moments(*sums[3:])
            elif kind == "matrix":
                tally.cells[places.answer[row_id], places.answer[answer_id]] += count
            elif answer_id:
                place = places.answer[answer_id]
                tally.counts[place] += count
                tally.answer_ids[place].append(answer_id)
        self._count_respondents(answers, tallies)
        return tallies

    @api.model
    def _count_respondents(self, answers, tallies):
        """Where one may tick several answers, lines are no respondents."""
        several = {
            question_id: tally
            for tally in tallies.values()
            if tally.question.question_type in ("multiple_choice", "matrix")
            for question_id in tally.question_ids
        }
        if not several:
            return
        for tally in several.values():
            tally.answered = 0
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.question_id, count(DISTINCT line.user_input_id)
                  FROM (%(requests)s) AS request
                  JOIN survey_user_input_line AS line
                    ON line.user_input_id = request.user_input_id
                 WHERE request.is_suspicious IS NOT TRUE
                   AND line.skipped IS NOT TRUE
                   AND line.question_id IN %(questions)s
              GROUP BY 1
                """,
                requests=answers,
                questions=tuple(several),
            )
        )
        for question_id, count in rows:
            several[question_id].answered += count


class _Places:
    """Which questions and answers are the same in different wordings.

    Questions of one family of questionnaires with the same code are one question, as
    long as they are answered in the same way; their answers are matched by place.
    """

    def __init__(self, questions):
        self.answer = {}
        self._size = {}
        for question in questions:
            for answers in (question.suggested_answer_ids, question.matrix_row_ids):
                for place, answer in enumerate(answers):
                    self.answer[answer.id] = place
            self._size[question.id] = (
                len(question.suggested_answer_ids),
                len(question.matrix_row_ids),
            )

    def key(self, question):
        survey = question.survey_id
        return (
            (survey.satisfaction_origin_id or survey).id,
            question.satisfaction_code or question.id,
            question.question_type,
            question.scale_min,
            question.scale_max,
            *self._size[question.id],
        )

    def order(self, question):
        survey = question.survey_id
        root = survey.satisfaction_origin_id or survey
        # The first wording's title and place are shown.
        return root.title or "", root.id, survey != root, question.sequence, question.id


def _moments(count, total, squares):
    return Moments(count, total or 0.0, squares or 0.0)
