# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dashboard of teams and agents: satisfaction beside efficiency."""

from dashboard_file import JsonObject
from dashboard_filters import LEVEL, MANAGER, PERIOD, TEAM
from dashboard_parts import MONTHS, Card, Chart, Domain, Source
from dashboard_sheet import Dashboard

TICKET: Domain = [["channel_kind", "=", "ticket"]]
SCORED: Domain = [*TICKET, ["points", "!=", False]]
ENDED: Domain = [*TICKET, ["response_rate", "!=", False]]
#: What is stored of teams and agents; the order of the catalogue.
TEAM_KPIS = [
    "tickets",
    "ticket_csat",
    "resolution_hours",
    "reopened_share",
    "sla_met",
    "ticket_count",
]


def _asks(domain: Domain, measure: str = "__count") -> Source:
    return Source("satisfaction.ask.report", domain, measure)


def _stored(kpi: str, scope: str, measure: str) -> Source:
    """Counted parts of a stored KPI, of the clients or of the teams."""
    return Source(
        "satisfaction.kpi.value",
        [
            ["kpi", "=", kpi],
            ["scope", "=", scope],
            ["is_year", "=", False],
            ["channel_code", "=", False],
        ],
        measure,
        without=(TEAM,) if scope == "client" else (MANAGER, LEVEL),
    )


def _cards() -> list[Card]:
    return [
        Card(
            title="Ticket satisfaction",
            source=_asks(SCORED, "points:avg"),
            counted="answers: [n]",
            format="1",
            sample=(88.2, 210),
        ),
        Card(
            title="Ratings of 80 or more",
            source=_asks(SCORED, "satisfied_share:avg"),
            counted="answers: [n]",
            format="2",
            sample=(81.4, 210),
        ),
        Card(
            title="Response rate",
            source=_asks(ENDED, "response_rate:avg"),
            counted="asks ended: [n]",
            format="2",
            sample=(42.5, 480),
            fill="#F0FDF4",
        ),
        Card(
            title="Tickets closed",
            source=_stored("ticket_count", "client", "n:sum"),
            count=_stored("ticket_count", "client", "n:sum"),
            by_team=(
                _stored("ticket_count", "team", "n:sum"),
                _stored("ticket_count", "team", "n:sum"),
            ),
            sample=(480, 480),
            fill="#F0FDF4",
        ),
        Card(
            title="Tickets reopened",
            source=_stored("reopened_share", "client", "good_count:sum"),
            count=_stored("reopened_share", "client", "n:sum"),
            by_team=(
                _stored("reopened_share", "team", "good_count:sum"),
                _stored("reopened_share", "team", "n:sum"),
            ),
            share=True,
            counted="of [n] closed",
            format="2",
            sample=(3.5, 480),
            fill="#FFF7ED",
        ),
    ]


def teams(sample: bool) -> JsonObject:
    """Satisfaction beside efficiency, for teams and agents (R6, R12).

    Agents come from the stored KPI values only: below five answers those say "too
    few" instead of a figure. No chart shows a single agent.
    """
    board = Dashboard([PERIOD, TEAM, MANAGER, LEVEL], sample)
    board.note(
        "Figures are of the period chosen above. While a team is chosen, tickets closed"
        " and reopened are the team's, of all clients."
    )
    board.cards(_cards())
    board.charts(
        [
            Chart(
                title="Satisfaction by team",
                type="bar",
                model="satisfaction.ask.report",
                measure="points",
                by=["team_id"],
                domain=[*SCORED, ["team_id", "!=", False]],
                sample=[("Service desk", 89.1), ("Network", 84.6)],
            ),
            Chart(
                title="Satisfaction by month",
                type="line",
                model="satisfaction.ask.report",
                measure="points",
                by=["event_date:month"],
                domain=SCORED,
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
                domain=[*TICKET, ["objective", "!=", False]],
                sample=[("Solution", 88), ("Speed", 83)],
            ),
        ]
    )
    _figures(board)
    return board.to_dict()


def _figures(board: Dashboard) -> None:
    columns = [
        ("scope_name", "Who", 2),
        ("kpi", "KPI", 2),
        ("period_label", "Period", 1),
        ("figure_text", "Value (interval, n)", 3),
        ("trend_text", "Trend", 2),
    ]
    stored: Domain = [
        ["is_year", "=", False],
        ["channel_code", "=", False],
        ["kpi", "in", TEAM_KPIS],
    ]
    board.records(
        "Teams: satisfaction and efficiency",
        "satisfaction.kpi.value",
        columns,
        menu="menu_efficiency",
        rows=18,
        order=[("period_start", False), ("team_id", True), ("kpi_order", True)],
        domain=[["scope", "=", "team"], *stored],
        without=(MANAGER, LEVEL),
        note="Stored for each team: they follow the period and the team, not the client"
        " manager and the client type. The latest period comes first.",
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
        order=[("period_start", False), ("user_id", True), ("kpi_order", True)],
        domain=[["scope", "=", "agent"], *stored],
        without=(TEAM, MANAGER, LEVEL),
        note="Of all teams and clients: they follow the period only. Below five answers"
        " no figure of a single agent is stored.",
        sample=[("A. Example", "Satisfaction with tickets", "Q4", "90.2 (n = 31)", "")],
    )
