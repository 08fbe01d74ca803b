# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from .scorecard import LARGEST_WEIGHT

#: Clients on a page of the matrix.
PAGE = 50


class SatisfactionClientWeight(models.Model):
    """The matrix in which clients' weights are seen and changed (R45).

    Its rows are clients, its columns levels; opened for one client, it shows the
    indicators of each level. A cell is named by its client and by ``level:<code>``
    or ``indicator:<id>``. Everything is read and written as the reader: record
    rules decide which clients there are and what may be changed.
    """

    _inherit = "satisfaction.client.weight"

    @api.model
    @api.readonly
    def get_matrix(self, scorecard_id=False, client_id=False, search="", offset=0):
        """A page of the matrix.

        :param scorecard_id: whose levels; default: the current company's
        :param client_id: only this client, with its indicators
        :param search: part of the clients' name
        :param offset: first client of the page
        :return: dict for the screen; a weight of None means that the default counts
        """
        self.check_access("read")
        offset = max(0, offset) if type(offset) is int else 0
        client_id = client_id if type(client_id) is int else False
        scorecards = self.env["satisfaction.scorecard"].search(
            [("state", "=", "in_use")]
        )
        scorecard = scorecards.filtered(lambda one: one.id == scorecard_id) or (
            scorecards._get_default() or scorecards[:1]
        )
        clients = self.env["res.partner"]
        domain = self._get_client_domain(search)
        if client_id:
            domain = (
                Domain("id", "=", client_id)
                & Domain("parent_id", "=", False)
                & self._get_own_client_domain()
            )
        found = clients.search(domain, limit=PAGE, offset=offset, order="name, id")
        found.mapped("name")
        return {
            "scorecard_id": scorecard.id,
            "scorecards": [[one.id, one.display_name] for one in scorecards],
            "company": self.env.company.display_name,
            "can_write": self.has_access("write"),
            "total": clients.search_count(domain),
            "offset": offset,
            "limit": PAGE,
            "largest": LARGEST_WEIGHT,
            "levels": self._get_columns(scorecard),
            "clients": self._get_rows(scorecard, found),
        }

    @api.model
    def _get_client_domain(self, search=""):
        """Clients of the programme that the reader may see weights of.

        Client managers have rights on the weights of their own clients only.
        """
        domain = Domain("parent_id", "=", False) & (
            Domain("client_manager_id", "!=", False)
            | Domain("client_since", "!=", False)
            | Domain("satisfaction_score_ids", "!=", False)
        )
        domain &= Domain("company_id", "in", [False, self.env.company.id])
        domain &= self._get_own_client_domain()
        if isinstance(search, str) and search.strip():
            domain &= Domain("name", "ilike", search.strip())
        return domain

    @api.model
    def _get_own_client_domain(self):
        if self._sees_all_clients():
            return Domain.TRUE
        return Domain("client_manager_id", "=", self.env.uid)

    @api.model
    def _sees_all_clients(self):
        return self.env.su or any(
            self.env.user.has_group(f"client_satisfaction.group_{name}")
            for name in ("program_manager", "senior_management")
        )

    @api.model
    def _get_columns(self, scorecard):
        return [
            {
                "key": f"level:{level.code}",
                "name": level.name,
                "weight": level.weight,
                "indicators": [
                    {
                        "key": f"indicator:{line.indicator_id.id}",
                        "name": line.indicator_id.name,
                        "weight": line.weight,
                    }
                    for line in level.line_ids
                ],
            }
            for level in scorecard.level_ids
        ]

    @api.model
    def _get_rows(self, scorecard, clients):
        own = {client.id: {} for client in clients}
        for weight in self.search(
            Domain("client_id", "in", clients.ids)
            & Domain("company_id", "=", self.env.company.id)
        ):
            own[weight.client_id.id][weight._get_key()] = {
                "weight": weight.weight,
                "reason": weight.reason,
            }
        return [
            {"id": client.id, "name": client.display_name, "own": own[client.id]}
            for client in clients
        ]

    def _get_key(self):
        """The cell a weight stands in."""
        self.ensure_one()
        return (
            f"level:{self.level_code}"
            if self.level_code
            else f"indicator:{self.indicator_id.id}"
        )

    @api.model
    def _get_matrix_action(self, client=None):
        """The screen, for one client or for all."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "client_satisfaction.action_client_weights"
        )
        if client:
            action["params"] = {"client_id": client.id}
        return action
