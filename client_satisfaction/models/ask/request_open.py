# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from . import request_fetch
from .survey_snapshot import VERSION_QUERY
from .suspicion_hit import HIT_WINDOW

# What the pages show beside what storing an answer reads.
# Anything else is read when it is asked for.
REQUEST_FIELDS = (
    "id",
    "access_token",
    "user_id",
    "ticket_number",
    "ticket_title",
    "rated_month",
    "month_figures",
    "sent_at",
    "worst_points",
    "suspicion_checked_at",
    *request_fetch.REQUEST_FIELDS,
)
# What belongs to it: (model, fields, where they stand). Subqueries, because planning
# five joins takes PostgreSQL longer than reading the rows.
RELATED = (
    (
        "satisfaction.program",
        ("id", *request_fetch.PROGRAM_FIELDS),
        "satisfaction_program WHERE id = request.program_id",
    ),
    (
        "res.company",
        ("id", "name", "uses_default_logo", "partner_id"),
        "res_company WHERE id = request.company_id",
    ),
    (
        "res.partner",  # the company's own
        ("id", "tz", "lang"),
        (
            "res_partner WHERE id = (SELECT partner_id FROM res_company"
            " WHERE id = request.company_id)"
        ),
    ),
    (
        "res.partner",
        ("id", "tz", "lang", "commercial_partner_id", "satisfaction_opt_out"),
        "res_partner WHERE id = request.partner_id",
    ),
)
COLUMNS = [
    *REQUEST_FIELDS,
    *(
        f"(SELECT jsonb_build_array({', '.join(names)}) FROM {source})"
        for _model, names, source in RELATED
    ),
    # Languages the questionnaire is offered in; none: all
    (
        "ARRAY(SELECT res_lang_id FROM res_lang_survey_survey_rel"
        " WHERE survey_survey_id = request.survey_id)"
    ),
    f"({VERSION_QUERY})",
]
OPEN_QUERY = f"""
    SELECT {", ".join(COLUMNS)}
      FROM satisfaction_request request
     WHERE access_token = %s AND state != 'skipped'
"""
# The same for who is about to answer: nobody else may meanwhile, and whether the link
# that no person sees was followed just now.
TURN_QUERY = f"""
    SELECT {", ".join(COLUMNS)},
           EXISTS (SELECT FROM satisfaction_suspicion_hit
                    WHERE request_id = request.id AND hit_at > %s)
      FROM satisfaction_request request
     WHERE access_token = %s AND state != 'skipped'
       FOR NO KEY UPDATE
"""


class SatisfactionRequest(models.Model):
    """The way in for the public pages: one ask, by its token, in one statement."""

    _inherit = "satisfaction.request"

    @api.model
    def _open_by_token(self, token, *, in_turn=False):
        """The ask of a token, with the version of its questionnaire in the context.

        Everything the pages show of it stands in the records' cache afterwards.
        Companies, contacts and programmes have a hundred columns each; left to itself
        the ORM reads them all, one after the other, which took most of the time of a
        page.

        :param in_turn: lock the ask as ``_lock_answer_state`` does; the context then
            knows that, see :meth:`_is_in_turn`. Only before anything else was read:
            PostgreSQL refuses the lock to those who waited for a change.
        :return: an empty request for a token that opens nothing
        """
        if in_turn:
            since = fields.Datetime.now() - HIT_WINDOW
            query = SQL(TURN_QUERY, since, token)
        else:
            query = SQL(OPEN_QUERY, token)
        # Being second is no error: it shall not look like one in the log.
        self.env.cr.execute(query, log_exceptions=not in_turn)
        row = self.env.cr.fetchone()
        if not row:
            return self.browse()
        *values, lang_ids, version = row[: len(COLUMNS)]
        own, related = values[: len(REQUEST_FIELDS)], values[len(REQUEST_FIELDS) :]
        _keep_row(self, REQUEST_FIELDS, own)
        for (model_name, names, _source), row_values in zip(
            RELATED, related, strict=True
        ):
            if row_values:
                _keep_row(self.env[model_name], names, row_values)
        request = self.browse(own[0])
        survey = request.survey_id
        survey._fields["lang_ids"]._insert_cache(survey, (tuple(lang_ids),))
        turn = (request.id, row[len(COLUMNS)]) if in_turn else None
        return request.with_context(
            satisfaction_version=version, satisfaction_turn=turn
        )

    def _is_in_turn(self):
        """Whether this very ask was opened in turn by this transaction.

        It needs no second lock then, and what the records' cache says is true.
        """
        turn = self.env.context.get("satisfaction_turn")
        return bool(turn) and self.ids == [turn[0]]


def _keep_row(model, names, row):
    """Put the values of one record, the id first, into the cache.

    As after a fetch: what is known already, or changed, stays.
    """
    record = model.browse(row[0])
    for name, value in zip(names[1:], row[1:], strict=True):
        model._fields[name]._insert_cache(record, (value,))
