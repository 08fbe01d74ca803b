# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The setting of the demo story as records: company, people, clients, programmes."""

import base64
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tools import file_open

from .story_people import CATEGORIES, CLIENTS, COLLEAGUES, COMPANY, TEAMS, Client
from .story_profile import write_profiles
from .story_timing import Timing
from .story_waves import create_panel, set_weights
from .story_words import BUSINESS_GOALS, STRATEGY

LANGUAGES = ("zh_CN", "ru_RU")


@dataclass
class Cast:
    """The records of the setting, by the keys of ``story_people``."""

    env: Any
    timing: Timing
    company: Any = None
    users: dict[str, Any] = field(default_factory=dict)
    teams: dict[str, Any] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Any] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Any] = field(default_factory=dict)
    programs: dict[int, Any] = field(default_factory=dict)

    def name(self, record, xml_id):
        """Give a record an external id ``<xml_id>_demo``."""
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"client_satisfaction.{xml_id}_demo",
                    "record": record,
                    "noupdate": True,
                }
            ]
        )
        return record


def set_company(env):
    """Give the main company the provider's name, address and time zone.

    Only a demo database's company is touched, and only this one.
    """
    company = env.ref("base.main_company")
    for code in LANGUAGES:
        env["res.lang"]._activate_lang(code)
    values = {key: COMPANY[key] for key in ("name", "email", "phone", "street", "city")}
    company.write(
        {**values, "zip": COMPANY["zip"], "country_id": env.ref(COMPANY["country"]).id}
    )
    with file_open("client_satisfaction/demo/logo.png", "rb") as logo:
        company.logo = base64.b64encode(logo.read())
    company.partner_id.tz = COMPANY["tz"]
    company.resource_calendar_id.tz = COMPANY["tz"]
    # Otherwise the browser of the first admin who logs in moves the working hours.
    env.ref("base.user_admin").tz = COMPANY["tz"]
    return company


def set_scene(cast):
    """Create people, teams, clients and programmes."""
    _create_colleagues(cast)
    _create_teams(cast)
    _create_clients(cast)
    write_profiles(cast)
    create_panel(cast)
    set_weights(cast)
    _create_programs(cast)


def _create_colleagues(cast):
    env = cast.env
    groups = {xml_id for colleague in COLLEAGUES for xml_id in colleague.groups}
    group_ids = {xml_id: env.ref(xml_id).id for xml_id in groups}
    users = env["res.users"].create(
        [
            {
                "name": colleague.name,
                "login": colleague.login,
                "password": colleague.login,
                "email": f"{colleague.login}@{COMPANY['email'].split('@')[1]}",
                "function": colleague.function,
                "tz": COMPANY["tz"],
                "lang": "en_US",
                "company_id": cast.company.id,
                "company_ids": [Command.set(cast.company.ids)],
                "group_ids": [
                    Command.link(env.ref("base.group_user").id),
                    *(Command.link(group_ids[xml_id]) for xml_id in colleague.groups),
                ],
            }
            for colleague in COLLEAGUES
        ]
    )
    # Not before they are known to be employees: only these may have an inbox.
    users.notification_type = "inbox"
    if "odoobot_state" in users._fields:
        # The show is about clients, not about the chat's own tour.
        users.odoobot_state = "disabled"
    for colleague, user in zip(COLLEAGUES, users, strict=True):
        cast.users[colleague.login] = cast.name(user, f"user_{colleague.login}")


def _create_teams(cast):
    env = cast.env
    for key, name, manager, _team in CATEGORIES:
        cast.categories[key] = cast.name(
            env["helpdesk.ticket.category"].create(
                {
                    "name": name,
                    "company_id": cast.company.id,
                    "satisfaction_service_manager_id": manager
                    and cast.users[manager].id,
                }
            ),
            f"category_{key}",
        )
    for key, name, members, leader in TEAMS:
        cast.teams[key] = cast.name(
            env["helpdesk.ticket.team"].create(
                {
                    "name": name,
                    "company_id": cast.company.id,
                    "user_ids": [Command.set([cast.users[one].id for one in members])],
                    "user_id": cast.users[leader].id,
                    "satisfaction_client_manager_id": cast.users["clientmanager"].id,
                    "satisfaction_service_manager_id": cast.users[leader].id,
                    "satisfaction_senior_manager_id": cast.users["seniormanager"].id,
                }
            ),
            f"team_{key}",
        )


