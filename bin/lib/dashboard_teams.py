# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dashboard of teams and agents: satisfaction beside efficiency."""

from dashboard_filters import PERIOD, TEAM
from dashboard_parts import MONTHS, Card, Chart, Domain
from dashboard_sheet import Dashboard, JsonObject


def teams(sample: bool) -> JsonObject:
    """Satisfaction beside efficiency, for teams and agents (R6, R12).

    Agents come from the stored KPI values only: below five answers those say "too
    few" instead of a figure. No chart shows a single agent.
    """
    board = Dashboard([PERIOD, TEAM], sample)
    ticket: Domain = [["channel_kind", "=", "ticket"]]
    scored: Domain = [*ticket, ["points", "!=", False]]
    board.cards(
        [
            Card(
                title="Satisfaction with tickets",
                model="satisfaction.ask.report",
                measure="points:avg",
                domain=scored,
                format="1",
                counted="answers",
                sample=(88.2, 210),
            ),
            Card(
                title="Ratings of 80 or more",
                model="satisfaction.ask.report",
                measure="satisfied_share:avg",
                domain=scored,
                format="2",
                counted="answers",
                sample=(81.4, 210),
            ),
            Card(
                title="Response rate",
                model="satisfaction.ask.report",
                measure="response_rate:avg",
                domain=[*ticket, ["response_rate", "!=", False]],
                format="2",
                counted="asks ended",
                sample=(42.5, 480),
                fill="#F0FDF4",
            ),
        ]
    )
    board.charts(
        [
            Chart(
                title="Satisfaction by team",
                type="bar",
                model="satisfaction.ask.report",
                measure="points",
                by=["team_id"],
                domain=[*scored, ["team_id", "!=", False]],
                sample=[("Service desk", 89.1), ("Network", 84.6)],
            ),
            Chart(
                title="Satisfaction by month",
                type="line",
                model="satisfaction.ask.report",
                measure="points",
                by=["event_date:month"],
                domain=scored,
                sample=list(zip(MONTHS, (84, 85, 85, 87, 88, 88), strict=True)),
            ),
        ]
    )
    board.charts(
        [
            Chart(
                title="What clients judge, by objective",
                type="bar",
                model="satisfaction.answer.report",
                measure="points",
                by=["objective"],
                domain=[*ticket, ["objective", "!=", False]],
                sample=[("Solution", 88), ("Speed", 83)],
            ),
        ]
    )
    columns = [
        ("scope_name", "Who", 2),
        ("kpi", "KPI", 2),
        ("period_label", "Period", 1),
        ("figure_text", "Value (interval, n)", 3),
        ("trend_text", "Trend", 2),
    ]
    latest: Domain = [
        ["is_latest", "=", True],
        ["is_year", "=", False],
        ["channel_code", "=", False],
        [
            "kpi",
            "in",
            ["tickets", "ticket_csat", "resolution_hours", "reopened_share", "sla_met"],
        ],
    ]
    board.records(
        "Teams: satisfaction and efficiency",
        "satisfaction.kpi.value",
        columns,
        menu="menu_efficiency",
        rows=20,
        order=[("team_id", True), ("kpi_order", True)],
        domain=[["scope", "=", "team"], *latest],
        sample=[
            ("Service desk", "Satisfaction with tickets", "Q4", "89.1 (n = 120)", "")
        ],
    )
    board.records(
        "Agents: satisfaction and efficiency",
        "satisfaction.kpi.value",
        columns,
        menu="menu_efficiency",
        rows=40,
        order=[("user_id", True), ("kpi_order", True)],
        domain=[["scope", "=", "agent"], *latest],
        sample=[("A. Example", "Satisfaction with tickets", "Q4", "90.2 (n = 31)", "")],
    )
    return board.to_dict()
