# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from ..common import SatisfactionCommon
from .raw_world import drop_checks, list_models, make_records
from .rights_table import ROLES, WORLDS, read_table

# What is refused here is refused on purpose.
LOUD = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.models",
)


class RightsCase(SatisfactionCommon):
    """A record of each model in each world, and somebody for each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})
        cls.bystander, cls.participant = (
            new_test_user(
                cls.env,
                login=f"satisfaction_{name}",
                groups="base.group_user",
                company_id=cls.company.id,
            )
            for name in ("bystander", "participant")
        )
        cls.portal = new_test_user(
            cls.env,
            login="satisfaction_portal",
            groups="base.group_portal",
            partner_id=cls.contact.id,
        )
        users = {
            "agent": cls.agent,
            "interviewer": cls.interviewer,
            "manager": cls.client_manager,
            "senior": cls.senior_manager,
            "programme": cls.program_manager,
            "takes part": cls.participant,
            "plain": cls.bystander,
            "portal": cls.portal,
            "public": cls.env.ref("base.public_user"),
        }
        cls.roles = {role: users[role] for role in ROLES}
        # Else exports are refused for want of this one
        export = cls.env.ref("base.group_allow_export")
        for user in users.values():
            if user._is_internal():
                user.group_ids += export
        cls.models = list_models(cls.env)
        drop_checks(cls.env, cls.models)
        foreign = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        gus = cls._make_contact(foreign, "Gus")
        ours = {
            "client_id": cls.client,
            "res.partner": cls.contact,
            "user_id": cls.agent,
            "praised_user_id": cls.agent,
            "issued_by_id": cls.agent,
            "interviewer_id": cls.interviewer,
            "typed_by_id": cls.interviewer,
            "client_manager_id": cls.client_manager,
            "service_manager_id": cls.participant,
            "our_user_ids": cls.participant,
        }
        theirs = dict.fromkeys(ours, cls.other_agent) | {
            "client_id": foreign,
            "res.partner": gus,
            "client_manager_id": cls.other_client_manager,
        }
        cls.worlds = {
            "own": cls._make_world(1, cls.company, cls.agent, ours),
            "foreign": cls._make_world(2, cls.company, cls.other_agent, theirs),
            "company": cls._make_world(3, cls.other_company, cls.agent, ours),
        }

    @classmethod
    def _make_world(cls, number, company, member, people):
        team = cls._make_team(
            name=f"Team {number}",
            company_id=company.id,
            user_ids=[Command.set(member.ids)],
        )
        return make_records(
            cls.env,
            cls.models,
            {
                **people,
                "res.company": company,
                "client_ids": people["client_id"],
                "helpdesk.ticket.team": team,
                "res.users": cls.other_agent,
            },
            number,
        )

    def _as(self, user, name, world):
        return self.worlds[world][name].with_user(user)

    def _may_read(self, name, role, world):
        cell = read_table()[name][role]
        return "r" in cell[WORLDS.index(world)]

    def _is_refused(self, way, *args):
        try:
            way(*args)
        except UserError:  # an AccessError is one, too
            return True
        return False

    def _try(self, method, arguments):
        """What a call answers as text; an error answers nothing."""
        savepoint = self.cr.savepoint()
        try:
            answer = repr(method(*arguments))
            self.env.flush_all()
        except UserError:
            answer = ""
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
        return answer
