# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass
from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ...scoring import Band, ChannelInput
from ..plan.program_period import get_period_around


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """How one programme counts, as plain values.

    Counting one answer is a matter of a few milliseconds: programme, channels and bands
    come with one query, without records.
    """

    program_id: int
    year: int
    period_length: str
    is_closed: bool
    frozen_until: date | None
    acceptable_from: float
    unacceptable_below: float
    target_points: float
    channel_ids: tuple[int, ...]
    inputs: tuple[ChannelInput, ...]
    #: Months that the answers of each channel go on counting
    validities: tuple[int, ...]
    bands: tuple[Band, ...]
    band_ids: dict[str, int]

    def get_period(self, day):
        """First and last day of the period around a day (D7)."""
        return get_period_around(self.period_length, day)

    def is_frozen(self, period_end):
        """Whether the scores of a period don't change any more."""
        return self.is_closed or bool(
            self.frozen_until and period_end <= self.frozen_until
        )

    def get_validity(self, channel_code):
        """Months that a channel's answers go on counting; 0 without that channel."""
        for channel, validity in zip(self.inputs, self.validities, strict=True):
            if channel.code == channel_code:
                return validity
        return 0


class SatisfactionScore(models.Model):
    _inherit = "satisfaction.score"

    @api.model
    def _fetch_rules(self, company):
        """``{year: ScoreRules}`` of a company's programmes, in one query.

        Whoever may see the programmes: scores are made of them for everybody.
        """
        for name in ("satisfaction.program", "satisfaction.channel"):
            self.env[name].flush_model()
        self.env["satisfaction.band"].flush_model()
        rows = self.env.execute_query(
            SQL(
                # In the order the records have
                """
                SELECT id, year, period_length, state = 'closed', frozen_until,
                       acceptable_from, unacceptable_below, target_points,
                       (SELECT json_agg(json_build_array(
                                   id, code, COALESCE(weight, 0),
                                   COALESCE(receives_missing, FALSE),
                                   COALESCE(validity_months, 0)
                               ) ORDER BY sequence, id)
                          FROM satisfaction_channel
                         WHERE program_id = program.id),
                       (SELECT json_agg(json_build_array(id, code, lower, upper)
                               ORDER BY lower, id)
                          FROM satisfaction_band
                         WHERE program_id = program.id)
                  FROM satisfaction_program AS program
                 WHERE company_id = %s
                """,
                company.id,
            )
        )
        return {row[1]: _read_rules(*row) for row in rows}


def _read_rules(*row):
    *values, channels, bands = row
    channels, bands = channels or [], bands or []
    return ScoreRules(
        *values,
        channel_ids=tuple(channel[0] for channel in channels),
        inputs=tuple(
            ChannelInput(code, float(weight), None, receives)
            for _id, code, weight, receives, _validity in channels
        ),
        validities=tuple(channel[4] for channel in channels),
        bands=tuple(
            Band(code, round(float(lower), 1), round(float(upper), 1))
            for _id, code, lower, upper in bands
        ),
        band_ids={band[1]: band[0] for band in bands},
    )
