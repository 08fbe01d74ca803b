# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B11: start page and dashboard over a million answers, beside the raw answers.

Ours are what the browser asks for: the cards and the list of clients of the start
page, and every card and chart of the overview dashboard with its period chosen. The
peer makes the figures of these out of the answers, in one statement each: the score
of each client and month from its channels and weights, with the one before, then
shares, means, changes and the latest months. Both are in one process on one database.

The whole start page, with the work that waits and the latest answers, has no such
peer: its time stands beside a limit, and as a curve over smaller histories.
"""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_results import Comparison

ID = "B11"
TITLE = "start page and dashboard / the same figures from the answers"
#: At a million answers; what is stored grows with clients and months only, so fewer
#: answers leave less to save.
GOAL = 0.05
SIZES = (10_000, 100_000, 1_000_000)
#: A page that is there before one has looked up.
MOST_MILLISECONDS = 500.0

OVERVIEW = (
    Path(__file__).resolve().parents[1]
    / "client_satisfaction"
    / "data"
    / "measure"
    / "dashboards"
    / "overview_dashboard.json"
)

#: Score of each client and month: mean of each channel, weighted by what was answered.
SCORES = """
    WITH channel AS (
        SELECT request.client_id, date_trunc('month', request.event_date) AS month,
               request.channel_code, avg(request.points) AS points
          FROM satisfaction_request AS request
         WHERE request.company_id = %(company)s
           AND request.state = 'answered' AND request.is_scored
         GROUP BY 1, 2, 3
    ), score AS (
        SELECT channel.client_id, channel.month,
               sum(channel.points * weight.weight) / sum(weight.weight) AS points
          FROM channel
          JOIN satisfaction_channel AS weight
            ON weight.code = channel.channel_code
           AND weight.program_id = %(program)s
         GROUP BY 1, 2
    ), compared AS (
        SELECT score.*, points - lag(points) OVER w AS change,
               row_number() OVER (PARTITION BY client_id ORDER BY month DESC) AS back
          FROM score
        WINDOW w AS (PARTITION BY client_id ORDER BY month)
    )
"""
#: Share card, attention card and the clients in need with their last eight scores.
START_PAGE = (
    SCORES
    + """
    SELECT count(*) FILTER (WHERE back = 1),
           count(*) FILTER (WHERE back = 1 AND points >= 80),
           count(*) FILTER (WHERE back = 1 AND points < 60),
           count(*) FILTER (WHERE back = 1 AND change < -5),
           array_agg(points ORDER BY client_id, month) FILTER (WHERE back <= 8)
      FROM compared
    """
)
#: The cards of the chosen month, and mean and bands of each month.
DASHBOARD = (
    SCORES
    + """
    SELECT month, count(*), count(*) FILTER (WHERE points >= 80), avg(points),
           avg(change), count(*) FILTER (WHERE change > 5),
           count(*) FILTER (WHERE change < -5), count(*) FILTER (WHERE points < 60),
           count(*) FILTER (WHERE points BETWEEN 60 AND 80)
      FROM compared
     GROUP BY month
    """
)
#: Response rate of the chosen month and of the months before.
RATES = """
    SELECT date_trunc('month', event_date), count(*),
           count(*) FILTER (WHERE state = 'answered' AND is_suspicious IS NOT TRUE)
      FROM satisfaction_request
     WHERE company_id = %(company)s AND state IN ('answered', 'expired')
       AND sent_at IS NOT NULL AND expires_at < (now() AT TIME ZONE 'UTC')
     GROUP BY 1
"""
#: What the list of KPIs shows of the chosen month, with the one before for the trend:
#: answers to tickets, and how long the tickets took.
KPIS = """
    SELECT date_trunc('month', event_date),
           count(*) FILTER (WHERE is_answer), avg(points) FILTER (WHERE is_answer),
           stddev_samp(points) FILTER (WHERE is_answer),
           count(*) FILTER (WHERE is_answer AND points >= 80),
           count(*) FILTER (WHERE is_answer AND delivery = 'call'),
           count(*) FILTER (WHERE is_closing),
           avg(resolution_hours) FILTER (WHERE is_closing),
           stddev_samp(resolution_hours) FILTER (WHERE is_closing),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY resolution_hours)
               FILTER (WHERE is_closing)
      FROM satisfaction_request,
           LATERAL (
               SELECT state = 'answered' AND is_scored AND channel_kind = 'ticket'
                      AS is_answer
           ) one
     WHERE company_id = %(company)s
       AND event_date BETWEEN %(start)s - interval '1 month' AND %(end)s
     GROUP BY 1
