# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ...working_time import add_working_hours
from .people import find_person, find_stand_in

ESCALATION_LEVELS = [
    ("0", "Not escalated"),
    ("1", "Service manager"),
    ("2", "Senior management"),
    ("3", "Programme manager"),
]
LAST_LEVEL = 3


class SatisfactionCase(models.Model):
    """A missed deadline goes up, level by level, until somebody acts (R99)."""

    _inherit = "satisfaction.case"

    escalation_level = fields.Selection(
        ESCALATION_LEVELS,
        "Escalated to",
        default="0",
        required=True,
        readonly=True,
        copy=False,
        help="How far the last missed deadline went up.",
    )
    escalated_at = fields.Datetime("Escalated", readonly=True, copy=False)
    escalated_what = fields.Char(
        readonly=True,
        copy=False,
        help="Technical name of the deadline that was missed: a later one starts at the"
        " first level again.",
    )
    escalate_at = fields.Datetime(
        compute="_compute_escalate_at",
        store=True,
        index="btree_not_null",
        help="When the next level is told, unless somebody acts before.",
    )

    @api.depends(
        "due_what",
        "due_on",
        "contact_deadline",
        "escalation_level",
        "escalated_at",
        "escalated_what",
    )
    def _compute_escalate_at(self):
        for case in self:
            case.escalate_at = case._get_missed_at()
        waiting = self.filtered(
            lambda case: case.escalate_at and case._get_reached_level()
        )
        for (company, program), cases in waiting.grouped(
            lambda case: (case.company_id, case.program_id)
        ).items():
            hours = (
                program.escalate_after_hours
                or program.default_get(["escalate_after_hours"])["escalate_after_hours"]
            )
            moments = add_working_hours(
                company.resource_calendar_id, cases.mapped("escalated_at"), hours
            )
            for case in cases:
                if case._get_reached_level() >= LAST_LEVEL:
                    case.escalate_at = False
                else:
                    case.escalate_at = max(
                        case.escalate_at,
                        moments[case.escalated_at].replace(microsecond=0),
                    )

    def _get_missed_at(self):
        """When the next deadline is over, as naive UTC datetime; False for none."""
        self.ensure_one()
        if self.due_what == "call":
            return self.contact_deadline
        if self.due_what == "report" and self.due_on:
            return self.company_id._satisfaction_day_end(self.due_on)
        return False

    def _get_reached_level(self):
        """How far the present deadline went up already: 0 to 3."""
        self.ensure_one()
        if self.escalated_what != self.due_what:
            return 0
        return int(self.escalation_level)

    @api.model
    def _cron_escalate(self, limit=100):
        """Take missed deadlines one level up.

        Safe to kill at any moment and to run twice at once: a batch is one
        transaction that moves the level and tells the person, and rows another
        worker holds are left to it.

        :param limit: cases per transaction
        """
        cron = self.env["ir.cron"]
        domain = Domain("escalate_at", "<=", fields.Datetime.now()) & Domain(
            "due_what", "!=", False
        )
        cron._commit_progress(remaining=self.search_count(domain))
        seen = set()
        while due := self.search(
            domain & Domain("id", "not in", list(seen)),
            order="escalate_at, id",
            limit=limit,
        ):
            seen.update(due.ids)
            due.try_lock_for_update(allow_referencing=True)._escalate()
            if not cron._commit_progress(len(due)):
                break

    def _escalate(self):
        """Tell the next person in line, each person and level once per deadline."""
        now = fields.Datetime.now()
        # sudo: the programme acts; people are told whatever their rights
        cases = self.sudo().filtered(
            lambda case: case.escalate_at and case.escalate_at <= now
        )
        activities, notes = [], {}
        for case in cases:
            level, person = case._find_next_level()
            if level == 2 and person and not case.senior_manager_id:
                # Who takes part may open the case.
                case.senior_manager_id = person
            case.write(
                {
                    "escalation_level": str(level),
                    "escalated_at": now.replace(microsecond=0),
                    "escalated_what": case.due_what,
                }
            )
            if person:
                activities.append(case._prepare_escalation_activity(person))
                notes[case.id] = case._word_escalation(person)
        if activities:
            cases._schedule_activities(activities)
            cases.browse(notes)._message_log_batch(bodies=notes)

    def _find_next_level(self):
        """The next level with somebody who doesn't know yet.

        :return: (level, ``res.users``); no user where everybody was told
        """
        self.ensure_one()
        reached = self._get_reached_level()
        told = self.client_manager_id
        for level in range(1, reached + 1):
            told |= self._get_escalation_person(level)
        for level in range(reached + 1, LAST_LEVEL + 1):
            person = self._get_escalation_person(level)
            if person and person not in told:
                return level, person
        return LAST_LEVEL, self.env["res.users"]

    def _get_escalation_person(self, level):
        """Who is told at a level; the programme manager stands in.

        :param level: 1 service manager, 2 senior management, 3 programme manager
        """
        self.ensure_one()
        if level == 1:
            return self.service_manager_id
        if level == 2:
            return self.senior_manager_id or find_person(self, "senior_management")
        return self.program_manager_id or find_stand_in(self)

    def _prepare_escalation_activity(self, person):
        """Values of the activity of whoever is told now."""
        kind = self.env.ref("client_satisfaction.activity_type_escalation")
        kind = kind.with_context(lang=person.lang or self.env.lang)
        return {
            "activity_type_id": kind.id,
            "automated": True,
            "summary": kind.summary or kind.name,
            "note": self.with_context(lang=person.lang)._word_escalation(person),
            "user_id": person.id,
            "date_deadline": self.company_id._satisfaction_today(),
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
        }

    def _word_escalation(self, person):
        """What was missed, and who is asked to act."""
        if self.due_what == "call":
            sentence = self.env._(
                "The client was not contacted in time. %(responsible)s was to call;"
                " %(person)s, please see to it.",
                responsible=self.client_manager_id.name or "–",
                person=person.name,
            )
        else:
            sentence = self.env._(
                "What was promised to the client is overdue. %(responsible)s looks"
                " after the client; %(person)s, please see to it.",
                responsible=self.client_manager_id.name or "–",
                person=person.name,
            )
        return Markup("<p>%s</p>") % sentence

    def write(self, vals):
        """Whoever acts ends the alarm: what it asked for is done."""
        moved = self.browse()
        if "state" in vals:
            moved = self.filtered(
                lambda case: (
                    case.state != vals["state"] and case.escalation_level != "0"
                )
            )
        result = super().write(vals)
        if moved:
            kind = self.env.ref(
                "client_satisfaction.activity_type_escalation", raise_if_not_found=False
            )
            # sudo: the alarm lies on other people's lists
            alarms = moved.sudo().activity_ids.filtered(
                lambda activity: activity.activity_type_id == kind
            )
            if kind and alarms:
                alarms.action_feedback()
        return result
