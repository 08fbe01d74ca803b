# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .survey_snapshot import VERSION_QUERY

# What the pages show, and what storing an answer reads: see request_fetch.py.
# Anything else is read when it is asked for.
REQUEST_FIELDS = (
    "id",
    "access_token",
    "state",
    "company_id",
    "program_id",
    "survey_id",
    "partner_id",
    "client_id",
    "user_id",
    "ticket_number",
    "ticket_title",
    "lang",
    "expires_at",
    "answered_at",
    "answer_mode",
    "rated_month",
    "month_figures",
    "sent_at",
    "is_suspicious",
    "case_id",
    "assessment_id",
    "event_date",
    "email",
    "user_input_id",
    "is_scored",
    "worst_points",
    "is_anonymous",
    "score_pending",
    "remarks_pending",
    "follow_up_after",
    "thanked_at",
    "thanks_pending",
    "suspicion_checked_at",
)
PROGRAM_FIELDS = ("id", "follow_up_below", "senior_below", "correction_minutes")
COMPANY_FIELDS = ("id", "name", "uses_default_logo", "partner_id")
OFFICE_FIELDS = ("id", "tz", "lang")
CONTACT_FIELDS = ("id", "tz", "lang", "commercial_partner_id", "satisfaction_opt_out")

# (name in the query, model, fields): the columns, in this order
PARTS = (
    ("request", "satisfaction.request", REQUEST_FIELDS),
    ("program", "satisfaction.program", PROGRAM_FIELDS),
    ("company", "res.company", COMPANY_FIELDS),
    ("office", "res.partner", OFFICE_FIELDS),
    ("contact", "res.partner", CONTACT_FIELDS),
)
COLUMNS = ", ".join(f"{part}.{name}" for part, _model, names in PARTS for name in names)
OPEN_QUERY = f"""
    SELECT {COLUMNS},
           ARRAY(
               SELECT res_lang_id
                 FROM res_lang_survey_survey_rel
                WHERE survey_survey_id = survey.id
           ),
           ({VERSION_QUERY})
      FROM satisfaction_request request
      JOIN res_company company ON company.id = request.company_id
      JOIN res_partner office ON office.id = company.partner_id
      LEFT JOIN satisfaction_program program ON program.id = request.program_id
      LEFT JOIN res_partner contact ON contact.id = request.partner_id
      LEFT JOIN survey_survey survey ON survey.id = request.survey_id
     WHERE request.access_token = %s AND request.state != 'skipped'
"""


class SatisfactionRequest(models.Model):
    """The way in for the public pages: one ask, by its token, in one statement."""

    _inherit = "satisfaction.request"

    @api.model
    def _open_by_token(self, token):
        """The ask of a token and the version of its questionnaire.

        Everything the pages show of it stands in the records' cache afterwards.
        Companies, contacts and programmes have a hundred columns each; left to itself
        the ORM reads them all, one after the other, which took most of the time of a
        page.

        :return: (request, version); an empty request for a token that opens nothing
        """
        rows = self.env.execute_query(SQL(OPEN_QUERY, token))
        if not rows:
            return self.browse(), None
        *values, lang_ids, version = rows[0]
        values = iter(values)
        for _part, model_name, names in PARTS:
            model = self.env[model_name]
            record = model.browse(next(values))
            for name in names[1:]:
                value = next(values)
                if record.id:
                    # Like a fetch: what is known already stays.
                    model._fields[name]._insert_cache(record, (value,))
        request = self.browse(rows[0][0])
        survey = request.survey_id
        survey._fields["lang_ids"]._insert_cache(survey, (tuple(lang_ids),))
        return request, version
