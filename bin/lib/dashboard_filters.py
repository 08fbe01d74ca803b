# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The filters of the spreadsheet dashboards, and the fields they look at."""

from collections.abc import Collection, Mapping

PERIOD, TEAM, MANAGER, LEVEL = "period", "team", "client_manager", "agreement_level"
FILTERS: Mapping[str, Mapping[str, object]] = {
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
        "label": "Agreement level",
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
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.action": {MANAGER: ("client_ids.client_manager_id", "many2many")},
    "satisfaction.alert": {
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.remark": {
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.target": {},
    "satisfaction.kpi.value": {},
}


def matching(
    model: str, filters: Collection[str], without: Collection[str] = ()
) -> dict[str, dict[str, object]]:
    """What the filters of a dashboard do to one source of it.

    :param model: a key of ``MATCHING``
    :param filters: the filters the dashboard has
    :param without: those that leave this source alone
    :return: ``{filter: field matching}``, as the spreadsheet stores it
    :raises KeyError: nobody has said yet which fields of this model filters look at
    """
    return {
        name: {"chain": chain, "type": kind, "offset": 0}
        for name, (chain, kind) in MATCHING[model].items()
        if name in filters and name not in without
    }
