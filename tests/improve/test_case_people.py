# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who takes care of a case, and that nobody missing loses one."""

from odoo import Command
from odoo.tests import tagged

from .builders import AGENT, CLIENT_MANAGER, PROGRAM_MANAGER, SENIOR, ImproveCommon

# Role: the field on the case, and each place that may name somebody, in order
STEPS = {
    "client_manager": (
        "client_manager_id",
        CLIENT_MANAGER,
        [
            ("client", "client_manager_id"),
            ("team", "satisfaction_client_manager_id"),
            ("program", "client_manager_id"),
        ],
    ),
    "service_manager": (
        "service_manager_id",
        AGENT,
        [
            ("category", "satisfaction_service_manager_id"),
            ("client", "client_service_manager_id"),
            ("team", "satisfaction_service_manager_id"),
            ("program", "service_manager_id"),
        ],
    ),
    "senior_management": (
        "senior_manager_id",
        SENIOR,
        [
            ("client", "client_senior_manager_id"),
            ("team", "satisfaction_senior_manager_id"),
            ("program", "senior_manager_id"),
        ],
    ),
}


@tagged("post_install", "-at_install")
class TestCasePeople(ImproveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody is named anywhere
        for _field, _group, steps in STEPS.values():
            for place, name in steps:
                getattr(cls, place)[name] = False

    def test_each_step_of_each_role(self):
        """R77, R78: client, team and programme in their order, category for service.

        From the programme upwards somebody is named at one more place each time: the
        nearest one to the client (or to the type of service) is taken.
        """
        for role, (field, group, steps) in STEPS.items():
            for place, name in reversed(steps):
                with self.subTest(role=role, place=place):
                    user = self._user(f"{role}_{place}", group)
                    getattr(self, place)[name] = user
                    case = self._open(40)
                    self.assertEqual(case[field], user)
                    self.assertNotIn(role, case.missing_roles or "")

    def test_no_senior_management_for_a_three(self):
        """R77: a 3 is for client manager and service manager only."""
        self.program.senior_manager_id = self.senior
        self.assertFalse(self._open(60).senior_manager_id)

    def test_missing_people_never_lose_a_case(self):
        """R75, R77, R78: nobody named at all: the programme manager, and it says so."""
        case = self._open(40)
        self.assertEqual(
            case.client_manager_id + case.service_manager_id + case.senior_manager_id,
            self.boss,
        )
        self.assertEqual(
            case.missing_people, "Client manager, Service manager, Senior management"
        )
        messages = "".join(case.message_ids.mapped("body"))
        self.assertIn("Nobody is available as Client manager, Service", messages)
        self.assertIn("Boss stands in", messages)
        found = self.env["satisfaction.case"].search(
            [("missing_roles", "not in", [False, ""]), ("id", "=", case.id)]
        )
        self.assertEqual(found, case)

    def test_one_missing(self):
        """R77: only the missing role is said, the others are as named."""
        self.client.client_manager_id = self.manager
        case = self._open(60)
        self.assertEqual(case.client_manager_id, self.manager)
        self.assertEqual(case.service_manager_id, self.boss)
        self.assertEqual(case.missing_people, "Service manager")

    def test_somebody_named_by_hand_is_not_missing(self):
        """R77: naming the person on the case clears the warning."""
        case = self._open(60)
        case.with_user(self.boss).write(
            {
                "client_manager_id": self.manager.id,
                "service_manager_id": self.service.id,
            }
        )
        self.assertFalse(case.missing_people)
        self.assertIn(self.service.partner_id, case.message_partner_ids)

    def test_who_left_is_missing(self):
        """R77: archived: the next step counts; without one it is missing."""
        self.client.client_manager_id = self._user("left", CLIENT_MANAGER)
        self.client.client_manager_id.active = False
        self.team.satisfaction_client_manager_id = self.manager
        self.assertEqual(self._open(60).client_manager_id, self.manager)
        self.team.satisfaction_client_manager_id.active = False
        case = self._open(60)
        self.assertEqual(case.client_manager_id, self.boss)
        self.assertIn("Client manager", case.missing_people)

    def test_who_cannot_open_the_case_is_missing(self):
        """R77: another company, a portal account; any colleague is good enough."""
        other = self.env["res.company"].create({"name": "Other"})
        for name, groups, values in (
            ("portal", "base.group_portal", {}),
            ("elsewhere", AGENT, {"company_id": other.id}),
        ):
            with self.subTest(name):
                user = self._user(name, groups)
                if values:
                    user.write({**values, "company_ids": [Command.set(other.ids)]})
                self.client.client_service_manager_id = user
                self.assertEqual(self._open(60).service_manager_id, self.boss)
        colleague = self._user("norole", "base.group_user")
        self.client.client_service_manager_id = colleague
        self.assertEqual(self._open(60).service_manager_id, colleague)

    def test_programme_manager_left_as_well(self):
        """R75: another programme manager of the company stands in."""
        second = self._user("second", PROGRAM_MANAGER)
        self.boss.active = False
        case = self._open(40)
        self.assertEqual(case.client_manager_id, second)
        self.assertEqual(case.program_manager_id, second)
        second.active = False
        # Nobody of the company is left: still a case, in the administrator's hands
        admin = self.env.ref("base.user_admin")
        self.assertEqual(self._open(40).client_manager_id, admin)

    def test_people_follow_without_a_storm_of_mails(self):
        """R77, R81: all three follow the case; each gets one message per activity."""
        self.client.write(
            {
                "client_manager_id": self.manager.id,
                "client_service_manager_id": self.service.id,
                "client_senior_manager_id": self.senior.id,
            }
        )
        people = self.manager + self.service + self.senior
        case = self._open(40)
        self.assertEqual(case.message_partner_ids, people.partner_id)
        with self.enter_registry_test_mode():
            self.env.ref(
                "client_satisfaction.ir_cron_tell_tasks"
            ).method_direct_trigger()
        sent = self.env["mail.notification"].search(
            [("res_partner_id", "in", people.partner_id.ids)]
        )
        # The client manager calls and reports, the others have one activity each
        self.assertEqual(
            sorted(sent.res_partner_id.mapped("name")),
            ["Manager", "Senior", "Service"],
        )
        self.assertEqual(len(sent), len(case.activity_ids))
        # Queued: no mail server in the transaction of whoever gave the answer
        self.assertEqual(set(sent.mail_mail_id.mapped("state")), {"outgoing"})
