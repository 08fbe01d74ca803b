# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Builders of scorecards."""

from odoo import Command

from tests.common import SatisfactionCommon

XML = "client_satisfaction"


class ScorecardCase(SatisfactionCommon):
    """The default scorecard, and builders of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scorecard = cls.env.ref(f"{XML}.scorecard_default")
        cls.scorecards = cls.env["satisfaction.scorecard"].with_user(
            cls.program_manager
        )
        cls.indicators = {
            one.code: one for one in cls.env["satisfaction.indicator"].search([])
        }
        cls.other_client = cls._make_client(
            "Bolt", client_manager_id=cls.other_client_manager.id
        )

    @classmethod
    def _make_scorecard(cls, levels, **values):
        """A draft: ``{level code: (weight, {indicator code: weight})}``."""
        return cls.scorecards.create(
            {
                "name": "Ours",
                "level_ids": [
                    Command.create(
                        {
                            "sequence": number,
                            "code": code,
                            "name": code.title(),
                            "weight": weight,
                            "line_ids": [
                                Command.create(
                                    {
                                        "sequence": place,
                                        "indicator_id": cls.indicators[one].id,
                                        "weight": its_weight,
                                    }
                                )
                                for place, (one, its_weight) in enumerate(lines.items())
                            ],
                        }
                    )
                    for number, (code, (weight, lines)) in enumerate(levels.items())
                ],
                **values,
            }
        )

    @classmethod
    def _set_weight(cls, client, target, weight, user=None, **values):
        """An own weight: ``target`` is a level's code or an indicator record."""
        key = "level_code" if isinstance(target, str) else "indicator_id"
        return (
            cls.env["satisfaction.client.weight"]
            .with_user(user or cls.program_manager)
            .create(
                {
                    "client_id": client.id,
                    "company_id": cls.company.id,
                    key: target if key == "level_code" else target.id,
                    "weight": weight,
                    "reason": "Agreed in May",
                    **values,
                }
            )
        )
