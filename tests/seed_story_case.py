# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form

from .measure.assessment_case import AssessmentCase
from .seed_story_figures import (
    CLIENTS,
    LEAVER,
    OWN_INDICATOR,
    OWN_LEVEL,
    REMARKER,
    SAMPLE,
    SERVED,
    people_of,
    rating,
    recommendation,
)


class SeedStoryCase(AssessmentCase):
    """Three waves of thirty clients, each played in its own year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.this_year = fields.Date.today().year
        cls.years = [cls.this_year - 2, cls.this_year - 1, cls.this_year]
        cls._make_panel()
        cls._set_own_weights()
        cls.waves = cls.env["satisfaction.wave"]
        cls.carried = []
        for number, year in enumerate(cls.years):
            with freeze_time(f"{year}-05-12 09:00:00"):
                cls._run_wave(number, year)

    @classmethod
    def _make_panel(cls):
        levels = ("bronze", "silver", "gold")
        managers = (cls.client_manager, cls.other_client_manager)
        cls.clients = cls.env["res.partner"].create(
            [
                {
                    "name": f"Client {number:02}",
                    "ref": "seed-story",
                    "is_company": True,
                    "company_id": False,
                    # The last four come when the first wave is over.
                    "client_since": date(
                        cls.years[0] - 3 if number < SAMPLE else cls.years[1], 1, 1
                    ),
                    "client_manager_id": managers[number % 2].id,
                    "satisfaction_is_vip": number % 5 == 0,
                    "agreement_level_id": cls.env.ref(
                        f"client_satisfaction.agreement_level_{levels[number % 3]}"
                    ).id,
                }
                for number in range(CLIENTS)
            ]
        )
        cls.number_of = {client: number for number, client in enumerate(cls.clients)}
        roles = ("decision_leader", "end_user")
        cls.env["res.partner"].create(
            [
                {
                    "name": f"Person {number:02}-{person}",
                    "parent_id": client.id,
                    "email": f"person{person}@client{number:02}.example",
                    "satisfaction_role": roles[person % 2],
                }
                for number, client in enumerate(cls.clients)
                for person in range(people_of(number))
            ]
        )
        cls.group = (
            cls.env["satisfaction.target.group"]
            .with_user(cls.program_manager)
            .create(
                {
                    "name": "The panel",
                    "client_domain": "[('ref', '=', 'seed-story')]",
                    "size_kind": "number",
                    "number": SAMPLE,
                }
            )
        )
        # Somebody who worked for the client isn't independent (R70).
        cls._make_tickets(
            1,
            partner_id=cls.clients[SERVED].child_ids[0].id,
            user_id=cls.interviewer.id,
        )

    @classmethod
    def _set_own_weights(cls):
        """In the weight matrix, by the clients' own managers (R45)."""
        cells = [
            (number, f"level:{code}", weight)
            for number, weights in OWN_LEVEL.items()
            for code, weight in weights.items()
        ] + [
            (number, f"indicator:{cls.indicators[code].id}", weight)
            for number, weights in OWN_INDICATOR.items()
            for code, weight in weights.items()
        ]
        for number, key, weight in cells:
            client = cls.clients[number]
            saved = (
                cls.env["satisfaction.client.weight"]
                .with_user(client.client_manager_id)
                .save_matrix(
                    cls.scorecard.id,
                    [
                        {
                            "client_id": client.id,
                            "key": key,
                            "weight": weight,
                            "seen": None,
                        }
                    ],
                    "Told in the yearly meeting",
                )
            )
            assert saved["saved"] == 1, saved

    # ------------------------------------------------------------------
    # One year
    # ------------------------------------------------------------------
    @classmethod
    def _run_wave(cls, number, year):
        program = cls._make_program(cls.company, year)
        program.scorecard_id = cls.scorecard
        if number == 1:
            cls.clients[LEAVER].client_until = date(year, 1, 31)
        form = Form(cls.env["satisfaction.wave"].with_user(cls.program_manager))
        form.program_id = program.with_user(cls.program_manager)
        form.target_group_id = cls.group
        form.survey_id = cls.form.with_user(cls.program_manager)
        form.date_start = date(year, 5, 12)
        form.date_end = date(year, 6, 12)
        form.mode = "meeting"
        wave = form.save()
        wave.seed = f"seed story {number}"
        cls.waves |= wave
        wave.action_draw()
        wave.action_start()
        with cls._without_commit():
            cls.env["satisfaction.wave"]._cron_open()
        for assessment in wave.sudo().assessment_ids:
            if assessment.state == "running":
                cls._interview(assessment, number)
        cls._count()
        if number == 0:
            cls._decide_on_remark()
        if number < 2:
            wave.action_close()
        else:
            wave.action_update_results()

    @classmethod
    def _interview(cls, assessment, wave):
        """The interviewer hears everybody, and goes through the earlier remarks."""
        client = cls.number_of[assessment.client_id]
        interview = assessment.sudo(False).with_user(assessment.interviewer_id)
        interview.action_interview()
        asks = assessment.request_ids.sorted(lambda ask: ask.partner_id.id)
        for person, ask in enumerate(asks):
            answers = {
                str(cls.asked[code].id): str(given) if given else "na"
                for code in ("speed", "skill", "value")
                for given in [rating(client, wave, person, code)]
            }
            answers[str(cls.asked["recommend"].id)] = str(
                recommendation(client, wave, person)
            )
            interview.finish_interview_answers(ask.id, answers)
        if client == REMARKER:
            cls._talk_about_remarks(interview, asks[0], wave)
        interview.finish_interview()

    @classmethod
    def _talk_about_remarks(cls, interview, ask, wave):
        earlier = interview.get_interview()["remarks"]
        cls.carried.append([one["text"] for one in earlier])
        if wave == 0:
            interview.add_interview_remark(
                "Send us one page a month.", "suggestion", ask.id
            )
        for one in earlier:
            interview.rate_interview_remark(
                one["id"], {1: 3, 2: 5}[wave], "As agreed", ask.id
            )

    @classmethod
    def _decide_on_remark(cls):
        """Accepted with an explanation, and done (R87, R90)."""
        cls.remark = cls.env["satisfaction.remark"].search(
            [("text", "=", "Send us one page a month.")]
        )
        manager = cls.clients[REMARKER].client_manager_id
        remark = cls.remark.with_user(manager)
        remark.decision_note = "You get it by the fifth of each month."
        remark.action_accept()
        plan = remark.action_plan_action()
        form = Form(
            cls.env["satisfaction.action"]
            .with_user(manager)
            .with_context(**plan["context"])
        )
        form.name = "Monthly page"
        form.date_due = fields.Date.today()
        cls.action = form.save()
        cls.action.action_start()
        cls.action.result = "You have got one page each month."
        cls.action.action_done()