def _create_clients(cast):
    partners = cast.env["res.partner"].create(
        [_client_values(cast, client) for client in CLIENTS]
    )
    for client, partner in zip(CLIENTS, partners, strict=True):
        cast.clients[client.key] = cast.name(partner, f"client_{client.key}")
    people = [(client, contact) for client in CLIENTS for contact in client.contacts]
    contacts = cast.env["res.partner"].create(
        [
            {
                "name": contact.name,
                "parent_id": cast.clients[client.key].id,
                "type": "contact",
                "lang": client.lang,
                "email": contact.mailbox and f"{contact.mailbox}@{client.domain}",
                "satisfaction_role": contact.role,
                "satisfaction_opt_out": contact.opt_out,
            }
            for client, contact in people
        ]
    )
    for (client, contact), partner in zip(people, contacts, strict=True):
        cast.contacts[client.key, contact.name] = partner
        if contact.login:
            _create_portal_user(cast, partner, contact.login)


def _client_values(cast, client: Client):
    today = cast.timing.today
    until = client.until_months and today - relativedelta(months=client.until_months)
    return {
        "name": client.name,
        "is_company": True,
        "lang": client.lang,
        "city": client.city,
        "country_id": cast.env.ref(client.country).id,
        "email": f"office@{client.domain}",
        "website": f"https://www.{client.domain}",
        "comment": client.story,
        "client_manager_id": cast.users[client.manager].id,
        "client_service_manager_id": client.service_manager
        and cast.users[client.service_manager].id,
        "client_senior_manager_id": cast.users["seniormanager"].id,
        "client_since": today - relativedelta(months=client.since_months),
        "client_until": until,
        "agreement_level_id": cast.env.ref(
            f"client_satisfaction.agreement_level_{client.agreement.lower()}"
        ).id,
    }


def _create_portal_user(cast, partner, login):
    user = cast.env["res.users"].create(
        {
            "partner_id": partner.id,
            "login": login,
            "password": login,
            "lang": partner.lang,
            "company_id": cast.company.id,
            "company_ids": [Command.set(cast.company.ids)],
            "group_ids": [Command.set(cast.env.ref("base.group_portal").ids)],
        }
    )
    cast.users[login] = cast.name(user, f"user_{login.replace('.', '_')}")


def _create_programs(cast):
    """The programmes of this year and the two before, approved and running."""
    manager = cast.users["programmemanager"]
    this_year = cast.timing.today.year
    programs = cast.env["satisfaction.program"].search(
        [("company_id", "=", cast.company.id), ("year", ">=", this_year - 2)]
    )
    years = range(this_year - 2, this_year + 1)
    missing = set(years) - set(programs.mapped("year"))
    programs += programs.create(
        [
            {
                "name": f"Client satisfaction {year}",
                "company_id": cast.company.id,
                "year": year,
                "manager_id": manager.id,
            }
            for year in sorted(missing)
        ]
    )
    programs.write(
        {
            "strategy": STRATEGY,
            "manager_id": manager.id,
            "client_manager_id": cast.users["clientmanager"].id,
            "service_manager_id": cast.users["servicemanager"].id,
            "senior_manager_id": cast.users["seniormanager"].id,
        }
    )
    # The story's answers are three ratings each, in every channel.
    programs.channel_ids.survey_id = cast.env.ref("client_satisfaction.survey_event")
    _create_goals(cast, programs)
    _create_monthly_rules(cast, programs)
    programs.with_user(manager).action_approve_strategy()
    programs.with_user(manager).action_start()
    names = {this_year: "this_year", this_year - 1: "last_year"}
    for program in programs:
        name = names.get(program.year, f"year_{program.year}")
        cast.programs[program.year] = cast.name(program, f"program_{name}")


def _create_goals(cast, programs):
    """The business goals, tied to the questionnaires that serve them."""
    surveys = cast.env["survey.survey"].search([("satisfaction_purpose", "!=", False)])
    by_purpose = surveys.grouped("satisfaction_purpose")
    cast.env["satisfaction.business.goal"].create(
        [
            {
                "program_id": program.id,
                "name": name,
                "description": why,
                "measure": measure,
                "owner_id": cast.users["seniormanager"].id,
                "survey_ids": [
                    Command.link(survey.id)
                    for purpose in purposes
                    for survey in by_purpose.get(purpose, ())
                ],
            }
            for program in programs
            for name, why, measure, purposes in BUSINESS_GOALS
        ]
    )


def _create_monthly_rules(cast, programs):
    """The rating of each month, asked by a rule of the calendar (R18)."""
    cast.env["satisfaction.rule"].create(
        [
            {
                "name": "Rating of the month",
                "program_id": program.id,
                "trigger": "monthly",
                "channel_id": program.channel_ids.filtered(
                    lambda channel: channel.kind == "monthly"
                ).id,
            }
            for program in programs
            if not program.rule_ids.filtered(lambda rule: rule.trigger == "monthly")
        ]
    )


def open_for_the_show(cast):
    """Let the running programme ask at once and again, so that it can be shown.

    With the defaults a mail goes out an hour after closing, a contact is left in peace
    for a week and a low answer waits ten minutes for a correction.
    """
    program = cast.programs[cast.timing.today.year]
    program.correction_minutes = 0
    program.rule_ids.write({"delay_hours": 0, "cool_down_days": 0})
