# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .scorecard import LARGEST_WEIGHT
from .scorecard_level import can_weigh

#: The most anybody may save at once.
MOST_CLIENTS = 200
#: Longer ones are not reasons.
REASON_LENGTH = 500


class SatisfactionClientWeight(models.Model):
    """What was typed into the cells of the matrix: understood, checked and stored."""

    _inherit = "satisfaction.client.weight"

    @api.model
    def save_matrix(self, scorecard_id, cells, reason):
        """Save the changed cells of the matrix, all of them or none.

        Each cell says which weight its reader saw. Where somebody else has changed
        one meanwhile, nothing is saved and the answer tells who did what, so that
        nobody's edit is lost unseen; other cells of the same client don't matter.

        :param scorecard_id: the scorecard on the screen
        :param cells: list of dicts ``client_id``, ``key``, ``weight`` (a number, or
            None for the default) and ``seen`` (the weight shown before, or None)
        :param reason: why, in a few words; kept in the history
        :return: dict: ``saved`` (number of cells) or ``conflicts`` (list of dicts
            ``client_id``, ``key``, ``weight`` and ``sentence``)
        :raises UserError: for bad input, with what to mend
        """
        self.check_access("write")
        scorecard = self._browse_scorecard(scorecard_id)
        columns = {
            column["key"]: column
            for level in self._get_columns(scorecard)
            for column in (level, *level["indicators"])
        }
        reason = self._read_reason(reason)
        wanted = self._read_cells(cells, columns)
        clients = self.env["res.partner"].browse({client for client, _key in wanted})
        self._check_clients(clients)
        present = {
            (weight.client_id.id, weight._get_key()): weight
            for weight in self.search(
                Domain("client_id", "in", clients.ids)
                & Domain("company_id", "=", self.env.company.id)
            )
        }
        conflicts = [
            self._word_conflict(client_id, key, present.get((client_id, key)), columns)
            for (client_id, key), (weight, seen) in wanted.items()
            # Who did the same is no adversary.
            if not _equal(_weight_of(present.get((client_id, key))), seen)
            and not _equal(_weight_of(present.get((client_id, key))), weight)
        ]
        if conflicts:
            return {"saved": 0, "conflicts": conflicts}
        changes = {
            cell: weight
            for cell, (weight, _seen) in wanted.items()
            if not _equal(_weight_of(present.get(cell)), weight)
        }
        self._apply_changes(changes, present, reason)
        self._check_something_counts(scorecard, clients)
        return {"saved": len(changes), "conflicts": []}

    @api.model
    def _browse_scorecard(self, scorecard_id):
        scorecard = (
            self.env["satisfaction.scorecard"].browse(scorecard_id).exists()
            if type(scorecard_id) is int
            else self.env["satisfaction.scorecard"]
        )
        if not scorecard:
            raise UserError(
                self.env._("The scorecard is not there any more. Read the page anew.")
            )
        return scorecard

    @api.model
    def _read_reason(self, reason):
        text = reason.strip() if isinstance(reason, str) else ""
        if not text:
            raise UserError(
                self.env._("Say in a few words why you change these weights.")
            )
        return text[:REASON_LENGTH]

    @api.model
    def _read_cells(self, cells, columns):
        """``{(client id, key): (weight, seen)}`` of what came in, whatever came in.

        :raises UserError: with the first cell that can't be understood
        """
        broken = self.env._("The table can't be read. Read the page anew.")
        if not isinstance(cells, list) or not cells:
            raise UserError(self.env._("Nothing was changed, so nothing was saved."))
        wanted = {}
        for cell in cells:
            if not isinstance(cell, dict) or type(cell.get("client_id")) is not int:
                raise UserError(broken)
            column = columns.get(cell.get("key")) if _is_text(cell.get("key")) else None
            if not column:
                raise UserError(
                    self.env._(
                        "The scorecard has changed meanwhile. Read the page anew and"
                        " enter your weights again."
                    )
                )
            weight = cell.get("weight")
            if weight is not None and not _is_weight(weight):
                raise UserError(
                    self.env._(
                        "%(name)s: “%(value)s” is no weight. Write a number from 0 to"
                        " %(most)s, or leave the field empty for the default.",
                        name=column["name"],
                        value=str(weight)[:40],
                        most=LARGEST_WEIGHT,
                    )
                )
            seen = cell.get("seen")
            if seen is not None and not _is_weight(seen):
                raise UserError(broken)
            wanted[cell["client_id"], column["key"]] = (
                None if weight is None else round(float(weight), 2),
                seen,
            )
        return wanted

    @api.model
    def _check_clients(self, clients):
        """Refuse clients whose weights the user may not set.

        :raises UserError, AccessError: in words
        """
        if len(clients) > MOST_CLIENTS:
            raise UserError(
                self.env._("Save at most %(most)s clients at once.", most=MOST_CLIENTS)
            )
        mine = clients.search(
            Domain("id", "in", clients.ids)
            & Domain("parent_id", "=", False)
            & self._get_own_client_domain()
        )
        if clients - mine:
            raise AccessError(
                self.env._(
                    "Only weights of your own clients can be changed. Nothing was"
                    " saved."
                )
            )

    @api.model
    def _word_conflict(self, client_id, key, weight, columns):
        """What somebody else did to a cell meanwhile, as a sentence."""
        kind, _sep, code = key.partition(":")
        change = self.env["satisfaction.client.weight.change"].search(
            Domain("client_id", "=", client_id)
            & Domain("company_id", "=", self.env.company.id)
            & (
                Domain("level_code", "=", code)
                if kind == "level"
                else Domain("indicator_id", "=", int(code))
            ),
            limit=1,
        )
        return {
            "client_id": client_id,
            "key": key,
            "weight": _weight_of(weight),
            "sentence": self.env._(
                "%(client)s, %(name)s: %(user)s has changed it meanwhile (%(change)s,"
                " “%(reason)s”). Look at it, then save again if yours shall count.",
                client=self.env["res.partner"].browse(client_id).display_name,
                name=columns[key]["name"],
                user=change.user_id.name or self.env._("somebody"),
                change=change.change_text or "",
                reason=change.reason or "",
            ),
        }

    @api.model
    def _apply_changes(self, changes, present, reason):
        """Create, write and unlink own weights; as the user, so that rules hold."""
        reset = self.browse()
        create = []
        for (client_id, key), weight in changes.items():
            own = present.get((client_id, key))
            if weight is None:
                reset |= own
            elif own:
                own.write({"weight": weight, "reason": reason})
            else:
                kind, _sep, code = key.partition(":")
                create.append(
                    {
                        "client_id": client_id,
                        "company_id": self.env.company.id,
                        "level_code": code if kind == "level" else False,
                        "indicator_id": int(code) if kind == "indicator" else False,
                        "weight": weight,
                        "reason": reason,
                    }
                )
        reset.with_context(satisfaction_weight_reason=reason).unlink()
        self.create(create)

    @api.model
    def _check_something_counts(self, scorecard, clients):
        """At least one level and one indicator of each level count for everybody.

        :raises UserError: with the client and the level where nothing would
        """
        weights = scorecard._get_weights(clients, self.env.company)
        for client, (levels, indicators) in weights.items():
            if not any(levels.values()):
                raise UserError(
                    self.env._(
                        "No level would count for %(client)s. Give at least one of"
                        " them a weight above 0.",
                        client=client.display_name,
                    )
                )
            for level in scorecard.level_ids:
                own = level.line_ids.indicator_id
                if levels[level.code] and not any(indicators[one] for one in own):
                    raise UserError(
                        self.env._(
                            "“%(level)s” counts for %(client)s, but none of its"
                            " indicators does. Give one of them a weight above 0, or"
                            " give the level the weight 0.",
                            level=level.name,
                            client=client.display_name,
                        )
                    )


def _is_text(value):
    return isinstance(value, str)


def _is_weight(value):
    """Whether something that came in is a number and can be a weight."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and can_weigh(value)
    )


def _weight_of(weight):
    return weight.weight if weight else None


def _equal(one, other):
    """Whether two weights of a cell are the same; None is the default."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < 0.005
