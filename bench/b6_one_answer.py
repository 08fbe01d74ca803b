# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B6: one new answer until its client's score is right, whatever lies beneath.

The same work on 1,000,000 and on 10,000 answers of the same clients and months: what
the job does for one client with one answer that isn't counted yet, with nothing in the
caches of the ORM.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import million

if TYPE_CHECKING:
    from bench_frame import Bench, Sample
    from bench_results import Comparison

ID = "B6"
TITLE = "one new answer → its score right, 1,000,000 answers beneath / 10,000"
SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
ROUNDS = 31
WHERE_TIME_GOES = (
    "Three quarters are ten statements of 0.2 to 0.9 ms: claim, what is due, rules,"
    " scores, lines, sums, and what changed. None of them grows with the answers."
)


def measure(bench: "Bench") -> "Iterator[Comparison]":
    sizes = [SMALL, MIDDLE] if bench.quick else [SMALL, MIDDLE, LARGE]
    with (
        million.copied(bench, sizes[0], "b6") as small,
        million.copied(bench, sizes[-1], "b6") as large,
        bench.environment(small) as few,
        bench.environment(large) as many,
    ):
        ours, peer = _work(bench, many), _work(bench, few)
        compared = bench.compare(
            f"{sizes[-1]:,} beneath / {sizes[0]:,}",
            ours,
            peer,
            goal=1.1,
            rounds=ROUNDS,
        )
        yield compared
        yield bench.limit(
            f"one answer, {sizes[-1]:,} beneath",
            [1000 * ours().value for _round in range(bench.rounds)],
            5,
            unit="ms",
            note=WHERE_TIME_GOES,
        )
        _check_plan(many)
        seconds = {sizes[0]: compared.peer, sizes[-1]: compared.ours}
    if len(sizes) == 3:
        with (
            million.copied(bench, MIDDLE, "b6") as name,
            bench.environment(name) as env,
        ):
            work = _work(bench, env)
            work()
            seconds[MIDDLE] = sorted(work().value for _round in range(7))[3]
    bench.grow("B6 one new answer counted", seconds)


def _work(bench: "Bench", env: Any) -> "Callable[[], Sample]":
    client = million.clients(env)[0]
    template = env["satisfaction.request"].search(
        [("client_id", "=", client.id), ("channel_kind", "=", "ticket")],
        order="event_date desc, id desc",
        limit=1,
    )

    def work() -> "Sample":
        with env.cr.savepoint(flush=True) as savepoint:
            env.cr.execute(
                """
                INSERT INTO satisfaction_request (
                    company_id, program_id, channel_id, channel_kind, channel_code,
                    client_id, partner_id, delivery, state, access_token, event_date,
                    answered_at, points, worst_points, is_scored, score_pending
                )
                SELECT company_id, program_id, channel_id, channel_kind, channel_code,
                       client_id, partner_id, delivery, state, 'new', event_date,
                       now(), 40, 40, TRUE, TRUE
                  FROM satisfaction_request WHERE id = %s
                """,
                [template.id],
            )
            env.invalidate_all()
            scores = env["satisfaction.score"]
            counted = []
            sample = bench.timed(
                lambda: counted.append(scores._recompute_pending()), env
            )
            assert len(counted[0]) == 1, "one answer, one score"
            savepoint.rollback()
        return sample

    return work


def _check_plan(env: Any) -> None:
    """The answers of one client come from the covering index, not from the table."""
    env.cr.execute(
        """
        EXPLAIN (FORMAT TEXT)
        SELECT channel_code, sum(points) FROM satisfaction_request
         WHERE company_id = %s AND client_id = ANY(%s)
           AND event_date BETWEEN %s AND %s AND state = 'answered' AND is_scored
      GROUP BY 1
        """,
        [
            env.company.id,
            million.clients(env)[0].ids,
            million.months(env)[-2],
            million.months(env)[-1],
        ],
    )
    plan = "\n".join(line for (line,) in env.cr.fetchall())
    assert "satisfaction_request_score_idx" in plan, plan
    assert "Seq Scan" not in plan, plan
