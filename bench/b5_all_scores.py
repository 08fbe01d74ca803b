# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B5: all scores of 500 clients, 4 channels and 24 months from 1,000,000 answers.

Two pairs. First the aggregate alone: the query that the scores are made from, beside
the same one without Odoo. Then everything from the answers to the stored calculation
tables, beside a statement that aggregates and stores rows of the same tables, with the
same indexes and foreign keys, but only the means: no intervals, no passing on of
missing weights, no trends.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import million

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_results import Comparison

ID = "B5"
TITLE = "all scores (client × channel × month) from raw answers / the same in SQL"
SIZES = (10_000, 100_000, 1_000_000)


def measure(bench: "Bench") -> "Iterator[Comparison]":
    sizes = SIZES[:-1] if bench.quick else SIZES
    seconds = {}
    for rows in sizes:
        with (
            million.copied(bench, rows, "b5") as name,
            bench.environment(name) as env,
        ):
            if rows == sizes[-1]:
                yield _aggregate(bench, env, rows)
            _forget_scores(env)
            compute = bench.undone(env, lambda: _compute_all(env))
            if rows == sizes[-1]:
                whole = bench.compare(
                    f"{rows:,} answers computed and stored",
                    compute,
                    bench.undone(env, lambda: _store_in_sql(env)),
                    goal=1.2,
                    note="The peer stores means only.",
                )
                yield whole
                seconds[rows] = whole.ours
            else:
                seconds[rows] = compute().value
    bench.grow("B5 all scores computed and stored", seconds)


def _aggregate(bench: "Bench", env: Any, rows: int) -> "Comparison":
    scores = env["satisfaction.score"]
    batch = {client_id: _all_periods(env) for client_id in million.clients(env).ids}

    def ours() -> None:
        groups = scores._fetch_answers(env.company, batch)
        assert len(groups) == million.CLIENTS

    def peer() -> None:
        env.cr.execute(AGGREGATE, {"company": env.company.id})
        assert env.cr.fetchall()

    return bench.compare(
        f"{rows:,} answers summed up",
        bench.undone(env, ours),
        bench.undone(env, peer),
        goal=1.2,
    )


def _all_periods(env: Any) -> list[Any]:
    from odoo.addons.client_satisfaction.models.measure.score_recompute import Period

    programs = env["satisfaction.program"].search([("company_id", "=", env.company.id)])
    return [
        Period(program.id, *period)
        for program in programs.sorted("year")
        for period in million.periods(env, program)
    ]


def _forget_scores(env: Any) -> None:
    env.cr.execute("DELETE FROM satisfaction_score_line")
    env.cr.execute("UPDATE satisfaction_score SET previous_id = NULL")
    env.cr.execute("DELETE FROM satisfaction_score")
    env.invalidate_all()


def _compute_all(env: Any) -> None:
    scores = env["satisfaction.score"]._recompute(
        million.clients(env).ids,
        env.company,
        [(period.start, period.end) for period in _all_periods(env)],
    )
    assert scores


def _store_in_sql(env: Any) -> None:
    env.cr.execute(STORE, {"company": env.company.id})
    assert env.cr.rowcount


AGGREGATE = """
    SELECT client_id, channel_code, date_trunc('month', event_date::timestamp)::date,
           count(*), sum(points), sum(points * points)
      FROM satisfaction_request
     WHERE company_id = %(company)s AND state = 'answered' AND is_scored
  GROUP BY 1, 2, 3
"""
STORE = """
    WITH sums AS (
        SELECT client_id, channel_code,
               date_trunc('month', event_date::timestamp)::date AS month,
               count(*) AS n, sum(points) AS total, sum(points * points) AS squares
          FROM satisfaction_request
         WHERE company_id = %(company)s AND state = 'answered' AND is_scored
      GROUP BY 1, 2, 3
    ), rows AS MATERIALIZED (
        SELECT sums.*, program.id AS program_id, channel.id AS channel_id,
               channel.sequence, channel.weight,
               round((total / n)::numeric, 1) AS points
          FROM sums
          JOIN satisfaction_program program
            ON program.company_id = %(company)s
           AND program.year = extract(year FROM month)
          JOIN satisfaction_channel channel
            ON channel.program_id = program.id AND channel.code = channel_code
    ), scores AS (
        INSERT INTO satisfaction_score (
            client_id, program_id, company_id, period_start, period_end, period_label,
            is_measured, points, response_count, is_frozen, is_dirty, is_latest,
            create_uid, write_uid, create_date, write_date
        )
        SELECT client_id, program_id, %(company)s, month,
               (month + interval '1 month - 1 day')::date, to_char(month, 'YYYY-MM'),
               TRUE, round(sum(points * weight) / sum(weight), 1), sum(n),
               FALSE, FALSE, FALSE, 1, 1, now(), now()
          FROM rows
      GROUP BY client_id, program_id, month
     RETURNING id, client_id, period_start
    )
    INSERT INTO satisfaction_score_line (
        score_id, company_id, client_id, period_start, sequence, channel_id,
        channel_code, is_measured, points, weight, effective_weight, weighted_points,
        response_count, points_total, points_squares, source_start, source_end,
        create_uid, write_uid, create_date, write_date
    )
    SELECT scores.id, %(company)s, rows.client_id, month, sequence, channel_id,
           channel_code, TRUE, points, weight, weight, points * weight / 100,
           n, total, squares, month, (month + interval '1 month - 1 day')::date,
           1, 1, now(), now()
      FROM rows
      JOIN scores ON scores.client_id = rows.client_id
                 AND scores.period_start = rows.month
"""
