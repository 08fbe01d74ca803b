# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Columns the filters choose from, and the table each stands in.
_COLUMN_TABLES = {
    "team_id": "request",
    "respondent_role": "request",
    "channel_code": "request",
    "company_id": "request",
    "client_manager_id": "client",
    "agreement_level_id": "client",
    "satisfaction_is_vip": "client",
    "wave_id": "assessment",
}


class SatisfactionSurveyResults(models.AbstractModel):
    """What each filter of the results offers."""

    _inherit = "satisfaction.survey.results"

    @api.model
    @api.readonly
    def get_choices(self, params):
        """What each filter offers: only values the reader's own rows have.

        :return: ``{filter: [[value, label], …]}``
        """
        scope = self._get_scope(params)
        surveys = self._get_surveys(scope, params)
        found = self._find_values(self._get_scope_domain(scope, surveys))
        user = self.env.user
        knows_clients = user.has_group(
            "client_satisfaction.group_client_manager"
        ) or user.has_group("client_satisfaction.group_senior_management")
        choices = {
            "team_id": self._name_records("helpdesk.ticket.team", found["team_id"]),
            "company_id": self._name_records("res.company", found["company_id"]),
            "role": self._name_selection(
                self.env["res.partner"]._fields["satisfaction_role"],
                found["respondent_role"],
            ),
            "client_type": self._name_records(
                "satisfaction.agreement.level", found["agreement_level_id"]
            ),
            "channel_code": self._name_channels(found["channel_code"]),
        }
        if True in found["satisfaction_is_vip"]:
            choices["client_type"].insert(0, ["vip", self.env._("VIP clients")])
        if knows_clients:
            choices["client_manager_id"] = self._name_records(
                "res.users", found["client_manager_id"]
            )
            choices["wave_id"] = self._name_records(
                "satisfaction.wave", found["wave_id"]
            )
        if scope._name == "satisfaction.wave":
            choices.pop("wave_id", None)
        if scope._name == "satisfaction.channel":
            choices.pop("channel_code", None)
        family = scope._name == "survey.survey" and self._get_surveys(
            scope, {**params, "wordings": True}
        )
        return {
            # one value to choose from is no choice
            "filters": {
                name: values
                for name, values in choices.items()
                if len(values) > 1 or name in ("client_type", "wave_id") and values
            },
            "has_wordings": bool(family) and len(family) > 1,
            "wordings": len(surveys) > 1,
        }

    @api.model
    def _find_values(self, domain):
        """The different values of each filter's column, in one pass."""
        columns = [
            SQL.identifier(table, name) for name, table in _COLUMN_TABLES.items()
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT GROUPING(%(columns)s), %(columns)s
                  FROM (%(requests)s) AS request
             LEFT JOIN res_partner AS client ON client.id = request.client_id
             LEFT JOIN satisfaction_assessment AS assessment
                    ON assessment.id = request.assessment_id
              GROUP BY GROUPING SETS (%(sets)s)
                """,
                columns=SQL(", ").join(columns),
                requests=self._select_requests(domain),
                sets=SQL(", ").join(SQL("(%s)", column) for column in columns),
            )
        )
        found = {name: set() for name in _COLUMN_TABLES}
        for grouping, *values in rows:
            # The bit of the column that is grouped by is 0, the first one's highest.
            for place, name in enumerate(_COLUMN_TABLES):
                is_set = not grouping >> (len(columns) - 1 - place) & 1
                if is_set and values[place] is not None:
                    found[name].add(values[place])
        return found

    @api.model
    def _name_records(self, model, ids):
        # sudo: the names of what stands on rows the reader may read
        records = self.env[model].sudo().browse(ids).exists()
        return [
            [record.id, record.display_name]
            for record in records.sorted(lambda record: record.display_name or "")
        ]

    @api.model
    def _name_selection(self, selection, values):
        names = selection._description_selection(self.env)
        return [[value, label] for value, label in names if value in values]

    @api.model
    def _name_channels(self, codes):
        # sudo: names of channels, also of a programme of another year
        channels = (
            self.env["satisfaction.channel"]
            .sudo()
            .search(
                Domain("code", "in", list(codes))
                & Domain("company_id", "in", self.env.companies.ids),
                order="program_id, sequence, id",
            )
        )
        names = {channel.code: channel.name for channel in channels}
        return [[code, names.get(code, code)] for code in sorted(codes)]
