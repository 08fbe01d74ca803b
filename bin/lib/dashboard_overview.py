# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dashboard of the programme: the figures, the trend and the goals.

Figures are sums over stored values: the scores, and the KPIs of the single clients
with their counted parts. So each is right for any period, client manager and client
type, and equals the stored KPI of the company where only a period is chosen.
"""

from dashboard_file import JsonObject
from dashboard_filters import LEVEL, MANAGER, PERIOD, TEAM
from dashboard_parts import MONTHS, Card, Chart, Domain, Source, StoredTrend
from dashboard_sheet import Dashboard

ALL: Source = Source("satisfaction.score")
#: Only measured scores have points, so all figures of them come with one request.
MEASURED: Source = Source("satisfaction.score", measure="points:count")
IS_MEASURED: Domain = [["is_measured", "=", True]]
#: Trends look back by themselves: a single period has no trend.
TWO_YEARS = ["period_start", ">=", "today -2y =1d =1m"]
TARGET_SHARE: Source = Source(
    "satisfaction.program", [["state", "=", "running"]], "target_share:avg"
)
TARGET_POINTS: Source = Source(
    "satisfaction.program", [["state", "=", "running"]], "target_points:avg"
)


def _client_kpi(kpi: str, measure: str) -> Source:
    """Counted parts of a KPI, summed up over clients and periods."""
    return Source(
        "satisfaction.kpi.value",
        [
            ["kpi", "=", kpi],
            ["scope", "=", "client"],
            ["is_year", "=", False],
            ["channel_code", "=", False],
        ],
        measure,
        without=(TEAM,),
    )


def _score_cards() -> list[Card]:
    return [
        Card(
            title="Satisfied clients",
            source=Source("satisfaction.score", [["is_acceptable", "=", True]]),
            count=MEASURED,
            share=True,
            goal=TARGET_SHARE,
            counted="of [n], goal [goal] %",
            format="2",
            sample=(75, 40),
            sample_goal=75,
        ),
        Card(
            title="Mean score",
            source=Source("satisfaction.score", measure="points:avg"),
            count=MEASURED,
            goal=TARGET_POINTS,
            counted="of [n], goal [goal]",
            format="1",
            sample=(86.4, 40),
            sample_goal=80,
        ),
        Card(
            title="Clients measured",
            source=MEASURED,
            count=ALL,
            share=True,
            counted="of [n] asked",
            format="2",
            sample=(95, 42),
        ),
        Card(
            title="Response rate",
            source=_client_kpi("response_rate", "good_count:sum"),
            count=_client_kpi("response_rate", "n:sum"),
            share=True,
            by_team=(
                Source("satisfaction.ask.report", [["response_rate", "=", 100]]),
                Source("satisfaction.ask.report", [["response_rate", "!=", False]]),
            ),
            counted="asks ended: [n]",
            format="2",
            sample=(42.5, 480),
            fill="#F0FDF4",
        ),
        Card(
            title="Recommendation (NPS)",
            source=_client_kpi("nps", "good_count:sum-bad_count:sum"),
            count=_client_kpi("nps", "n:sum"),
            share=True,
            counted="answers: [n]",
            format="1",
            sample=(38, 100),
            fill="#F0FDF4",
        ),
    ]


def _movement_cards() -> list[Card]:
    return [
        Card(
            title="Mean change of a client",
            source=Source("satisfaction.score", measure="change:avg"),
            count=Source("satisfaction.score", measure="change:count"),
            counted="of [n] measured twice",
            format="1",
            sample=(1.2, 38),
        ),
        Card(
            title="Clients rising",
            source=Source("satisfaction.score", [["trend", "=", "rise"]]),
            count=MEASURED,
            counted="of [n], more than chance",
            sample=(8, 40),
            fill="#F0FDF4",
        ),
        Card(
            title="Clients falling",
            source=Source("satisfaction.score", [["trend", "=", "fall"]]),
            count=MEASURED,
            counted="of [n], more than chance",
            sample=(2, 40),
            fill="#FFF7ED",
        ),
        Card(
            title="Unacceptable",
            source=Source("satisfaction.score", [["is_unacceptable", "=", True]]),
            count=MEASURED,
            counted="scores: [n]",
            sample=(1, 40),
            fill="#FFF7ED",
        ),
        Card(
            title="Asked, nobody answered",
            source=Source("satisfaction.score", measure="__count-points:count"),
            count=ALL,
            counted="clients asked: [n]",
            sample=(2, 42),
            fill="#FFF7ED",
        ),
    ]


def overview(sample: bool) -> JsonObject:
    """Whether the programme reaches what it set out to (R61, R82)."""
    board = Dashboard([PERIOD, TEAM, MANAGER, LEVEL], sample)
    board.note(
        "Figures are of the period chosen above; a score counts where its own period"
        " begins. It belongs to no team: a team changes the response rate and the"
        " lists only."
    )
    board.cards(_score_cards())
    board.cards(_movement_cards())
    board.charts(
        [
            Chart(
                title="Clients by band, running programme",
                type="bar",
                model="satisfaction.score",
                by=["period_start:quarter", "band_id"],
                # Bands belong to a programme: two programmes would name each twice.
                domain=[*IS_MEASURED, ["program_id.state", "=", "running"]],
                without=(PERIOD,),
                legend=True,
                sample=[("Q1", 36), ("Q2", 38), ("Q3", 40), ("Q4", 40)],
            ),
            Chart(
                title="Mean score by quarter",
                type="line",
                model="satisfaction.score",
                measure="points",
                by=["period_start:quarter"],
                domain=[*IS_MEASURED, TWO_YEARS],
                without=(PERIOD,),
                sample=[("Q1", 82.1), ("Q2", 84.0), ("Q3", 85.2), ("Q4", 86.4)],
            ),
        ]
    )
    board.charts(
        [
            StoredTrend(
                title="Response rate of the company, latest periods",
                kpi="response_rate",
                sample=list(zip(MONTHS, (35, 38, 41, 40, 44, 43), strict=True)),
            ),
            Chart(
                title="Change against the period before",
                type="pie",
                model="satisfaction.score",
                by=["trend"],
                domain=[*IS_MEASURED, ["trend", "!=", False]],
                legend=True,
                sample=[("Rise", 8), ("No reliable change", 30), ("Fall", 2)],
            ),
        ]
    )
    board.records(
        "Goals and what was reached",
        "satisfaction.target",
        [
            ("kpi", "KPI", 2),
            ("scope_name", "Who", 2),
            ("goal_text", "Goal", 2),
            ("figure_text", "Value (interval, n)", 3),
            ("status", "Status", 1),
        ],
        menu="menu_targets",
        rows=10,
        order=[("sequence", True)],
        domain=[["program_id.state", "=", "running"]],
        note="Of the running programmes, with the latest value, whatever period is"
        " chosen. A team, client manager or client type shows its own goals only.",
        sample=[
            ("Satisfied clients", "", "75 %", "75 % (59.8–85.8, n = 40)", ""),
            ("Response rate", "", "40 %", "42.5 % (38.2–47.0, n = 480)", ""),
        ],
    )
    _kpis(board)
    return board.to_dict()


def _kpis(board: Dashboard) -> None:
    domain: Domain = [
        ["scope", "in", ["company", "team"]],
        ["is_year", "=", False],
        ["channel_code", "=", False],
    ]
    board.records(
        "KPIs, the latest period first",
        "satisfaction.kpi.value",
        [
            ("kpi", "KPI", 2),
            ("scope_name", "Who", 2),
            ("period_label", "Period", 1),
            ("figure_text", "Value (interval, n)", 3),
            ("trend_text", "Trend", 2),
        ],
        menu="menu_kpis",
        rows=16,
        order=[("period_start", False), ("scope", True), ("kpi_order", True)],
        domain=domain,
        without=(MANAGER, LEVEL),
        note="Stored for the whole company and each team: they follow the period and"
        " the team, not the client manager and the client type.",
        sample=[("Mean score of clients", "", "Q4", "86.4 (84.9–87.9, n = 40)", "")],
    )
