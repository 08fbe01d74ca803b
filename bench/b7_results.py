# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B7: the results of a questionnaire, beside the survey engine's own statistics.

Both read the same answers in the same database: ours figures, distributions with
intervals, response rate and a page of comments; the peer what its results page is
made of (``_prepare_statistics`` of the questionnaire and of its questions). Sizes are
those of what goes to the browser, as JSON.

Then both pages as a browser gets them, signed in: ours is the frame of the web client
and the two questions the page asks; the peer's is ``/survey/results``, of a
questionnaire of the engine's own kind with the same answers.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_http import Visit, Visitor
    from bench_results import Comparison

ID = "B7"
TITLE = "results of a questionnaire / the survey engine's own statistics"
MANY = 50_000
FEW = 1_000


def measure(bench: "Bench") -> "Iterator[Comparison]":
    with bench.environment() as env:
        few = _make_answered(env, FEW)
        many = _make_answered(env, bench.scaled(MANY))
        count = bench.scaled(MANY)

        def ours(survey: Any) -> Callable[[], object]:
            return lambda: _read_page(env, survey)

        def peer() -> None:
            lines = env["survey.user_input.line"].search([("survey_id", "=", many.id)])
            many._prepare_statistics(lines)
            many.question_and_page_ids._prepare_statistics(lines)

        yield bench.compare(
            f"figures and comments of {count:,} answers",
            bench.undone(env, ours(many)),
            bench.undone(env, peer),
            goal=1 / 40,
            # One round of the peer walks through all lines in Python.
            rounds=min(bench.rounds, 7),
            note="More than half of ours is one grouped statement over the lines of the"
            " answers, a fifth one over the ledger; each reads its rows once.",
        )
        sizes = [len(json.dumps(_read_page(env, one))) for one in (many, few)]
        yield bench.compare_samples(
            f"page size at {count:,} answers / at {FEW:,}",
            [sizes[0] / 1024],
            [sizes[1] / 1024],
            goal=1.1,
            unit="KiB",
        )
        results = env["satisfaction.survey.results"]
        params = _get_params(many)

        def page(after: object = False, search: str = "") -> Callable[[], object]:
            return lambda: results.get_comments(params, search, "all", after)

        last = _find_far_page(results, params, pages=20)
        yield bench.compare(
            f"comments: page 20 of {count // 5:,} / the first one",
            bench.undone(env, page(last)),
            bench.undone(env, page()),
            goal=1.5,
        )
        bench.grow(
            "results of a questionnaire",
            {
                FEW: bench.undone(env, ours(few))().value,
                count: bench.undone(env, ours(many))().value,
            },
        )
    yield _compare_pages(bench, count)


def _compare_pages(bench: "Bench", count: int) -> "Comparison":
    """The whole page over HTTP, of the same answers."""
    with bench.database("results") as name:
        with bench.environment(name, commit=True) as env:
            ours, native = (_make_answered(env, count) for _number in range(2))
            _make_native(env, native)
            params = _get_params(ours)
            path = f"/survey/results/{native.id}"
        real = bench.databases.real_name(name)
        taken: dict[str, list[float]] = {"ours": [], "peer": []}
        visits = {
            "ours": partial(_visit_ours, real, params),
            "peer": partial(_visit_native, real, path),
        }
        with bench.serve(name) as server:
            rounds = min(bench.rounds, 3)
            for number in range(rounds + 1):
                for key in sorted(visits, reverse=bool(number % 2)):
                    visit: Visit = visits[key]
                    load = bench.load(server, [visit], clients=1)
                    assert not load.errors, load.errors
                    if number:  # the first round warms up
                        taken[key].append(sum(load.steps["page"]))
    return bench.compare_samples(
        f"whole page over HTTP, {count:,} answers / /survey/results",
        taken["ours"],
        taken["peer"],
        goal=1 / 40,
        unit="s",
    )


def _sign_in(visitor: "Visitor", database: str) -> None:
    who = {"db": database, "login": "admin", "password": "admin"}
    visitor.call("/web/session/authenticate", who, step="sign in")


def _visit_ours(database: str, params: "dict[str, Any]", visitor: "Visitor") -> None:
    _sign_in(visitor, database)
    visitor.get("/odoo", step="page")
    for method in ("get_data", "get_comments"):
        model = "satisfaction.survey.results"
        asked = {"model": model, "method": method, "args": [params], "kwargs": {}}
        assert visitor.call(
            f"/web/dataset/call_kw/{model}/{method}", asked, step="page"
        )


