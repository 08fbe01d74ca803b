# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields


class PointsField(fields.Float):
    """Points of 0 to 100, or nothing: NULL in the database, False in Python.

    ``fields.Float`` writes 0 for "no value". For a satisfaction score that is a
    grave difference: every average in a list, graph, pivot or SQL query would
    count clients who were never measured as utterly dissatisfied ones (D5: no
    score is never 0). NULL is left out by ``AVG``, stays blank on the screen and
    meets neither ``< 60`` nor ``>= 80``.
    """

    # Without it Odoo widens "points < 60" to "… OR points IS NULL".
    falsy_value = None
    aggregator = "avg"

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is None or value is False else value
