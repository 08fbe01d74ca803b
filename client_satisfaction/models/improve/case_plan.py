# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models


class SatisfactionCase(models.Model):
    """Who does what until when: the plan of activities of a case.

    An automation rule (or a person) writes the plan on the case, which starts it.
    Rules and plans are data of the customer; nothing else depends on them.
    """

    _inherit = "satisfaction.case"

    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        "Follow-up plan",
        domain="[('res_model', '=', 'satisfaction.case')]",
        ondelete="set null",
        copy=False,
        help="Its activities are scheduled for the people of the case.",
    )
    started_plan_id = fields.Many2one(
        "mail.activity.plan", ondelete="set null", readonly=True, copy=False
    )

    def _start_plans(self):
        """Schedule the activities of the plans, once for each case and plan.

        All activities are created in one batch. A second plan (e.g. when the case is
        raised to senior management) adds only what isn't already on somebody's list.
        """
        context = self.env.context
        if context.get("satisfaction_defer_plans") or context.get(
            "satisfaction_history"
        ):
            return
        # sudo: colleagues' activities, plans and accounts; whoever may write the plan
        # on the case may start it.
        cases = self.sudo().filtered(
            lambda case: (
                case.activity_plan_id and case.activity_plan_id != case.started_plan_id
            )
        )
        if not cases:
            return
        already = {
            (activity.res_id, activity.activity_type_id, activity.user_id)
            for activity in cases.activity_ids
        }
        vals_list = []
        for case in cases:
            for step in case.activity_plan_id.template_ids:
                vals = case._prepare_activity(step)
                person = self.env["res.users"].browse(vals["user_id"])
                if (case.id, step.activity_type_id, person) not in already:
                    vals_list.append(vals)
        cases._schedule_activities(vals_list)
        # What was read above to find doubles is no longer all there is.
        cases.invalidate_recordset(["activity_ids"])
        for plan, started in cases.grouped("activity_plan_id").items():
            started.started_plan_id = plan

    @api.model
    def _schedule_activities(self, vals_list):
        """Create the activities of many cases; see ``activity_notice.py``."""
        # sudo: colleagues' lists; whoever may work on the case may start its plan
        activities = self.env["mail.activity"].sudo()
        activities.with_context(
            satisfaction_defer_plans=False
        )._create_satisfaction_tasks(vals_list)

    def _prepare_activity(self, step):
        """Values of the activity of one plan step.

        :param step: ``mail.activity.plan.template`` record
        """
        self.ensure_one()
        answer = step._determine_responsible(self.env["res.users"], self)
        note = step.note or Markup()
        if answer["warning"]:
            note = Markup("<p><b>%s</b></p>%s") % (answer["warning"], note)
        person = answer["responsible"] or self.program_manager_id
        kind = step.activity_type_id.with_context(lang=person.lang or self.env.lang)
        return {
            "activity_type_id": kind.id,
            "automated": True,
            # A step's own text isn't translated, the name of its type is. Without any
            # summary the chatter would show nothing but the day.
            "summary": step.summary or kind.summary or kind.name,
            "note": note,
            "user_id": person.id,
            "date_deadline": step._get_date_deadline(self._get_plan_date(step)),
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
        }

    def _get_plan_date(self, step):
        """The day a step counts from: the contact's or the report's deadline."""
        if step.satisfaction_deadline == "contact" and self.contact_deadline:
            return self.company_id._satisfaction_date(self.contact_deadline)
        if step.satisfaction_deadline == "report" and self.report_deadline:
            return self.report_deadline
        return self.company_id._satisfaction_today()
