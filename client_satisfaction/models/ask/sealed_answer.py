# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# So many answers at least come out together: each could be any of these people's.
SMALLEST_GROUP = 5
# Answers whose client stays below that are put together with those of others.
DAYS_UNTIL_POOLED = 60
MAX_ID = 2**31 - 1


class SatisfactionSealedAnswer(models.Model):
    """The ballot box of anonymous questionnaires.

    An answer lies here without contact, ask, time or order: ids are drawn at random
    and there are no log fields. When at least five of the same client and month are
    in, they become answers of the ledger together, in random order. Those of smaller
    clients wait, and then come out together without their client.

    What this does not hide: the five or more people of a group are known to have
    answered, and if all of them say the same, it is known what each said. Whoever
    reads the database's own files or its row versions (``xmin``) while an answer is
    still sealed may guess by the transaction that wrote it.
    """

    _name = "satisfaction.sealed.answer"
    _description = "Sealed Anonymous Answer"
    _log_access = False
    _order = "id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    program_id = fields.Many2one(
        "satisfaction.program", "Programme", ondelete="cascade"
    )
    channel_id = fields.Many2one("satisfaction.channel", ondelete="restrict")
    survey_id = fields.Many2one(
        "survey.survey", required=True, index=True, ondelete="restrict"
    )
    client_id = fields.Many2one("res.partner", ondelete="set null")
    month = fields.Date(required=True, help="First day of the month of the ask.")
    lines = fields.Json(required=True, help="Values of the answer lines.")

    @api.model
    def _seal(self, values_list):
        """Put answers in the box, each under an id drawn at random.

        :param values_list: values of all fields of this model
        """
        Lines = self._fields["lines"]
        for values in values_list:
            stored = False
            while not stored:
                stored = self.env.execute_query(
                    SQL(
                        """
                        INSERT INTO satisfaction_sealed_answer
                               (id, company_id, program_id, channel_id, survey_id,
                                client_id, month, lines)
                        VALUES (%(id)s, %(company_id)s, %(program_id)s,
                                %(channel_id)s, %(survey_id)s, %(client_id)s,
                                %(month)s, %(lines)s)
                   ON CONFLICT DO NOTHING
                     RETURNING id
                        """,
                        id=random.SystemRandom().randint(1, MAX_ID),
                        **{
                            name: values[name] or None
                            for name in (
                                "company_id",
                                "program_id",
                                "channel_id",
                                "survey_id",
                                "client_id",
                                "month",
                            )
                        },
                        lines=Lines.convert_to_column(values["lines"], self),
                    )
                )
        self.invalidate_model()

    @api.model
    def _cron_release(self):
        """Bring out the answers of which there are enough."""
        cron = self.env["ir.cron"]
        groups = self._find_groups()
        cron._commit_progress(remaining=len(groups))
        for group, keeps_client in groups:
            # Another worker may be at it.
            locked = group.try_lock_for_update()
            if len(locked) == len(group):
                locked._release(keeps_client)
            if not cron._commit_progress(1):
                break

    @api.model
    def _find_groups(self):
        """Groups big enough to come out together.

        :return: list of ``(sealed answers, whether they keep their client)``
        """
        # sudo: nobody but this job looks into the box
        waiting = self.sudo().search(Domain.TRUE)
        groups, rest = [], defaultdict(self.browse)
        today = fields.Date.today()
        for key, sealed in waiting.grouped(
            lambda one: (one.survey_id, one.channel_id, one.client_id, one.month)
        ).items():
            survey, channel, client, month = key
            if client and len(sealed) >= SMALLEST_GROUP:
                groups.append((sealed, True))
            elif month + timedelta(days=DAYS_UNTIL_POOLED) <= today:
                rest[survey, channel] |= sealed
        groups += [
            (sealed, False) for sealed in rest.values() if len(sealed) >= SMALLEST_GROUP
        ]
        return groups

    def _release(self, keeps_client):
        """Make answers of the ledger of these and empty the box of them.

        :param keeps_client: else they come out without client, in the latest month
        """
        shuffled = list(self)
        random.SystemRandom().shuffle(shuffled)
        self.env["satisfaction.request"].sudo()._create_anonymous(
            [
                {
                    "company_id": one.company_id,
                    "program_id": one.program_id,
                    "channel_id": one.channel_id,
                    "survey_id": one.survey_id,
                    "client_id": one.client_id if keeps_client else False,
                    "event_date": one.month
                    if keeps_client
                    else max(self.mapped("month")),
                    "lines": one.lines,
                }
                for one in shuffled
            ]
        )
        self.unlink()
