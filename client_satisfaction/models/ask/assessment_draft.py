# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL


class SatisfactionInterviewDraft(models.Model):
    """What an interviewer has typed for one respondent and not handed in yet.

    Kept while the interview goes on, so that a closed tab or an empty battery loses
    nothing. It counts nowhere, and is gone once the answer is stored.
    """

    _name = "satisfaction.interview.draft"
    _description = "Unfinished Interview"

    request_id = fields.Many2one(
        "satisfaction.request", required=True, ondelete="cascade"
    )
    answers = fields.Json(help="Question id to what was answered.")

    _request_unique = models.UniqueIndex(
        "(request_id)", "There is a draft of this answer already."
    )

    @api.model
    def _keep(self, ask, answers):
        """Keep the answers of one ask, in place of what was kept before.

        Written at once, so that of two tabs the second waits for the first instead
        of failing.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO satisfaction_interview_draft
                       (request_id, answers, create_uid, create_date,
                        write_uid, write_date)
                VALUES (%(ask)s, %(answers)s, %(user)s, now() AT TIME ZONE 'UTC',
                        %(user)s, now() AT TIME ZONE 'UTC')
                    ON CONFLICT (request_id) DO UPDATE
                   SET answers = EXCLUDED.answers, write_uid = EXCLUDED.write_uid,
                       write_date = EXCLUDED.write_date
                """,
                ask=ask.id,
                answers=json.dumps(answers),
                user=self.env.uid,
            ),
            # Being second is no error: Odoo repeats the call.
            log_exceptions=False,
        )
        self.invalidate_model()
