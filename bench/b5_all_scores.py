# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B5: all scores of 500 clients, 4 channels and 24 months from 1,000,000 answers.

Two pairs. First the aggregate alone: the query that the scores are made from, beside
the same one without Odoo. Then everything from the answers to the stored calculation
tables, beside one statement that computes and stores the same figures in the same
tables, with the same indexes and foreign keys (``scores_in_sql.py``).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import million
import scores_in_sql

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
                scores_in_sql.prepare(env)
                _check_same_figures(env)
                whole = bench.compare(
                    f"{rows:,} answers computed and stored",
                    compute,
                    bench.undone(env, lambda: scores_in_sql.store(env)),
                    goal=1.2,
                    note="The peer stores the same figures, which is checked first:"
                    " means, intervals, bands and trends. It doesn't look for missing"
                    " weights, answers carried over, frozen or existing scores."
                    " What is left is arithmetic of 12,000 tables in Python, and"
                    " handing 60,000 rows to PostgreSQL.",
                )
                yield whole
                seconds[rows] = whole.ours
            else:
                seconds[rows] = compute().value
    bench.grow("B5 all scores computed and stored", seconds)


def _aggregate(bench: "Bench", env: Any, rows: int) -> "Comparison":
    scores = env["satisfaction.score"]
    batch = {client_id: _all_periods(env) for client_id in million.clients(env).ids}
    rules = {one.program_id: one for one in scores._fetch_rules(env.company).values()}

    def ours() -> None:
        groups = scores._fetch_answers(env.company, batch, rules)
        assert len(groups) == million.CLIENTS

    def peer() -> None:
        env.cr.execute(AGGREGATE, {"company": env.company.id})
        assert env.cr.fetchall()

    return bench.compare(
        f"{rows:,} answers summed up",
        bench.undone(env, ours),
        bench.undone(env, peer),
        goal=1.2,
        note="The query alone takes as long as the peer's. The rest is Python: 48,000"
        " sums become checked values, sorted by client and channel.",
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


def _check_same_figures(env: Any) -> None:
    """A peer that gives other figures would be none."""
    stored = []
    for compute in (_compute_all, scores_in_sql.store):
        with env.cr.savepoint(flush=True) as savepoint:
            compute(env)
            env.flush_all()
            stored.append(scores_in_sql.figures(env))
            savepoint.rollback()
    differing = scores_in_sql.differences(*stored)
    # A threshold may be met by one and missed by the other in the last binary digit.
    assert len(differing) <= len(stored[0]) / 10_000, differing[:10]


AGGREGATE = """
    SELECT client_id, channel_code, date_trunc('month', event_date::timestamp)::date,
           count(*), sum(points), sum(points * points)
      FROM satisfaction_request
     WHERE company_id = %(company)s AND state = 'answered' AND is_scored
  GROUP BY 1, 2, 3
"""
