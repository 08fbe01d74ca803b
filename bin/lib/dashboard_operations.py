# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dashboard of the daily work: cases, actions, calls, alerts and remarks."""

from dashboard_file import JsonObject
from dashboard_filters import LEVEL, MANAGER, PERIOD, TEAM
from dashboard_parts import MONTHS, Card, Chart, Domain, Source
from dashboard_sheet import Dashboard

OPEN_CASE: Domain = [["state", "!=", "closed"]]
CLOSED_CASE: Domain = [["state", "=", "closed"]]
OPEN_ACTION: Domain = [["state", "in", ["planned", "in_progress"]]]
CALLS: Domain = [["delivery", "=", "call"], ["state", "=", "planned"]]
OPEN_ALERT: Domain = [["state", "!=", "closed"]]


def _now(model: str, domain: Domain) -> Source:
    """What is so today, whatever period is chosen."""
    return Source(model, domain, without=(PERIOD,))


def _open_cards() -> list[Card]:
    """What waits now."""
    return [
        Card(
            title="Open cases",
            source=_now("satisfaction.case", OPEN_CASE),
            sample=(7, 7),
        ),
        Card(
            title="Cases overdue",
            source=_now("satisfaction.case", [*OPEN_CASE, ["due_on", "<", "today"]]),
            count=_now("satisfaction.case", OPEN_CASE),
            counted="of [n] open",
            sample=(1, 7),
            fill="#FFF7ED",
        ),
        Card(
            title="Actions overdue",
            source=_now(
                "satisfaction.action", [*OPEN_ACTION, ["date_due", "<", "today"]]
            ),
            count=_now("satisfaction.action", OPEN_ACTION),
            counted="of [n] open",
            sample=(2, 9),
            fill="#FFF7ED",
        ),
        Card(
            title="Calls to make",
            source=_now("satisfaction.request", CALLS),
            count=_now("satisfaction.request", [*CALLS, ["call_due", "<", "now"]]),
            counted="[n] overdue",
            sample=(12, 1),
        ),
        Card(
            title="Open alerts",
            source=_now("satisfaction.alert", OPEN_ALERT),
            count=_now(
                "satisfaction.alert", [*OPEN_ALERT, ["level", "=", "unacceptable"]]
            ),
            counted="[n] unacceptable",
            sample=(3, 1),
            fill="#FFF7ED",
        ),
        Card(
            title="Remarks to decide on",
            source=_now("satisfaction.remark", [["state", "=", "new"]]),
            sample=(5, 5),
        ),
    ]


def _period_cards() -> list[Card]:
    """What happened in the period chosen."""
    return [
        Card(
            title="Cases opened",
            source=Source("satisfaction.case"),
            count=Source("satisfaction.case", [["origin", "=", "complaint"]]),
            counted="complaints: [n]",
            sample=(18, 6),
        ),
        Card(
            title="Cases closed",
            source=Source("satisfaction.case", CLOSED_CASE, period="closed_at"),
            count=Source(
                "satisfaction.case",
                [*CLOSED_CASE, ["client_verdict", "=", "satisfied"]],
                period="closed_at",
            ),
            counted="satisfied clients: [n]",
            sample=(15, 12),
            fill="#F0FDF4",
        ),
        Card(
            title="Actions done",
            source=Source("satisfaction.action", [["done_on", "!=", False]]),
            count=Source(
                "satisfaction.action",
                [["done_on", "!=", False], ["effect", "=", "better"]],
            ),
            counted="[n] with an effect",
            sample=(6, 2),
            fill="#F0FDF4",
        ),
        Card(
            title="Calls made",
            source=Source(
                "satisfaction.request",
                [["delivery", "=", "call"], ["state", "=", "answered"]],
            ),
            sample=(24, 24),
            fill="#F0FDF4",
        ),
        Card(
            title="Alerts",
            source=Source("satisfaction.alert"),
            count=Source("satisfaction.alert", [["state", "=", "closed"]]),
            counted="[n] closed",
            sample=(7, 4),
        ),
        Card(
            title="Remarks",
            source=Source("satisfaction.remark"),
            count=Source("satisfaction.remark", [["kind", "=", "praise"]]),
            counted="[n] praise",
            sample=(31, 14),
        ),
    ]


def operations(sample: bool) -> JsonObject:
    """What is open and what is late, today (R79, R99, R101)."""
    board = Dashboard([PERIOD, TEAM, MANAGER, LEVEL], sample)
    board.note(
        "First row, pie and lists: what is open now, whatever period is chosen. Actions"
        " and alerts belong to no team."
    )
    board.cards(_open_cards())
    board.note(
        "Second row and bars: of the period chosen above. Cases closed count in the"
        " period they were closed in."
    )
    board.cards(_period_cards())
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
                domain=OPEN_CASE,
                without=(PERIOD,),
                legend=True,
                sample=[("New", 2), ("Contacted", 2), ("Committed", 3)],
            ),
        ]
    )
    board.charts(
        [
            Chart(
                title="Open actions by stage",
                type="pie",
                model="satisfaction.action",
                by=["state"],
                domain=OPEN_ACTION,
                without=(PERIOD,),
                legend=True,
                sample=[("Planned", 4), ("In progress", 5)],
            ),
            Chart(
                title="Alerts by subject",
                type="bar",
                model="satisfaction.alert",
                by=["subject"],
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
        domain=[*OPEN_CASE, ["due_on", "!=", False]],
        without=(PERIOD,),
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
        domain=OPEN_ACTION,
        without=(PERIOD,),
        sample=[("Train the night shift", "A. Example", "In progress", "")],
    )
    return board.to_dict()
