# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Clients of several types, a target group of theirs, and waves."""

from datetime import timedelta

from ..measure.assessment_case import AssessmentCase


class WaveCase(AssessmentCase):
    """Twelve clients: four VIP, one with the only Gold agreement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._satisfaction_today()
        cls.gold = cls.env.ref("client_satisfaction.agreement_level_gold")
        cls.silver = cls.env.ref("client_satisfaction.agreement_level_silver")
        cls.clients = cls.env["res.partner"].create(
            [
                {
                    "name": f"Client {number:02}",
                    "ref": "wave-test",
                    "is_company": True,
                    "company_id": False,
                    "client_manager_id": cls.client_manager.id,
                    "satisfaction_is_vip": number < 4,
                    "agreement_level_id": (cls.gold if number == 7 else cls.silver).id,
                }
                for number in range(12)
            ]
        )
        cls.leaders = cls.env["res.partner"].create(
            [
                {
                    "name": f"Leader {number:02}",
                    "parent_id": client.id,
                    "email": f"leader{number}@client.example",
                    "satisfaction_role": "decision_leader",
                }
                for number, client in enumerate(cls.clients)
            ]
        )
        cls.group = cls.env["satisfaction.target.group"].create(
            {
                "name": "Clients of the test",
                "client_domain": "[('ref', '=', 'wave-test')]",
                "size_kind": "number",
                "number": 4,
            }
        )

    @classmethod
    def _make_wave(cls, **values):
        return (
            cls.env["satisfaction.wave"]
            .with_user(cls.program_manager)
            .create(
                {
                    "program_id": cls.program.id,
                    "target_group_id": cls.group.id,
                    "survey_id": cls.form.id,
                    "date_start": cls.today,
                    "date_end": cls.today + timedelta(days=20),
                    "seed": "seed",
                    "mode": "meeting",
                    **values,
                }
            )
        )

    @classmethod
    def _draw(cls, **values):
        wave = cls._make_wave(**values)
        wave.action_draw()
        return wave

    @classmethod
    def _run(cls, wave):
        """Start a wave and let the job ask everybody."""
        wave.action_start()
        cls._open()
        return wave

    @classmethod
    def _open(cls, **options):
        with cls._without_commit():
            cls.env["satisfaction.wave"]._cron_open(**options)

    @classmethod
    def _members(cls, wave, **values):
        """Clients of a wave whose assessments have these values."""
        return wave.assessment_ids.filtered(
            lambda one: all(one[name] == value for name, value in values.items())
        ).client_id

    @classmethod
    def _taking_part(cls, wave):
        return cls._members(wave, wave_out=False)

    @classmethod
    def _answer_wave(cls, wave, given):
        """``{client: (speed, skill, value, recommend)}``: its leader's answers."""
        requests = wave.assessment_ids.sudo().request_ids
        by_client = requests.filtered("partner_id").grouped("client_id")
        cls.env["satisfaction.request"]._record_answers(
            {
                by_client[client].id: cls._given(*ratings)
                for client, ratings in given.items()
            },
            mode="meeting",
            typed_by=cls.interviewer,
        )
        cls._count()
