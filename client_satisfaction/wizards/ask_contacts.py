# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.ask.contact_planning import ContactPlanner
from ..models.ask.request import DELIVERIES


class SatisfactionAskContacts(models.TransientModel):
    """Ask chosen contacts whenever a manager finds it right (R24, R25)."""

    _name = "satisfaction.ask.contacts"
    _description = "Ask Contacts"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    trigger = fields.Selection(
        [("manual", "Now"), ("service_review", "At the service review")],
        "Occasion",
        required=True,
        default="manual",
    )
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner",
        "satisfaction_ask_contacts_partner_rel",
        string="Contacts",
        required=True,
        domain="[('is_company', '=', False)]",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        domain="[('survey_type', '=', 'satisfaction')]",
        compute="_compute_survey_id",
        store=True,
        readonly=False,
    )
    delivery = fields.Selection(DELIVERIES, "How", required=True, default="mail")
    is_mandatory = fields.Boolean(
        "Agreed with the client",
        help="Then contacts who opted out or were asked lately are asked as well.",
    )
    outcome_html = fields.Html(
        "Who is asked", compute="_compute_outcome_html", sanitize=False
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        records = self.env[context.get("active_model") or "res.partner"].browse(
            context.get("active_ids") or context.get("active_id") or ()
        )
        if records._name == "helpdesk.ticket" and len(records) == 1:
            values["ticket_id"] = records.id
            values["company_id"] = records.company_id.id
            partners = records.partner_id
        elif records._name == "res.partner":
            partners = self._find_people(records)
        else:
            partners = self.env["res.partner"]
        values.setdefault("partner_ids", [fields.Command.set(partners.ids)])
        return values

    @api.model
    def _find_people(self, partners):
        """The chosen contacts; for a company, its people with a role."""
        companies = partners.filtered("is_company")
        people = self.env["res.partner"].search(
            Domain("commercial_partner_id", "in", companies.ids)
            & Domain("satisfaction_role", "in", ("interface", "decision_leader", "vip"))
        )
        return (partners - companies) | people

    @api.depends("trigger", "company_id")
    def _compute_survey_id(self):
        for wizard in self:
            rule = wizard._find_rule()
            name = "service_review" if wizard.trigger == "service_review" else "event"
            purpose = self.env.ref(f"client_satisfaction.survey_{name}", False)
            if wizard.trigger == "manual" and not wizard.ticket_id:
                purpose = rule.channel_id.survey_id
            wizard.survey_id = (
                rule.survey_id or purpose or rule.channel_id.survey_id
            ).id

    def _find_rule(self, make=False):
        """The running programme's rule for this occasion.

        :param make: write a rule that is missing; only looking makes none
        """
        program = self.env["satisfaction.program"]._find_running(self.company_id)
        if make:
            return program._get_rule(self.trigger)
        rules = program.rule_ids
        rule = rules.filtered(lambda rule: rule.trigger == self.trigger)[:1]
        if program and not rule:
            rule = rules.new(program._prepare_rule(self.trigger))
        return rule

    @api.depends(
        "trigger", "company_id", "partner_ids", "survey_id", "delivery", "is_mandatory"
    )
    def _compute_outcome_html(self):
        reasons = dict(
            self.env["satisfaction.request"]
            ._fields["skip_reason"]
            ._description_selection(self.env)
        )
        for wizard in self:
            rule = wizard._find_rule()
            # Who was asked lately, and who opted out, is told only to those who may
            # ask: by a remote call anybody could put anybody's contacts in here.
            if not rule or not wizard.partner_ids or wizard._find_foreign() is not None:
                wizard.outcome_html = False
                continue
            planner = wizard._make_planner(rule)
            lines = []
            for contact in planner.subjects:
                values = planner.prepare(contact)
                verdict = reasons.get(values.get("skip_reason"))
                if verdict:
                    text = self.env._("not asked: %s", verdict.lower())
                else:
                    text = self.env._("is asked")
                style = "text-muted" if verdict else "fw-bold"
                lines.append(
                    Markup('<tr><td>%s</td><td class="%s">%s</td></tr>')
                    % (contact.display_name, style, text)
                )
            wizard.outcome_html = Markup('<table class="table table-sm">%s</table>') % (
                Markup("").join(lines)
            )

    def _get_options(self):
        return {
            "survey": self.survey_id.sudo() or None,
            "delivery": self.delivery,
            "is_mandatory": self.is_mandatory,
            "ticket": self.ticket_id,
        }

    def _make_planner(self, rule):
        contacts = self.partner_ids._origin.sudo()
        return ContactPlanner(rule.sudo(), contacts, **self._get_options())

    def _find_foreign(self):
        """The clients this user may not ask, None where the user may ask all.

        Client managers ask their own clients, programme managers everybody.
        """
        if self.company_id not in self.env.companies:
            return self.env["res.partner"]
        if self.env.user.has_group("client_satisfaction.group_program_manager"):
            return None
        # sudo: only compares who manages whom
        clients = self.partner_ids.sudo().commercial_partner_id
        others = clients.filtered(
            lambda client: client.client_manager_id != self.env.user
        )
        if others or not self.env.user.has_group(
            "client_satisfaction.group_client_manager"
        ):
            return others
        return None

    def _check_may_ask(self):
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("This is another company's programme."))
        if (others := self._find_foreign()) is not None:
            # The name is told only to whoever may read it.
            named = others.sudo(False)._filtered_access("read")[:1]
            raise AccessError(
                self.env._(
                    "Only the client manager of %s can ask this client.",
                    named.display_name or "",
                )
            )

    def action_ask(self):
        """Plan the asks and say who is left out and why."""
        self.ensure_one()
        self._check_may_ask()
        if not self.partner_ids:
            raise UserError(self.env._("Choose at least one contact."))
        if self.ticket_id:
            self.ticket_id.check_access("read")
        rule = self._find_rule(make=True)
        if not rule:
            raise UserError(
                self.env._("No programme of %s is running.", self.company_id.name)
            )
        requests = rule._plan_contacts(self.partner_ids, **self._get_options())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {
            **action,
            "domain": [("id", "in", requests.ids)],
            "context": {"create": False},
        }
