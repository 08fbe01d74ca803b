# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models

from ...working_time import add_working_hours, next_working_days
from .people import find_person, find_stand_in, roles_of_level

ROLE_FIELDS = {
    "client_manager": "client_manager_id",
    "service_manager": "service_manager_id",
    "senior_management": "senior_manager_id",
}


class SatisfactionCase(models.Model):
    """Who takes care of a case and until when."""

    _inherit = "satisfaction.case"

    # People
    client_manager_id = fields.Many2one(
        "res.users",
        "Client manager",
        tracking=True,
        index=True,
        compute="_compute_client_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Calls the client, and answers for the case.",
    )
    service_manager_id = fields.Many2one(
        "res.users",
        "Service manager",
        tracking=True,
        index=True,
        compute="_compute_service_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Joins the call: responsible for this type of service.",
    )
    senior_manager_id = fields.Many2one(
        "res.users",
        "Senior management",
        tracking=True,
        compute="_compute_senior_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Takes part in the call after an answer of 1 or 2.",
    )
    program_manager_id = fields.Many2one(
        "res.users",
        "Programme manager",
        compute="_compute_program_manager_id",
        store=True,
        precompute=True,
        help="Stands in for whoever is missing.",
    )
    missing_roles = fields.Char(
        compute="_compute_missing_roles",
        store=True,
        precompute=True,
        help="Technical names of the roles the programme manager stands in for.",
    )
    missing_people = fields.Char(
        compute="_compute_missing_people",
        help="Roles nobody was named for; the programme manager stands in.",
    )
    # Deadlines
    contact_deadline = fields.Datetime(
        "Contact until",
        compute="_compute_deadlines",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Contact the client until then.",
    )
    report_deadline = fields.Date(
        "Report promised until",
        compute="_compute_deadlines",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The report with actions is promised until then.",
    )

    due_what = fields.Selection(
        [("call", "Call the client"), ("report", "Report to the client")],
        "Next deadline",
        compute="_compute_due",
        store=True,
    )
    due_on = fields.Date(
        "Due",
        compute="_compute_due",
        store=True,
        index="btree_not_null",
        help="The next deadline: the call, then the promised report.",
    )
    deadline_state = fields.Selection(
        [("late", "Late"), ("soon", "Today"), ("later", "Later"), ("none", "None")],
        compute="_compute_deadline_state",
    )
    deadline_color = fields.Integer(compute="_compute_deadline_state")

    # ------------------------------------------------------------------
    # People (R77, R78)
    # ------------------------------------------------------------------
    def _resolve_role(self, role):
        """Fill in the person of a role; whoever is missing never loses a case."""
        for case in self:
            case[ROLE_FIELDS[role]] = find_person(case, role) or find_stand_in(case)

    @api.depends("client_id", "team_id", "program_id", "company_id")
    def _compute_client_manager_id(self):
        self._resolve_role("client_manager")

    @api.depends("client_id", "team_id", "category_id", "program_id", "company_id")
    def _compute_service_manager_id(self):
        self._resolve_role("service_manager")

    @api.depends("client_id", "team_id", "program_id", "company_id", "follow_up_level")
    def _compute_senior_manager_id(self):
        senior = self.filtered(lambda case: case.follow_up_level == "senior")
        senior._resolve_role("senior_management")
        (self - senior).senior_manager_id = False

    @api.depends("program_id", "company_id")
    def _compute_program_manager_id(self):
        for case in self:
            case.program_manager_id = find_stand_in(case)

    @api.depends(
        "client_manager_id",
        "service_manager_id",
        "senior_manager_id",
        "program_manager_id",
        "follow_up_level",
    )
    def _compute_missing_roles(self):
        for case in self:
            case.missing_roles = ",".join(
                role
                for role in roles_of_level(case.follow_up_level)
                # Somebody put in by hand isn't missing any more.
                if case[ROLE_FIELDS[role]]
                in (self.env["res.users"], case.program_manager_id)
                and not find_person(case, role)
            )

    @api.depends("missing_roles")
    @api.depends_context("lang")
    def _compute_missing_people(self):
        labels = self.fields_get(list(ROLE_FIELDS.values()), ["string"])
        for case in self:
            case.missing_people = ", ".join(
                labels[ROLE_FIELDS[role]]["string"]
                for role in (case.missing_roles or "").split(",")
                if role
            )

    # ------------------------------------------------------------------
    # Deadlines
    # ------------------------------------------------------------------
    @api.depends("received_at", "program_id", "company_id")
    def _compute_deadlines(self):
        for (company, program), cases in self.grouped(
            lambda case: (case.company_id, case.program_id)
        ).items():
            cases = cases.filtered(lambda case: case.company_id and case.received_at)
            deadlines = self._get_deadlines(
                company, program, cases.mapped("received_at")
            )
            for case in cases:
                case.contact_deadline, case.report_deadline = deadlines[
                    case.received_at
                ]

    @api.model
    def _get_deadlines(self, company, program, moments):
        """Until when to call and to report, for feedback received at each moment.

        :param moments: naive UTC datetimes
        :return: ``{moment: (contact deadline in UTC, day of the report)}``; the call
            counts on the company's working calendar, the report is due so many days
            later, on a working day (R79, R81)
        """
        default = self.env["satisfaction.program"].default_get(
            ["contact_within_hours", "report_within_days"]
        )
        hours = program.contact_within_hours or default["contact_within_hours"]
        days = program.report_within_days or default["report_within_days"]
        calendar = company.resource_calendar_id
        contact = add_working_hours(calendar, moments, hours)
        raw_report = {
            moment: fields.Date.add(company._satisfaction_date(moment), days=days)
            for moment in moments
        }
        report = next_working_days(calendar, list(raw_report.values()))
        return {
            moment: (
                contact[moment].replace(microsecond=0),
                report[raw_report[moment]],
            )
            for moment in moments
        }

    @api.depends(
        "state",
        "contacted_at",
        "contact_deadline",
        "report_deadline",
        "commitment_date",
    )
    def _compute_due(self):
        for case in self:
            case.due_what = case.due_on = False
            if case.state == "new" and case.contact_deadline:
                case.due_what = "call"
                case.due_on = case.company_id._satisfaction_date(case.contact_deadline)
            elif case.state in ("contacted", "analysed", "committed"):
                case.due_what = "report"
                # What was agreed on the call replaces what was promised by mail.
                case.due_on = case.commitment_date or case.report_deadline

    @api.depends("due_on", "contact_deadline")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        # Odoo's kanban colours: red, orange, none
        colors = {"late": 1, "soon": 2}
        for case in self:
            today = case.company_id._satisfaction_today() if case.company_id else None
            if not case.due_on or not today:
                case.deadline_state = "none"
            elif case.due_on < today or (
                case.due_what == "call" and case.contact_deadline < now
            ):
                case.deadline_state = "late"
            elif case.due_on == today:
                case.deadline_state = "soon"
            else:
                case.deadline_state = "later"
            case.deadline_color = colors.get(case.deadline_state, 0)

    # ------------------------------------------------------------------
    # Telling them
    # ------------------------------------------------------------------
    def _subscribe_people(self):
        """Let the people of each case follow it.

        Nobody gets a mail for that: the activities of the plan notify each of them
        once.
        """
        cases_by_partners = {}
        for case in self.sudo():  # sudo: the partners behind colleagues' accounts
            partners = case._get_people().filtered("active").partner_id
            cases_by_partners.setdefault(partners, []).append(case.id)
        if self.env.context.get("satisfaction_no_followers_yet"):
            self._insert_first_followers(cases_by_partners)
            return
        for partners, case_ids in cases_by_partners.items():
            if partners:
                self.browse(case_ids)._message_subscribe(partners.ids)

    @api.model
    def _insert_first_followers(self, cases_by_partners):
        """Followers of cases that were just created without any, all in one batch.

        :param cases_by_partners: ``{res.partner records of colleagues: [case id, …]}``
        """
        followers = self.env["mail.followers"].sudo()  # sudo: as _message_subscribe
        vals_list = []
        for partners, case_ids in cases_by_partners.items():
            new, _update = followers._add_default_followers(
                self._name,
                case_ids,
                partners.ids,
                # Colleagues, see ``is_available``
                customer_ids=[],
                check_existing=False,
            )
            vals_list += [
                {**values, "res_id": case_id}
                for case_id, some in new.items()
                for values in some
            ]
        followers.create(vals_list)
        self.invalidate_model(["message_follower_ids", "message_partner_ids"])

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """An activity subscribes its person; those of a new case follow it already."""
        if (
            self.env.context.get("satisfaction_people_follow")
            and partner_ids
            and not subtype_ids
        ):
            wanted = set(partner_ids)
            # sudo: the partners behind colleagues' accounts
            known = self.sudo().filtered(
                lambda case: wanted <= set(case._get_people().partner_id.ids)
            )
            others = self - self.browse(known.ids)
            return not others or super(SatisfactionCase, others).message_subscribe(
                partner_ids, subtype_ids
            )
        return super().message_subscribe(partner_ids, subtype_ids)

    def _get_people(self):
        """Everybody who takes part in these cases."""
        return self.client_manager_id | self.service_manager_id | self.senior_manager_id

    def _log_missing_people(self):
        """Say on the case whom nobody was named for, and who stands in."""
        bodies = {}
        # sudo: the programme manager's name is for everyone who works on the case
        for case in self.sudo().filtered("missing_roles"):
            bodies[case.id] = Markup("<p>%s</p>") % self.env._(
                "Nobody is available as %(roles)s: %(stand_in)s stands in. Name them on"
                " the client, the team, the category or the programme.",
                roles=case.missing_people,
                stand_in=case.program_manager_id.name
                or self.env._("nobody, as the programme has no manager"),
            )
        if bodies:
            self.browse(bodies)._message_log_batch(bodies=bodies)
