# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.ask.contact_planning import ContactPlanner
from ..models.ask.request import DELIVERIES
from ..models.improve.recheck import KINDS
from ..scoring import stratified_sample

#: Ledger code of second looks: no channel of a programme, so no score counts them.
RECHECK_CODE = "recheck"
PEOPLE_PROPOSED = 10


class SatisfactionRecheckAsk(models.TransientModel):
    """Ask again about a low result: the same people, others, or by telephone."""

    _name = "satisfaction.recheck.ask"
    _description = "Ask Again"

    alert_id = fields.Many2one("satisfaction.alert", required=True, readonly=True)
    client_id = fields.Many2one(related="alert_id.client_id")
    recheck_id = fields.Many2one("satisfaction.recheck", readonly=True)
    kind = fields.Selection(KINDS, "Whom", required=True, default="resurvey")
    partner_ids = fields.Many2many(
        "res.partner",
        "satisfaction_recheck_ask_partner_rel",
        string="Contacts",
        domain="[('commercial_partner_id', '=', client_id),"
        " ('is_company', '=', False)]",
        compute="_compute_partner_ids",
        store=True,
        readonly=False,
    )
    delivery = fields.Selection(
        DELIVERIES,
        "How",
        required=True,
        compute="_compute_delivery",
        store=True,
        precompute=True,
        readonly=False,
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        domain="[('survey_type', '=', 'satisfaction'),"
        " ('satisfaction_is_anonymous', '=', False)]",
        compute="_compute_survey_id",
        store=True,
        readonly=False,
    )
    outcome_html = fields.Html(
        "Who is asked", compute="_compute_outcome_html", sanitize=False
    )

    @api.depends("kind", "alert_id")
    def _compute_partner_ids(self):
        for wizard in self:
            asked = wizard._find_respondents()
            if wizard.kind == "resample":
                wizard.partner_ids = wizard._draw_others(asked)
            elif wizard.kind == "resurvey":
                wizard.partner_ids = asked
            else:
                # One call to whoever was the unhappiest
                wizard.partner_ids = asked[:1] or wizard._draw_others(asked)[:1]

    def _find_respondents(self):
        """Those whose answers made the result, the lowest first."""
        # Stored fields are computed as superuser; the user is still the same one.
        self.alert_id.sudo(False).check_access("read")
        alert = self.alert_id.sudo()  # sudo: names of whoever answered for this client
        requests = alert.env["satisfaction.request"]
        if alert.score_id:
            domain = alert.score_id._get_answer_domain()
        elif alert.assessment_id:
            domain = Domain("assessment_id", "=", alert.assessment_id.id) & Domain(
                "state", "=", "answered"
            )
        else:
            domain = Domain("client_id", "=", alert.client_id.id) & Domain(
                "company_id", "=", alert.company_id.id
            )
        answers = requests.search(
            domain & Domain("partner_id", "!=", False), order="points, id", limit=500
        )
        people = answers.partner_id.filtered("active")
        return people[:PEOPLE_PROPOSED].sudo(False)

    def _draw_others(self, asked):
        """A reproducible draw among the client's other people (D14)."""
        others = self.env["res.partner"].search(
            Domain("commercial_partner_id", "=", self.client_id.id)
            & Domain("is_company", "=", False)
            & Domain("email", "not in", (False, ""))
            & Domain("satisfaction_opt_out", "=", False)
            & Domain("id", "not in", asked.ids),
            order="id",
        )
        share = min(1.0, PEOPLE_PROPOSED / max(1, len(others)))
        drawn = set(
            stratified_sample(
                {"": [str(partner.id) for partner in others]},
                share,
                seed=f"recheck:{self.alert_id.id}",
                low=0.0,
                high=share,
            )
        )
        return others.filtered(lambda partner: str(partner.id) in drawn)

    @api.depends("kind")
    def _compute_delivery(self):
        for wizard in self:
            is_call = wizard.kind in ("callback_during", "callback_after")
            wizard.delivery = "call" if is_call else "mail"

    @api.depends("alert_id")
    def _compute_survey_id(self):
        """The questionnaire of the channel that brought the score down most."""
        for wizard in self:
            wizard.alert_id.sudo(False).check_access("read")
            alert = wizard.alert_id.sudo()  # sudo: configuration of the programme
            lines = alert.score_id.line_ids.filtered(
                lambda line: line.is_measured and line.effective_weight
            )
            channel = lines.sorted("points")[:1].channel_id
            survey = alert.assessment_id.survey_id or channel.survey_id
            if not survey or survey.satisfaction_is_anonymous:
                survey = self.env.ref("client_satisfaction.survey_event", False)
            wizard.survey_id = survey

    @api.depends("partner_ids", "delivery", "survey_id", "kind")
    def _compute_outcome_html(self):
        reasons = dict(
            self.env["satisfaction.request"]
            ._fields["skip_reason"]
            ._description_selection(self.env)
        )
        for wizard in self:
            rule = wizard._get_rule(make=False)
            rows = []
            if rule and wizard.partner_ids:
                planner = ContactPlanner(
                    rule.sudo(),
                    wizard.partner_ids._origin.sudo(),
                    **wizard._get_options(),
                )
                for contact in planner.subjects:
                    reason = planner.prepare(contact).get("skip_reason")
                    rows.append(
                        Markup("<tr><td>%s</td><td>%s</td></tr>")
                        % (
                            contact.display_name,
                            self.env._("not asked: %s", reasons[reason].lower())
                            if reason
                            else self.env._("is asked"),
                        )
                    )
            wizard.outcome_html = rows and Markup(
                '<table class="table table-sm">%s</table>'
            ) % Markup().join(rows)

    def _get_rule(self, make=True):
        program = self.env["satisfaction.program"]._find_running(
            self.alert_id.company_id
        )
        if make:
            return program._get_rule("manual")
        rules = program.rule_ids
        rule = rules.filtered(lambda rule: rule.trigger == "manual")[:1]
        if program and not rule:
            rule = rules.new(program._prepare_rule("manual"))
        return rule

    def _get_options(self):
        return {
            "survey": self.survey_id.sudo() or None,
            "delivery": self.delivery,
            # They were asked lately, of course: that is why they are asked again.
            "ignores_cool_down": True,
            "extra_values": {
                "channel_id": False,
                "channel_kind": "other",
                "channel_code": RECHECK_CODE,
                "recheck_id": self.recheck_id.id,
            },
        }

    def action_ask(self):
        """Write down the first result and ask; a second click asks nobody twice."""
        self.ensure_one()
        alert = self.alert_id
        alert.check_access("write")
        if not self.partner_ids:
            raise UserError(self.env._("Choose at least one contact."))
        # sudo: the lock and the ledger are the programme's; that these are people of
        # the alert's client is checked here
        strangers = self.partner_ids.sudo().filtered(
            lambda partner: partner.commercial_partner_id != alert.sudo().client_id
        )
        if strangers:
            raise AccessError(
                self.env._(
                    "%(contact)s doesn't belong to %(client)s.",
                    contact=strangers[0].name,
                    client=alert.sudo().client_id.name,
                )
            )
        if self.recheck_id:
            return self.recheck_id.action_open_requests()
        rule = self._get_rule()
        if not rule:
            raise UserError(
                self.env._("No programme of %s is running.", alert.company_id.name)
            )
        self.recheck_id = (
            self.env["satisfaction.recheck"].sudo().create(self._prepare_recheck())
        )
        rule._plan_contacts(self.partner_ids, **self._get_options())
        if alert.state == "open":
            alert.sudo().write({"state": "working"})
        return self.recheck_id.sudo(False).action_open_requests()

    def _prepare_recheck(self):
        """The first result as it is now."""
        alert = self.alert_id.sudo()
        result = alert.score_id or alert.assessment_id
        values = {
            "alert_id": alert.id,
            "kind": self.kind,
            "survey_id": self.survey_id.id,
        }
        if result and result.points is not False:
            values.update(
                first_points=result.points,
                first_count=result.response_count,
                first_low=result.interval_low,
                first_high=result.interval_high,
            )
        return values
