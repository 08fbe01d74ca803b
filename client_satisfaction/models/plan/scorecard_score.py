# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...scoring import IndicatorInput, LevelInput, integrated_score


class SatisfactionScorecard(models.Model):
    """Clients' weights and integrated scores by this scorecard (D10)."""

    _inherit = "satisfaction.scorecard"

    def _get_weights(self, clients, company=None):
        """What counts how much for each client: its own weights where it has any.

        The same number of queries for one client and for thousands.

        :param clients: ``res.partner``, commercial partners
        :param company: whose weights, a client may have some with each company;
            default: the scorecard's company or else the current one
        :return: ``{client: ({level code: weight}, {indicator: weight})}`` with every
            level and indicator of this scorecard; weights from 0 to 1000, only their
            proportion within the level or the scorecard counts
        """
        self.ensure_one()
        levels = self.level_ids
        level_weights = {level.code: level.weight for level in levels}
        indicator_weights = {line.indicator_id: line.weight for line in levels.line_ids}
        own_levels, own_indicators = self._get_own_weights(clients, company)
        return {
            client: (
                {
                    code: own_levels.get((client.id, code), weight)
                    for code, weight in level_weights.items()
                },
                {
                    indicator: own_indicators.get((client.id, indicator.id), weight)
                    for indicator, weight in indicator_weights.items()
                },
            )
            for client in clients
        }

    def _get_own_weights(self, clients, company=None):
        """The weights clients have of their own, in one query.

        :return: ``{(client id, level code): weight}`` and
            ``{(client id, indicator id): weight}``
        """
        company = company or self.company_id or self.env.company
        # sudo: weights go into the arithmetic; who may see a client's result is
        # decided where the result is stored
        own = (
            self.env["satisfaction.client.weight"]
            .sudo()
            .search_fetch(
                Domain("client_id", "in", clients.ids)
                & Domain("company_id", "=", company.id),
                ["client_id", "level_code", "indicator_id", "weight"],
            )
        )
        own_levels, own_indicators = {}, {}
        for weight in own:
            if weight.level_code:
                own_levels[weight.client_id.id, weight.level_code] = weight.weight
            else:
                key = weight.client_id.id, weight.indicator_id.id
                own_indicators[key] = weight.weight
        return own_levels, own_indicators

    def _score(self, ratings, company=None):
        """Integrated scores of clients, with every step (R46, D10).

        :param ratings: ``{client: {indicator: [points, …]}}``, points 0–100 of every
            respondent who answered; indicators of other scorecards are left out
        :param company: see :meth:`_get_weights`
        :return: ``{client: scoring.ScorecardResult}``; codes are those of levels and
            indicators
        """
        self.ensure_one()
        clients = self.env["res.partner"].union(*ratings)
        weights = self._get_weights(clients, company)
        # Read once for all clients
        levels = [
            (
                level.code,
                [
                    (line.indicator_id, line.indicator_id.code)
                    for line in level.line_ids
                ],
            )
            for level in self.level_ids
        ]
        results = {}
        for client, by_indicator in ratings.items():
            level_weights, indicator_weights = weights[client]
            results[client] = integrated_score(
                [
                    LevelInput(
                        code=code,
                        weight=level_weights[code],
                        indicators=tuple(
                            IndicatorInput(
                                code=indicator_code,
                                weight=indicator_weights[indicator],
                                ratings=tuple(by_indicator.get(indicator, ())),
                            )
                            for indicator, indicator_code in indicators
                        ),
                    )
                    for code, indicators in levels
                ]
            )
        return results