"""


def measure(bench: "Bench") -> "Iterator[Comparison]":
    sizes = [size for size in SIZES if not bench.quick or size < SIZES[-1]]
    curve: dict[int, float] = {}
    for size in sizes:
        with bench.environment(bench.million(size)) as env:
            page = _page(env)
            page.get_data()
            curve[size] = _milliseconds(bench, env, page.get_data)
            if size != sizes[-1]:
                continue
            yield from _compare(bench, env, page, size)
            yield bench.limit(
                f"whole start page at {size:,} answers",
                [_milliseconds(bench, env, page.get_data)],
                MOST_MILLISECONDS,
                unit="ms",
            )
    bench.grow("whole start page", curve, unit="ms")


def _compare(bench: "Bench", env: Any, page: Any, size: int) -> "Iterator[Comparison]":
    goal = GOAL * SIZES[-1] / size
    days = _latest_days(page)
    values = {
        "company": env.company.id,
        "program": page._get_program().id,
        "start": days["period_start"],
        "end": days["period_end"],
    }

    def raw(*queries: str) -> Callable[[], object]:
        def run() -> None:
            for query in queries:
                env.cr.execute(query, values)
                env.cr.fetchall()

        return run

    def figures() -> None:
        page._get_share_card(page._get_latest_period())
        latest = page._count_latest()
        page._get_attention_card(latest)
        page._get_clients(latest)

    yield bench.compare(
        f"start page: satisfied share, attention, clients; {size:,} answers",
        bench.undone(env, figures),
        bench.undone(env, raw(START_PAGE)),
        goal=goal,
        note="Twelve queries of the ORM with the reader's record rules; the raw side is"
        " one without rights. Their number doesn't grow with the answers.",
    )
    ask = _dashboard(env, page)
    yield bench.compare(
        f"overview dashboard: its cards and charts; {size:,} answers",
        bench.undone(env, ask),
        bench.undone(env, raw(DASHBOARD, RATES, KPIS)),
        goal=goal,
        note="Each card and chart is a question of its own, with the reader's record"
        " rules, as in the browser: 22 queries beside three.",
    )


def _page(env: Any) -> Any:
    """The start page as the administrator, who manages the programme, sees it."""
    user = env.ref("base.user_admin")
    return env(user=user.id)["satisfaction.start.page"].with_context(
        allowed_company_ids=env.company.ids
    )


def _milliseconds(bench: "Bench", env: Any, run: Callable[[], object]) -> float:
    """Median of a few runs with an empty cache."""
    taken = []
    for _turn in range(bench.rounds):
        env.invalidate_all()
        started = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - started))
    return sorted(taken)[len(taken) // 2]


def _latest_days(page: Any) -> "dict[str, Any]":
    """First and last day of the latest period, by the field they are compared with."""
    _program, _label, domain = page._get_latest_period()
    return {part[0]: part[2] for part in domain if not isinstance(part, str)}


def _dashboard(env: Any, page: Any) -> Callable[[], object]:
    """All that the overview asks the server for while no team is chosen."""
    days = _latest_days(page)
    overview = json.loads(OVERVIEW.read_text(encoding="utf-8"))
    wanted = []
    for pivot in overview["pivots"].values():
        if pivot["model"] == "satisfaction.ask.report":
            continue  # stands in when a team is chosen
        measures = [measure["id"] for measure in pivot["measures"]]
        wanted.append((pivot["model"], _within(pivot, days), [], measures))
    for figure in overview["sheets"][0]["figures"]:
        data = figure["data"]
        if "metaData" not in data:
            continue
        what = data["metaData"]
        measure = what["measure"]
        source = {
            "domain": data["searchParams"]["domain"],
            "fieldMatching": data["fieldMatching"],
        }
        wanted.append(
            (
                what["resModel"],
                _within(source, days),
                what["groupBy"],
                [measure if measure == "__count" else f"{measure}:avg"],
            )
        )
    lists = [
        (one["model"], _within(one, days), one["columns"], one["orderBy"])
        for one in overview["lists"].values()
    ]

    def run() -> None:
        for model, domain, groups, measures in wanted:
            page.env[model].formatted_read_group(domain, groups, measures)
        for model, domain, columns, order in lists:
            page.env[model].web_search_read(
                domain,
                {name: {} for name in columns},
                limit=16,
                order=", ".join(
                    f"{part['name']} {'asc' if part['asc'] else 'desc'}"
                    for part in order
                ),
            )

    return run


def _within(source: "dict[str, Any]", days: "dict[str, Any]") -> list[Any]:
    """The domain of a source with the latest period chosen above the dashboard."""
    matching = source["fieldMatching"].get("period")
    if not matching:
        return list(source["domain"])
    return [
        *source["domain"],
        [matching["chain"], ">=", str(days["period_start"])],
        [matching["chain"], "<=", str(days["period_end"])],
    ]