def _visit_native(database: str, path: str, visitor: "Visitor") -> None:
    _sign_in(visitor, database)
    assert "o_survey_result" in visitor.get(path, step="page")


def _make_native(env: Any, survey: Any) -> None:
    """A questionnaire of the engine's own kind, whose results nobody redirects."""
    env.flush_all()
    env.cr.execute(
        "UPDATE survey_survey SET survey_type = 'survey' WHERE id = %s", [survey.id]
    )
    env.invalidate_all()


def _get_params(survey: Any) -> dict[str, Any]:
    return {"scope": {"model": "survey.survey", "id": survey.id}}


def _read_page(env: Any, survey: Any) -> list[Any]:
    """All that the page asks the server for when it is opened."""
    results = env["satisfaction.survey.results"]
    params = _get_params(survey)
    return [results.get_data(params), results.get_comments(params)]


def _find_far_page(results: Any, params: dict[str, Any], pages: int) -> object:
    after: object = False
    for _number in range(pages):
        after = results.get_comments(params, "", "all", after)["next"]
    return after


def _make_answered(env: Any, count: int) -> Any:
    """A copy of the questionnaire for tickets, answered so many times, by SQL.

    Five questions, every fifth answer with a comment, spread over a year and over
    teams; the same rows as answers of clients leave.
    """
    survey = env.ref("client_satisfaction.survey_event").copy()
    survey.title = f"Answered {count}"
    ratings = survey.question_ids.filtered(
        lambda question: question.question_type == "scale"
    )
    while len(ratings) < 4:
        code = f"more_{len(ratings)}"
        ratings += ratings[0].copy({"survey_id": survey.id, "satisfaction_code": code})
    words = survey.question_ids.filtered(
        lambda question: question.question_type == "text_box"
    )[:1]
    company = env.company
    client = env["res.partner"].create({"name": "Measured", "is_company": True})
    env.flush_all()
    env.cr.execute(
        """
        WITH answer AS (
            INSERT INTO survey_user_input
                   (survey_id, state, test_entry, access_token, create_date)
            SELECT %(survey)s, 'done', false, gen_random_uuid(), now()
              FROM generate_series(1, %(count)s)
            RETURNING id
        ), numbered AS (
            SELECT id, row_number() OVER (ORDER BY id) AS number FROM answer
        ), ask AS (
            INSERT INTO satisfaction_request
                   (company_id, survey_id, client_id, channel_kind, channel_code,
                    delivery, state, event_date, sent_at, expires_at, answered_at,
                    is_scored, points, worst_points, comment, user_input_id,
                    access_token, respondent_role)
            SELECT %(company)s, %(survey)s, %(client)s, 'ticket', 'ticket', 'mail',
                   'answered', current_date - (number %% 365)::int,
                   now() - interval '30 days', now() - interval '20 days', now(),
                   true, 20 * (1 + number %% 5), 20 * (1 + number %% 5),
                   CASE WHEN number %% 5 = 0
                        THEN 'The printer was slow again, ask ' || number END,
                   id, gen_random_uuid(),
                   CASE WHEN number %% 3 = 0 THEN 'vip' ELSE 'end_user' END
              FROM numbered
        ), rated AS (
            INSERT INTO survey_user_input_line
                   (user_input_id, survey_id, question_id, skipped, answer_type,
                    value_scale, satisfaction_is_scored, satisfaction_points)
            SELECT numbered.id, %(survey)s, question, false, 'scale',
                   1 + (numbered.number + question) %% 5, true,
                   20 * (1 + (numbered.number + question) %% 5)
              FROM numbered CROSS JOIN unnest(%(ratings)s) AS question
        )
        INSERT INTO survey_user_input_line
               (user_input_id, survey_id, question_id, skipped, answer_type,
                value_text_box)
        SELECT id, %(survey)s, %(words)s, false, 'text_box',
               'The printer was slow again, ask ' || number
          FROM numbered WHERE number %% 5 = 0
        """,
        {
            "survey": survey.id,
            "company": company.id,
            "client": client.id,
            "count": count,
            "ratings": ratings[:4].ids,
            "words": words.id,
        },
    )
    for table in ("survey_user_input", "survey_user_input_line"):
        env.cr.execute(f"ANALYZE {table}")
    env.cr.execute("ANALYZE satisfaction_request")
    env.invalidate_all()
    return survey
