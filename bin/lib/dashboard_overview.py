# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dashboard of the programme: the figures, the trend and the goals."""

from dashboard_filters import LEVEL, MANAGER, PERIOD, TEAM
from dashboard_parts import MONTHS, Card, Chart, Domain
from dashboard_sheet import Dashboard, JsonObject

LATEST: Domain = [["is_latest", "=", True], ["is_measured", "=", True]]
#: The stored KPIs of the latest period: what start page and reports show as well.
COMPANY_KPI: Domain = [
    ["scope", "=", "company"],
    ["is_latest", "=", True],
    ["is_year", "=", False],
    ["channel_code", "=", False],
]


def overview(sample: bool) -> JsonObject:
    """Whether the programme reaches what it set out to (R61, R82)."""
    board = Dashboard([PERIOD, TEAM, MANAGER, LEVEL], sample)
    board.cards(
        [
            Card(
                title="Satisfied clients",
                model="satisfaction.kpi.value",
                measure="value:avg",
                count_measure="n:sum",
                domain=[*COMPANY_KPI, ["kpi", "=", "satisfied_share"]],
                format="2",
                counted="clients with a score",
                sample=(75, 40),
            ),
            Card(
                title="Mean score",
                model="satisfaction.kpi.value",
                measure="value:avg",
                count_measure="n:sum",
                domain=[*COMPANY_KPI, ["kpi", "=", "score"]],
                format="1",
                counted="clients with a score",
                sample=(86.4, 40),
            ),
            Card(
                title="Response rate",
                model="satisfaction.ask.report",
                measure="response_rate:avg",
                domain=[["response_rate", "!=", False]],
                format="2",
                counted="asks ended",
                sample=(42.5, 480),
                fill="#F0FDF4",
            ),
            Card(
                title="Recommendation (NPS)",
                model="satisfaction.ask.report",
                measure="nps:avg",
                domain=[["nps", "!=", False]],
                format="1",
                counted="answers",
                sample=(38.0, 96),
                fill="#F0FDF4",
            ),
            Card(
                title="Clients falling",
                model="satisfaction.score",
                domain=[["is_latest", "=", True], ["trend", "=", "fall"]],
                count_domain=LATEST,
                without=(PERIOD,),
                counted="clients with a score",
                sample=(2, 40),
                fill="#FFF7ED",
            ),
        ]
    )
    board.charts(
        [
            Chart(
                title="Clients by band",
                type="bar",
                model="satisfaction.score",
                by=["period_start:quarter", "band_id"],
                domain=[["is_measured", "=", True]],
                legend=True,
                sample=[("Q1", 36), ("Q2", 38), ("Q3", 40), ("Q4", 40)],
            ),
            Chart(
                title="Mean score by quarter",
                type="line",
                model="satisfaction.score",
                measure="points",
                by=["period_start:quarter"],
                domain=[["is_measured", "=", True]],
                sample=[("Q1", 82.1), ("Q2", 84.0), ("Q3", 85.2), ("Q4", 86.4)],
            ),
        ]
    )
    board.charts(
        [
            Chart(
                title="Response rate by month",
                type="line",
                model="satisfaction.ask.report",
                measure="response_rate",
                by=["event_date:month"],
                domain=[["response_rate", "!=", False]],
                sample=list(zip(MONTHS, (35, 38, 41, 40, 44, 43), strict=True)),
            ),
            Chart(
                title="Change against the period before",
                type="pie",
                model="satisfaction.score",
                by=["trend"],
                domain=LATEST,
                without=(PERIOD,),
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
        sample=[
            ("Satisfied clients", "", "75 %", "75 % (59.8–85.8, n = 40)", ""),
            ("Response rate", "", "40 %", "42.5 % (38.2–47.0, n = 480)", ""),
        ],
    )
    board.records(
        "KPIs of the latest period",
        "satisfaction.kpi.value",
        [
            ("kpi", "KPI", 2),
            ("period_label", "Period", 2),
            ("figure_text", "Value (interval, n)", 3),
            ("trend_text", "Trend", 3),
        ],
        menu="menu_kpis",
        rows=14,
        order=[("kpi_order", True)],
        domain=COMPANY_KPI,
        sample=[("Mean score of clients", "Q4", "86.4 (84.9–87.9, n = 40)", "")],
    )
    return board.to_dict()
