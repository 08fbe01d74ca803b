# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which KPIs there are, in what unit, of whom, and which way is better.

Plain data, shared by the stored values, the targets and their screens.
"""

from typing import NamedTuple

KPIS = [
    ("score", "Mean score of clients"),
    ("satisfied_share", "Satisfied clients"),
    ("coverage", "Clients measured"),
    ("improvement", "Satisfaction improvement"),
    ("nps", "Promoter score (NPS)"),
    ("retention", "Client retention"),
    ("relationship", "Relationship survey"),
    ("tickets", "Satisfaction with tickets"),
    ("ticket_csat", "Ticket ratings of 4 or 5"),
    ("response_rate", "Response rate"),
    ("callback_coverage", "Tickets checked by callback"),
    ("resolution_hours", "Median time to resolve"),
    ("resolution_mean", "Mean time to resolve"),
    ("reopened_share", "Tickets reopened"),
    ("sla_met", "SLA met"),
    ("ticket_count", "Tickets closed"),
]

UNITS = [
    ("points", "points"),
    ("percent", "%"),
    ("nps", "NPS points"),
    ("change", "points of change"),
    ("hours", "hours"),
    ("count", "tickets"),
]

SCOPES = [
    ("company", "Company"),
    ("team", "Team"),
    ("agent", "Agent"),
    ("client", "Client"),
]

#: How value and interval come about (D15); the formulas stand in ``scoring/``.
METHODS = [
    ("student", "Mean, interval by Student's t"),
    ("paired", "Mean change of the same clients, paired Student's t"),
    ("wilson", "Share, interval by Wilson"),
    ("nps", "Promoters less detractors, adjusted Wald interval (Bonett, Price)"),
    ("median", "Median, interval by order statistics"),
    ("combined", "Weighted score, interval by Welch and Satterthwaite"),
    ("count", "Complete count, no interval"),
]

#: The field that names whom a value of a scope is about.
SCOPE_FIELDS = {"team": "team_id", "agent": "user_id", "client": "client_id"}

#: Below so many answers (or tickets) an agent's value is not shown to anybody: it
#: would say more about chance, and about single clients, than about the agent.
SMALLEST_AGENT_N = 5


class Kpi(NamedTuple):
    """What is the same for all values of a KPI.

    ``direction`` is the one a target usually has; ``low`` and ``high`` bound the
    values and goals (None: no bound).
    """

    unit: str
    method: str
    scopes: tuple
    direction: str = "at_least"
    low: float | None = 0.0
    high: float | None = 100.0


_PEOPLE = ("company", "team", "agent", "client")
_CLIENTS = ("company", "client")

CATALOGUE = {
    "score": Kpi("points", "student", _CLIENTS),
    "satisfied_share": Kpi("percent", "wilson", ("company",)),
    "coverage": Kpi("percent", "wilson", ("company",)),
    "improvement": Kpi("change", "paired", ("company",), low=-100.0),
    "nps": Kpi("nps", "nps", _CLIENTS, low=-100.0),
    "retention": Kpi("percent", "wilson", ("company",)),
    "relationship": Kpi("points", "student", _CLIENTS),
    "tickets": Kpi("points", "student", _PEOPLE),
    "ticket_csat": Kpi("percent", "wilson", _PEOPLE),
    "response_rate": Kpi("percent", "wilson", ("company", "team", "client")),
    "callback_coverage": Kpi("percent", "wilson", ("company", "team")),
    "resolution_hours": Kpi("hours", "median", _PEOPLE, "at_most", high=None),
    "resolution_mean": Kpi("hours", "student", _PEOPLE, "at_most", high=None),
    "reopened_share": Kpi("percent", "wilson", _PEOPLE, "at_most"),
    "sla_met": Kpi("percent", "wilson", _PEOPLE),
    "ticket_count": Kpi("count", "count", _PEOPLE, "at_most", high=None),
}
