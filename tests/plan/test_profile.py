# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The client profile: conditions, service managers, expectations, what is missing."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user

from ..common import SatisfactionCommon


class ProfileCommon(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env.ref("client_satisfaction.agreement_level_gold")
        cls.silver = cls.env.ref("client_satisfaction.agreement_level_silver")
        cls.partners = cls.env["res.partner"]


class TestConditions(ProfileCommon):
    def _clients(self, domain):
        return self.partners.search([("name", "in", ("Acme", "Globex")), *domain])

    def test_sampling_conditions(self):
        """R66: VIP, level from X on, new clients, equipment, services."""
        other = self._make_client("Globex", client_since=date(2015, 1, 1))
        service = self.env["satisfaction.service"].create({"name": "Workplace"})
        storage = self.env["satisfaction.equipment.class"].create({"name": "Storage"})
        self.client.write(
            {
                "agreement_level_id": self.gold.id,
                "client_since": date.today(),
                "client_service_ids": [Command.link(service.id)],
                "client_equipment_class_ids": [Command.link(storage.id)],
                "satisfaction_is_vip": True,
            }
        )
        other.agreement_level_id = self.silver
        for domain in (
            [("agreement_level_id.sequence", ">=", self.gold.sequence)],
            [("client_since", ">=", "-6m")],
            [("client_service_ids", "in", service.ids)],
            [("client_equipment_class_ids.name", "=", "Storage")],
            [("satisfaction_is_vip", "=", True)],
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self._clients(domain), self.client)
        self.assertEqual(
            self._clients([("agreement_level_id.sequence", ">=", 20)]),
            self.client + other,
        )

    def test_vip_users(self):
        """R66, R72: the role makes a VIP; being one doesn't need the role."""
        self.contact.satisfaction_role = "vip"
        self.assertTrue(self.contact.satisfaction_is_vip)
        self.leader.satisfaction_is_vip = True
        self.leader.satisfaction_role = "interface"
        self.assertTrue(self.leader.satisfaction_is_vip)
        self.contact.satisfaction_is_vip = False
        self.assertFalse(self.contact.satisfaction_is_vip)

    def test_lists_are_the_programme_managers(self):
        """R66: levels, services and equipment are kept by the programme manager."""
        for model in (
            "satisfaction.agreement.level",
            "satisfaction.service",
            "satisfaction.equipment.class",
        ):
            records = self.env[model]
            made = records.with_user(self.program_manager).create({"name": "Own one"})
            self.assertEqual(made.with_user(self.plain_user).name, "Own one")
            with self.assertRaises(AccessError):
                records.with_user(self.client_manager).create({"name": "Another"})


class TestServiceManagers(ProfileCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = new_test_user(
            cls.env,
            login="satisfaction_own_manager",
            groups="helpdesk_mgmt.group_helpdesk_user",
            company_id=cls.company.id,
        )
        cls.child = cls.env["helpdesk.ticket.category"].create(
            {"name": "Labels", "parent_id": cls.category.id}
        )

    def _case(self, category):
        return self.env["satisfaction.case"].create(
            {
                "client_id": self.client.id,
                "partner_id": self.contact.id,
                "category_id": category.id,
                "client_word": "It prints nothing.",
            }
        )

    def _name_own(self, category=None, client=None):
        return (
            self.env["satisfaction.client.service.manager"]
            .with_user(self.client_manager)
            .create(
                {
                    "client_id": (client or self.client).id,
                    "category_id": (category or self.category).id,
                    "user_id": self.own.id,
                }
            )
        )

    def test_by_type_of_service(self):
        """R77, R119: the client's own one for the type of service comes first, also
        for the types below it; without a line the category's one."""
        self.assertEqual(
            self._case(self.category).service_manager_id, self.service_manager
        )
        self._name_own()
        self.assertEqual(self._case(self.category).service_manager_id, self.own)
        self.assertEqual(self._case(self.child).service_manager_id, self.own)
        other = self.env["helpdesk.ticket.category"].create({"name": "Network"})
        self.client.client_service_manager_id = self.program_manager
        self.assertEqual(self._case(other).service_manager_id, self.program_manager)

    def test_who_left(self):
        """R77: who left counts as not named."""
        self._name_own()
        self.own.active = False
        self.assertEqual(
            self._case(self.category).service_manager_id, self.service_manager
        )

    def test_rights(self):
        """R119: a client manager names them for own clients; everybody reads."""
        line = self._name_own()
        self.assertEqual(line.with_user(self.agent).user_id, self.own)
        self.assertEqual(line.with_user(self.interviewer).user_id, self.own)
        with self.assertRaises(AccessError):
            line.with_user(self.other_client_manager).user_id = self.agent
        with self.assertRaises(AccessError):
            line.with_user(self.agent).user_id = self.agent
        with self.assertRaises(AccessError):
            line.with_user(self.plain_user).read(["user_id"])
        stranger = self._make_client("Globex")
        with self.assertRaises(AccessError):
            self._name_own(client=stranger)

    def test_on_a_contact(self):
        """A contact has no service managers: the sentence says where they belong."""
        with self.assertRaisesRegex(ValidationError, "Ada is a contact of Acme"):
            self.env["satisfaction.client.service.manager"].create(
                {
                    "client_id": self.contact.id,
                    "category_id": self.category.id,
                    "user_id": self.own.id,
                }
            )


class TestExpectations(ProfileCommon):
    def test_agreed(self):
        """R10: expectation, agreed target and day, shown on client and contacts."""
        lines = self.env["satisfaction.client.expectation"].with_user(
            self.client_manager
        )
        lines.create(
            [
                {
                    "client_id": self.client.id,
                    "topic": "Outages",
                    "expectation": "We hear it first",
                    "target": "within 15 minutes",
                    "agreed_on": date(2026, 3, 2),
                    "agreed_with_id": self.leader.id,
                },
                {"client_id": self.client.id, "topic": "Invoices", "sequence": 20},
            ]
        )
        text = self.contact.with_user(self.interviewer).client_expectations
        self.assertEqual(
            text.split("\n"),
            [
                "Outages: We hear it first – agreed on 03/02/2026: within 15 minutes",
                "Invoices – not agreed yet",
            ],
        )

    def test_agreed_with_a_stranger(self):
        """R10: who agreed is one of the client's people."""
        stranger = self._make_contact(self._make_client("Globex"), "Hank")
        with self.assertRaisesRegex(ValidationError, "doesn't belong to Acme"):
            self.env["satisfaction.client.expectation"].create(
                {
                    "client_id": self.client.id,
                    "topic": "Outages",
                    "agreed_with_id": stranger.id,
                }
            )

    def test_form(self):
        """R10, R73: the client manager keeps profile and expectations on the form."""
        client = self.client.with_user(self.client_manager)
        with Form(client) as form:
            form.agreement_level_id = self.gold
            form.client_business_notes = "Lives on its warehouse."
            with form.client_expectation_ids.new() as line:
                line.topic = "Reports"
        self.assertEqual(client.client_expectation_ids.topic, "Reports")
        self.assertEqual(client.client_business_notes, "Lives on its warehouse.")

    def test_outsiders_don_t_read_the_profile(self):
        """R73: colleagues outside the programme see contacts, not their profile."""
        self.client.client_business_notes = "Secret plans"
        with self.assertRaises(AccessError):
            self.client.with_user(self.plain_user).read(["client_business_notes"])


class TestCompleteness(ProfileCommon):
    def test_what_is_missing(self):
        """R73: the client says what the programme lacks; a filter finds them all."""
        client = self.client.with_user(self.program_manager)
        globex = self._make_client("Globex").with_user(self.program_manager)
        self.assertEqual(
            client.client_profile_gaps,
            "the day it became a client, its agreement level, what it expects",
        )
        self.assertIn("a client manager", globex.client_profile_gaps)
        self.assertIn("a decision leader", globex.client_profile_gaps)
        self.client.write(
            {
                "client_since": date(2020, 1, 1),
                "agreement_level_id": self.gold.id,
                "client_expectation_ids": [Command.create({"topic": "Outages"})],
            }
        )
        self.assertFalse(client.client_profile_gaps)
        self.assertTrue(client.client_profile_complete)
        both = [("id", "in", (client + globex).ids)]
        self.assertEqual(
            client.search([("client_profile_complete", "=", True), *both]), client
        )
        self.assertEqual(
            client.search([("client_profile_complete", "=", False), *both]), globex
        )
        self.leader.satisfaction_opt_out = True
        client.invalidate_recordset()
        self.assertEqual(
            client.client_profile_gaps,
            "a decision leader or interface person who can be asked",
        )
        self.assertEqual(
            client.search([("client_profile_complete", "=", False), *both]),
            client + globex,
        )

    def test_people_by_role(self):
        """R72, R121: who answers for the client, by role."""
        self.leader.satisfaction_opt_out = True
        self.assertEqual(
            self.client.with_user(self.agent).client_contacts_by_role,
            "Decision leader: Linus (not asked)\nEnd user: Ada",
        )

    def test_many_clients_cost_no_more(self):
        """The list of clients asks the database as often for 2 as for 30."""
        few = self.partners.create(
            [{"name": f"Few {number}", "is_company": True} for number in range(2)]
        )
        many = self.partners.create(
            [{"name": f"Many {number}", "is_company": True} for number in range(30)]
        )
        self.env.flush_all()

        def count(clients):
            clients = clients.with_user(self.program_manager)
            clients.invalidate_recordset()
            clients.mapped("name")
            before = self.env.cr.sql_log_count
            clients.mapped("client_profile_gaps")
            clients.mapped("client_contacts_by_role")
            return self.env.cr.sql_log_count - before

        count(few)
        self.assertLessEqual(count(many), count(few))


class TestWhoNamesClientManagers(ProfileCommon):
    def test_nobody_names_himself(self):
        """Whoever is client manager sees the answers: only the programme manager
        names one, or the present one hands over."""
        other = self.client.with_user(self.other_client_manager)
        with (
            self.assertRaisesRegex(AccessError, "named by the programme manager"),
            self.cr.savepoint(),
        ):
            other.client_manager_id = self.other_client_manager
        self.assertEqual(self.client.client_manager_id, self.client_manager)
        self.client.with_user(
            self.client_manager
        ).client_manager_id = self.other_client_manager
        self.assertEqual(self.client.client_manager_id, self.other_client_manager)
        self.client.with_user(
            self.program_manager
        ).client_manager_id = self.client_manager
        self.assertEqual(self.client.client_manager_id, self.client_manager)
