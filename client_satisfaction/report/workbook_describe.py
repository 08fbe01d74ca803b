# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections.abc import Collection
from datetime import datetime
from functools import reduce

from odoo import api, fields, models
from odoo.fields import Domain


class SatisfactionWorkbook(models.AbstractModel):
    """What a list is filtered by, in words for the sheet of parameters."""

    _inherit = "satisfaction.workbook"

    @api.model
    def _describe_domain(self, model_name, domain):
        """What a list is filtered by, for people: ``Stage = New or In work``."""
        model = self.env[model_name]
        return self._describe(model, Domain(domain), nested=False)

    def _describe(self, model, domain, nested=True):
        if domain.is_true():
            return self.env._("everything")
        if domain.is_false():
            return self.env._("nothing")
        if children := getattr(domain, "children", None):
            parts = [self._describe(model, one) for one in children]
            # A term of its own: "and" alone is another word in "and 3 more"
            if domain.OPERATOR == "&":
                text = reduce(self._join_conditions, parts)
            else:
                word = self.env._("or")
                text = f" {word} ".join(parts)
            return f"({text})" if nested else text
        if child := getattr(domain, "child", None):
            return self.env._("not %s", self._describe(model, child))
        return self._describe_condition(model, domain)

    def _join_conditions(self, first, second):
        return self.env._("%(first)s and %(second)s", first=first, second=second)

    def _describe_condition(self, model, condition):
        labels = []
        field = None
        for name in condition.field_expr.split("."):
            field = model._fields.get(name) if model is not None else None
            if not field:
                labels.append(name)
                model = None
                continue
            labels.append(field._description_string(self.env))
            model = self.env[field.comodel_name] if field.relational else None
        operator = condition.operator
        value = condition.value
        path = " / ".join(labels)
        if operator in ("any", "not any", "any!", "not any!") and model is not None:
            inner = self._describe(model, Domain(value))
            sign = ":" if operator.startswith("any") else " ≠:"
            return f"{path}{sign} {inner}"
        signs = {"in": "=", "not in": "≠", "!=": "≠", ">=": "≥", "<=": "≤"}
        sign = signs.get(operator, operator.replace("like", "~").lstrip("i"))
        return f"{path} {sign} {self._describe_value(field, model, value)}"

    def _describe_value(self, field, model, value):
        is_plain = isinstance(value, str) or not isinstance(value, Collection)
        values = [value] if is_plain else list(value)
        if field and field.name == "id" and len(values) > 5:
            return self.env._("%s chosen rows", len(values))
        shown = values[:20]
        if model is not None and all(type(one) is int for one in shown):
            # As the reader: a domain may name anything
            found = model.search([("id", "in", shown)])
            texts = found.mapped("display_name")
        elif field and field.type == "selection":
            names = dict(field._description_selection(self.env))
            texts = [str(names.get(one, one)) for one in shown]
        else:
            texts = [self._describe_plain(one) for one in shown]
        if len(values) > len(shown):
            texts.append("…")
        word = self.env._("or")
        return f" {word} ".join(texts) or "–"

    def _describe_plain(self, value):
        if value is None or isinstance(value, bool):
            return self._get_words()[bool(value)] if value else self.env._("not set")
        if isinstance(value, datetime):
            return fields.Datetime.to_string(value)
        return str(value)
