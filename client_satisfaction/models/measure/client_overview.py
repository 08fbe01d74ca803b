# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .score import SCORE_READERS

SILENT_DAYS = 366
SHOWN = 5
ARROWS = {"rise": "▲", "fall": "▼"}


class ResPartner(models.Model):
    """Everything about one client's satisfaction on one screen (R6, R82, R102)."""

    _inherit = "res.partner"

    # As the reader, not as superuser: record rules say what one sees of a client.
    satisfaction_overview = fields.Html(
        "Satisfaction now",
        compute="_compute_satisfaction_overview",
        compute_sudo=False,
        sanitize=False,
        groups=SCORE_READERS,
    )
    satisfaction_is_client = fields.Boolean(
        "Is a client",
        compute="_compute_satisfaction_is_client",
        compute_sudo=False,
        groups=SCORE_READERS,
        help="Has a client manager, a first day as a client, or a score one may see.",
    )
    satisfaction_alert_count = fields.Integer(
        "Open alerts",
        compute="_compute_satisfaction_alert_count",
        compute_sudo=False,
        groups=SCORE_READERS,
    )

    @api.depends("parent_id", "client_manager_id", "client_since")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_satisfaction_is_client(self):
        for partner in self:
            partner.satisfaction_is_client = not partner.parent_id and bool(
                partner.client_manager_id
                or partner.client_since
                or partner.satisfaction_score_id
            )

    @api.depends_context("allowed_company_ids", "uid")
    def _compute_satisfaction_alert_count(self):
        counts = dict(
            self.env["satisfaction.alert"]._read_group(
                self._get_overview_domain()
                & Domain("client_id", "in", self.commercial_partner_id.ids)
                & Domain("state", "!=", "closed"),
                ["client_id"],
                ["__count"],
            )
        )
        for partner in self:
            client = partner.commercial_partner_id._origin
            partner.satisfaction_alert_count = counts.get(client, 0)

    def action_open_satisfaction_alerts(self):
        """The alerts about this client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_alerts"
        )
        return {
            **action,
            "domain": [("client_id", "=", self.commercial_partner_id.id)],
            "context": {},
        }

    # ------------------------------------------------------------------
    # The screen
    # ------------------------------------------------------------------
    @api.depends_context("allowed_company_ids", "uid", "lang")
    def _compute_satisfaction_overview(self):
        for partner in self:
            partner.satisfaction_overview = (
                self.env["ir.qweb"]._render(
                    "client_satisfaction.client_overview",
                    partner._origin._prepare_overview(),
                )
                if partner._origin and partner.satisfaction_is_client
                else False
            )

    def _get_overview_domain(self):
        return Domain("company_id", "in", self.env.companies.ids)

    def _prepare_overview(self):
        """Values of the template, all searched as the reader, all stored ones."""
        self.ensure_one()
        score = self.satisfaction_score_id
        review = self.env["report.client_satisfaction.client_review"]
        trends = channels = ()
        if score:
            trends = review._draw_trends(score, review._get_trends(score)[score.id])
            channels = (
                review._draw_channels(score),
                review._draw_channels(score, review._phone_width),
            )
        assessments = self._find_overview_assessments()
        latest = assessments[-1:]
        return {
            "client": self,
            "score": score,
            "target": self._word_points(score.target_points),
            "facts": self._list_overview_facts(),
            "trends": trends,
            "channels": channels,
            "assessment": latest,
            "assessment_target": self._word_points(latest.target_points),
            "lines": self._list_overview_lines(latest),
            "waves": assessments._draw_waves() if len(assessments) > 1 else (),
            "work": self._list_overview_work(),
            "silent": self._list_silent_contacts(),
            "said": self._list_overview_said(score),
            "efficiency": self._list_efficiency(score),
            "expectations": self.client_expectation_ids,
            "format_date": lambda day: format_date(self.env, day),
        }

    def _word_points(self, points):
        from ...report.figures import NOT_MEASURED, format_points

        if points is False:
            return NOT_MEASURED
        return format_points(
            points, self.env["satisfaction.score"]._get_decimal_point()
        )

    def _list_overview_facts(self):
        """Who looks after the client and what was agreed, as (name, text) (R73)."""
        env = self.env
        meeting = self._find_overview_meeting()
        facts = [
            (env._("Client manager"), self.client_manager_id.name),
            (env._("Service manager"), self.client_service_manager_id.name),
            (env._("Senior management"), self.client_senior_manager_id.name),
            (env._("Agreement level"), self.agreement_level_id.name),
            (
                env._("Client since"),
                self.client_since and format_date(env, self.client_since),
            ),
            (env._("Next review meeting"), meeting and format_date(env, meeting)),
        ]
        facts = [(name, text) for name, text in facts if text]
        if self.satisfaction_is_vip:
            facts.insert(0, (env._("VIP"), env._("yes")))
        return facts

    def _find_overview_meeting(self):
        """Day of the next planned review meeting, or False (R24)."""
        reviews = self.env["satisfaction.review"]
        if not reviews.has_access("read"):
            return False
        return reviews.search(
            self._get_overview_domain()
            & Domain("client_id", "=", self.id)
            & Domain("state", "=", "planned"),
            order="date, id",
            limit=1,
        ).date

    def _find_overview_assessments(self):
        """The client's assessments in waves, and the latest of all, oldest first."""
        found = self.env["satisfaction.assessment"].search(
            self._get_overview_domain()
            & Domain("client_id", "=", self.id)
            & Domain("points", "!=", False)
            & Domain("state", "!=", "cancelled"),
            order="date desc, id desc",
            limit=8,
        )
        return found.filtered("wave_id")[::-1] or found[:1]

    def _list_overview_lines(self, assessment):
        """Levels and their indicators against the target and the time before (R50)."""
        from ...report import figures

        target = assessment.target_points
        lines = assessment.line_ids
        indicators = lines.filtered(lambda one: one.kind == "indicator")
        by_level = indicators.grouped("level_code")
        rows = []
        for level in lines - indicators:
            for line in level + by_level.get(level.level_code, lines.browse()):
                rows.append(
                    {
                        "name": line.name,
                        "is_level": line.kind == "level",
                        "text": line.score_text,
                        "before": self._word_points(line.previous_points),
                        "is_below": (
                            False not in (line.points, target) and line.points < target
                        ),
                        "trend": line.trend,
                        "trend_text": line.trend_text,
                        # In a table the arrow is enough: "▼ −28.8"
                        "change_text": f"{ARROWS.get(line.trend, '')} "
                        + figures.format_change(
                            line.change,
                            self.env["satisfaction.score"]._get_decimal_point(),
                        ),
                    }
                )
        return rows

    def _list_overview_work(self):
        """What is open with this client: (title, count, rows) of each kind."""
        env = self.env
        client = Domain("client_id", "=", self.id)
        cases = client & Domain("state", "!=", "closed")
        actions = Domain("client_ids", "in", self.ids) & Domain(
            "state", "in", ("planned", "in_progress")
        )
        remarks = client & Domain("state", "in", ("new", "in_progress", "accepted"))
        alerts = client & Domain("state", "!=", "closed")
        return [
            self._find_overview_work(
                env._("Open cases"), "satisfaction.case", cases, "due_on"
            ),
            self._find_overview_work(
                env._("Open actions"), "satisfaction.action", actions, "date_due"
            ),
            self._find_overview_work(
                env._("Open remarks"), "satisfaction.remark", remarks, "said_on", False
            ),
            self._find_overview_work(
                env._("Open alerts"), "satisfaction.alert", alerts, "noticed_at", False
            ),
        ]

    def _find_overview_work(self, title, model, domain, day_field, is_deadline=True):
        """The first few records of a kind and how many there are.

        :param is_deadline: the field is a deadline (late when past), not a beginning
        """
        records = self.env[model]
        if not records.has_access("read"):
            return {"title": title, "count": 0, "rows": []}
        domain &= self._get_overview_domain()
        order = f"{day_field}, id" if is_deadline else f"{day_field} desc, id"
        today = self.env.company._satisfaction_today()
        rows = []
        for record in records.search(domain, order=order, limit=SHOWN):
            day = fields.Date.to_date(record[day_field])
            rows.append(
                {
                    "name": record.display_name,
                    "url": f"/odoo/{model}/{record.id}",
                    "day": format_date(self.env, day) if day else "",
                    "is_late": bool(is_deadline and day and day < today),
                }
            )
        return {"title": title, "count": records.search_count(domain), "rows": rows}

    def _list_silent_contacts(self):
        """Contacts asked within a year who never answered, the most asked first."""
        since = self.env.company._satisfaction_today() - timedelta(days=SILENT_DAYS)
        groups = self.env["satisfaction.request"]._read_group(
            self._get_overview_domain()
            & Domain("client_id", "=", self.id)
            & Domain("sent_at", "!=", False)
            & Domain("event_date", ">=", since)
            & Domain("partner_id", "!=", False),
            ["partner_id"],
            ["__count", "answered_at:max"],
        )
        silent = [(contact, count) for contact, count, last in groups if not last]
        return sorted(silent, key=lambda one: (-one[1], one[0].name or ""))[:SHOWN]

    def _list_overview_said(self, score):
        """What the client answered in the score's period, KPI by KPI (R6, R111–R114).

        What stands here beside the efficiency of the same period: (name, figure).
        """
        return self._list_kpis(
            score, ("relationship", "tickets", "ticket_csat", "nps", "response_rate")
        )

    def _list_efficiency(self, score):
        """How fast and how well by our own measures, of the score's period (R6)."""
        return self._list_kpis(
            score, ("ticket_count", "resolution_hours", "reopened_share", "sla_met")
        )

    def _list_kpis(self, score, kpis):
        """[(name, figure with interval and n)] of the stored KPIs of this client."""
        if not score:
            return []
        values = self.env["satisfaction.kpi.value"].search(
            Domain("client_id", "=", self.id)
            & Domain("company_id", "=", score.company_id.id)
            & Domain("period_start", "=", score.period_start)
            & Domain("period_end", "=", score.period_end)
            & Domain("channel_code", "=", False)
            & Domain("kpi", "in", kpis),
            order="kpi_order",
        )
        names = dict(values._fields["kpi"]._description_selection(self.env))
        return [(names[one.kpi], one.figure_text) for one in values]
