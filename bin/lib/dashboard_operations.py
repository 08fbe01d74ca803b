# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dashboard of the daily work: cases, actions, calls, alerts and remarks."""

from dashboard_filters import LEVEL, MANAGER, PERIOD, TEAM
from dashboard_parts import MONTHS, Card, Chart, Domain
from dashboard_sheet import Dashboard, JsonObject


def operations(sample: bool) -> JsonObject:
    """What is open and what is late, today (R79, R99, R101)."""
    board = Dashboard([PERIOD, TEAM, MANAGER, LEVEL], sample)
    open_case: Domain = [["state", "!=", "closed"]]
    open_action: Domain = [["state", "in", ["planned", "in_progress"]]]
    calls: Domain = [["delivery", "=", "call"], ["state", "=", "planned"]]
    board.cards(
        [
            Card(
                title="Open cases",
                model="satisfaction.case",
                domain=open_case,
                without=(PERIOD,),
                sample=(7, 7),
            ),
            Card(
                title="Cases overdue",
                model="satisfaction.case",
                domain=[*open_case, ["due_on", "<", "today"]],
                without=(PERIOD,),
                sample=(1, 1),
                fill="#FFF7ED",
            ),
            Card(
                title="Actions overdue",
                model="satisfaction.action",
                domain=[*open_action, ["date_due", "<", "today"]],
                count_domain=open_action,
                counted="open",
                sample=(2, 9),
                fill="#FFF7ED",
            ),
            Card(
                title="Calls to make",
                model="satisfaction.request",
                domain=calls,
                sample=(12, 12),
            ),
            Card(
                title="Open alerts",
                model="satisfaction.alert",
                domain=[["state", "!=", "closed"]],
                sample=(3, 3),
                fill="#FFF7ED",
            ),
            Card(
                title="Remarks to decide on",
                model="satisfaction.remark",
                domain=[["state", "=", "new"]],
                sample=(5, 5),
            ),
        ]
    )
    board.charts(
        [
            Chart(
                title="Cases opened by month",
                type="bar",
                model="satisfaction.case",
                by=["opened_at:month", "origin"],
                legend=True,
                sample=list(zip(MONTHS, (9, 7, 8, 5, 6, 4), strict=True)),
            ),
            Chart(
                title="Open cases by stage",
                type="pie",
                model="satisfaction.case",
                by=["state"],
                domain=open_case,
                without=(PERIOD,),
                legend=True,
                sample=[("New", 2), ("Contacted", 2), ("Committed", 3)],
            ),
        ]
    )
    board.charts(
        [
            Chart(
                title="Actions by stage",
                type="bar",
                model="satisfaction.action",
                by=["state"],
                sample=[("Planned", 4), ("In progress", 5), ("Done", 11)],
            ),
            Chart(
                title="Open alerts by subject",
                type="bar",
                model="satisfaction.alert",
                by=["subject"],
                domain=[["state", "!=", "closed"]],
                sample=[("Score", 2), ("Silent client", 1)],
            ),
        ]
    )
    board.records(
        "Cases by their deadline",
        "satisfaction.case",
        [
            ("name", "Case", 2),
            ("client_id", "Client", 3),
            ("state", "Stage", 2),
            ("due_what", "Next deadline", 2),
            ("due_on", "Due", 1),
        ],
        menu="menu_cases",
        rows=10,
        order=[("due_on", True)],
        domain=[*open_case, ["due_on", "!=", False]],
        sample=[("CASE/0001", "Example Ltd", "New", "Call the client", "")],
    )
    board.records(
        "Actions by their deadline",
        "satisfaction.action",
        [
            ("name", "Action", 5),
            ("user_id", "Responsible", 2),
            ("state", "Stage", 2),
            ("date_due", "Due", 1),
        ],
        menu="menu_actions",
        rows=10,
        order=[("date_due", True)],
        domain=open_action,
        sample=[("Train the night shift", "A. Example", "In progress", "")],
    )
    return board.to_dict()
