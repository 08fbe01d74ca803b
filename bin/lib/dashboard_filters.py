# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The filters of the spreadsheet dashboards, and the fields they look at."""

from collections.abc import Collection, Mapping

PERIOD, TEAM, MANAGER, LEVEL = "period", "team", "client_manager", "agreement_level"
FILTERS: Mapping[str, Mapping[str, object]] = {
    # Odoo knows no "latest measured period": models/measure/dashboard.py names it.
    PERIOD: {"type": "date", "label": "Period", "defaultValue": "last_12_months"},
    TEAM: {
        "type": "relation",
        "label": "Team",
        "modelName": "helpdesk.ticket.team",
        "defaultValueDisplayNames": [],
    },
    MANAGER: {
        "type": "relation",
        "label": "Client manager",
        "modelName": "res.users",
        "defaultValueDisplayNames": [],
    },
    LEVEL: {
        "type": "relation",
        "label": "Client type (agreement level)",
        "modelName": "satisfaction.agreement.level",
        "defaultValueDisplayNames": [],
    },
}
#: ``{model: {filter: (field, its type)}}``; a filter that isn't here leaves the model
#: alone.
MATCHING: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "satisfaction.score": {
        PERIOD: ("period_start", "date"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.ask.report": {
        PERIOD: ("event_date", "date"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_manager_id", "many2one"),
        LEVEL: ("agreement_level_id", "many2one"),
    },
    "satisfaction.answer.report": {
        PERIOD: ("event_date", "date"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_manager_id", "many2one"),
        LEVEL: ("agreement_level_id", "many2one"),
    },
    "satisfaction.case": {
        PERIOD: ("opened_at", "datetime"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.request": {
        PERIOD: ("event_date", "date"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.action": {
        PERIOD: ("done_on", "date"),
        MANAGER: ("client_ids.client_manager_id", "many2one"),
        LEVEL: ("client_ids.agreement_level_id", "many2one"),
    },
    "satisfaction.alert": {
        PERIOD: ("noticed_at", "datetime"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.remark": {
        PERIOD: ("said_on", "date"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.target": {
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.kpi.value": {
        PERIOD: ("period_start", "date"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    # What the programme wants holds for everybody.
    "satisfaction.program": {},
}


def matching(
    model: str,
    filters: Collection[str],
    without: Collection[str] = (),
    period: str = "",
) -> dict[str, dict[str, object]]:
    """What the filters of a dashboard do to one source of it.

    :param model: a key of ``MATCHING``
    :param filters: the filters the dashboard has
    :param without: those that leave this source alone
    :param period: the date or time the period looks at instead of the usual one
    :return: ``{filter: field matching}``, as the spreadsheet stores it
    :raises KeyError: nobody has said yet which fields of this model filters look at
    """
    return {
        name: {
            "chain": period if period and name == PERIOD else chain,
            "type": kind,
            "offset": 0,
        }
        for name, (chain, kind) in MATCHING[model].items()
        if name in filters and name not in without
    }
