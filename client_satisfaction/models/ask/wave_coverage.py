# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from .wave_draw import _get_value

# Longer lists of client types are cut: nobody reads a hundred managers.
MOST_ROWS = 25
ROLES = ("interface", "decision_leader", "vip", "end_user")


class SatisfactionWave(models.Model):
    """Whether those who are asked stand for all clients and roles (R69)."""

    _inherit = "satisfaction.wave"

    coverage = fields.Json(
        readonly=True,
        copy=False,
        help="Clients of each type: how many there are, how many take part.",
    )
    missing_type_count = fields.Integer(
        "Client types nobody stands for",
        readonly=True,
        copy=False,
        aggregator=None,
    )
    coverage_html = fields.Html(
        "Client types", compute="_compute_coverage_html", sanitize=False
    )
    role_html = fields.Html(
        "Respondents by role", compute="_compute_role_html", sanitize=False
    )
    warning_html = fields.Html("Warnings", compute="_compute_role_html", sanitize=False)

    def _store_coverage(self, population):
        """Count clients by type, those there are and those who take part.

        :param population: clients of the target group
        """
        self.ensure_one()
        taking_part = self.assessment_ids.filtered(
            lambda assessment: not assessment.wave_out
        ).client_id
        rows = []
        for name in self._get_type_fields():
            there = Counter(_get_value(client, name) for client in population)
            drawn = Counter(_get_value(client, name) for client in taking_part)
            # Tracked clients may be of a type the target group has none of.
            values = there | drawn
            for value in sorted(values, key=lambda one: (-values[one], str(one))):
                rows.append(
                    {
                        "field": name,
                        "value": value,
                        "population": there[value],
                        "drawn": drawn[value],
                    }
                )
        self.coverage = rows
        self.missing_type_count = sum(not row["drawn"] for row in rows)

    @api.depends("coverage")
    @api.depends_context("lang")
    def _compute_coverage_html(self):
        for wave in self:
            rows = wave._name_coverage()
            wave.coverage_html = (
                _render_table(
                    [
                        self.env._("Clients"),
                        self.env._("There are"),
                        self.env._("Take part"),
                        "",
                    ],
                    [
                        (
                            Markup("%s: <b>%s</b>") % (row["label"], row["name"]),
                            row["population"],
                            row["drawn"],
                            ""
                            if row["drawn"]
                            else _badge(self.env._("nobody stands for them")),
                        )
                        for row in rows
                    ],
                )
                if rows
                else False
            )

    def _name_coverage(self):
        """The stored coverage with names in the reader's language.

        Each field has at most ``MOST_ROWS`` rows, those without anybody first.
        """
        self.ensure_one()
        partners = self.env["res.partner"]
        named = []
        by_field = {}
        for row in self.coverage or []:
            by_field.setdefault(row["field"], []).append(row)
        for name, rows in by_field.items():
            field = partners._fields.get(name)
            if field is None:
                continue
            rows = sorted(rows, key=lambda row: bool(row["drawn"]))[:MOST_ROWS]
            label = field._description_string(self.env)
            names = self._name_values(field, [row["value"] for row in rows])
            named += [
                {**row, "label": label, "name": names[row["value"]]} for row in rows
            ]
        return named

    def _name_values(self, field, values):
        """``{stored value: its name}`` of a field of the client profile."""
        none = self.env._("none")
        if field.type == "many2one":
            # sudo: names of managers, industries and levels, as on any client's form
            records = self.env[field.comodel_name].sudo().browse(filter(None, values))
            names = {one.id: one.display_name for one in records.exists()}
            return {value: names.get(value, none) for value in values}
        if field.type == "boolean":
            return {
                value: self.env._("yes") if value else self.env._("no")
                for value in values
            }
        labels = dict(field._description_selection(self.env))
        return {value: labels.get(value, none) for value in values}

    # ------------------------------------------------------------------
    # Respondents
    # ------------------------------------------------------------------
    @api.depends("assessment_ids.respondent_ids", "assessment_ids.wave_out", "state")
    @api.depends_context("lang")
    def _compute_role_html(self):
        labels = dict(
            self.env["res.partner"]
            ._fields["satisfaction_role"]
            ._description_selection(self.env)
        )
        people = self._count_roles()
        for wave in self:
            counts = people.get(wave._origin.id, {})
            if wave.state == "draft" or not wave.client_count:
                wave.role_html = wave.warning_html = False
                continue
            wave.role_html = _render_table(
                [
                    self.env._("Role"),
                    self.env._("Respondents"),
                    self.env._("Clients"),
                    "",
                ],
                [
                    (
                        labels[role],
                        counts.get(role, (0, 0))[0],
                        counts.get(role, (0, 0))[1],
                        ""
                        if counts.get(role)
                        else _badge(self.env._("nobody is asked")),
                    )
                    for role in ROLES
                ],
            )
            warnings = wave._find_warnings(counts, labels)
            wave.warning_html = (
                Markup("<ul class='mb-0'>%s</ul>")
                % Markup("").join(Markup("<li>%s</li>") % text for text in warnings)
                if warnings
                else False
            )

    def _find_warnings(self, counts, labels):
        """What keeps a wave from being representative, in sentences."""
        self.ensure_one()
        warnings = []
        if self.missing_type_count:
            warnings.append(
                self.env._(
                    "Types of clients with nobody in the wave: %d, see “Coverage”. Draw"
                    " more clients or add some by hand.",
                    self.missing_type_count,
                )
            )
        missing = [labels[role] for role in ROLES if not counts.get(role)]
        if missing:
            warnings.append(
                self.env._(
                    "Nobody is asked as: %s. Give contacts these roles, then draw"
                    " again.",
                    ", ".join(missing),
                )
            )
        silent = self.client_count - counts.get("clients", 0)
        if silent:
            warnings.append(
                self.env._(
                    "Clients without a respondent: %d. Give their contacts a role or"
                    " choose respondents on their assessments.",
                    silent,
                )
            )
        return warnings

    def _count_roles(self):
        """``{wave id: {role: (respondents, clients), "clients": with anybody}}``."""
        if not self.ids:
            return {}
        self.env["satisfaction.assessment"].flush_model(
            ["wave_id", "wave_out", "respondent_ids"]
        )
        self.env["res.partner"].flush_model(["satisfaction_role"])
        # Only counts leave here: whoever reads the wave may know them.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT assessment.wave_id, partner.satisfaction_role,
                       COUNT(*), COUNT(DISTINCT assessment.client_id),
                       GROUPING(partner.satisfaction_role)
                  FROM satisfaction_assessment assessment
                  JOIN satisfaction_assessment_respondent_rel respondent
                    ON respondent.assessment_id = assessment.id
                  JOIN res_partner partner ON partner.id = respondent.partner_id
                 WHERE assessment.wave_id = ANY(%s) AND assessment.wave_out IS NULL
              GROUP BY GROUPING SETS (
                       (assessment.wave_id, partner.satisfaction_role),
                       (assessment.wave_id))
                """,
                self.ids,
            )
        )
        counts = {}
        for wave_id, role, respondents, clients, is_total in rows:
            found = counts.setdefault(wave_id, {})
            if is_total:
                found["clients"] = clients
            elif role:
                found[role] = (respondents, clients)
        return counts


def _badge(text):
    return Markup("<span class='badge text-bg-warning'>%s</span>") % text


def _render_table(heads, rows):
    """A small table: the first column is text, the next two are numbers."""
    styles = ("", "text-end", "text-end", "")
    head = Markup("").join(
        Markup("<th class='%s'>%s</th>") % (style, text)
        for style, text in zip(styles, heads, strict=True)
    )
    body = Markup("").join(
        Markup("<tr>%s</tr>")
        % Markup("").join(
            Markup("<td class='%s'>%s</td>") % (style, cell)
            for style, cell in zip(styles, row, strict=True)
        )
        for row in rows
    )
    return Markup(
        "<table class='table table-sm w-auto'><thead><tr>%s</tr></thead>"
        "<tbody>%s</tbody></table>"
    ) % (head, body)
