# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections.abc import Callable
from dataclasses import dataclass

from odoo import models
from odoo.tools import SQL, html2plaintext

from ..points_field import PointsField
from .workbook import Column, Table
from .workbook_model import Names

WIDTHS = {"many2one": 24, "many2many": 30, "boolean": 10, "selection": 18}


@dataclass(frozen=True)
class Cell:
    """A column of a sheet of records: a field, or a function of the record.

    :param name: of the field; its label is the header unless ``header`` says another
    :param value: function from a record to a value of ``kind``, instead of the field
    """

    name: str
    header: str = ""
    kind: str = ""
    width: int | None = None
    value: Callable | None = None


class SatisfactionWorkbook(models.AbstractModel):
    """Sheets of records, described by the names of their fields.

    Stored columns are read straight from the database, which is many times faster than
    going through records; the rows come from an ordinary search, so record rules hold.
    Fields the reader may not read are left out.
    """

    _inherit = "satisfaction.workbook"

    def _get_field_table(self, model, domain, cells, order=None, **options):
        """:param cells: names of fields, or ``Cell``"""
        model = self.env[model]
        cells = [Cell(cell) if isinstance(cell, str) else cell for cell in cells]
        cells = [
            cell
            for cell in cells
            if cell.value
            or cell.name in model._fields
            and model._has_field_access(model._fields[cell.name], "read")
        ]
        return Table(
            [self._to_column(model, cell) for cell in cells],
            self._iterate_cells(model, domain, order or model._order, cells),
            **options,
        )

    def _to_column(self, model, cell):
        if cell.value:
            return Column(cell.header, cell.kind or "text", cell.width)
        field = model._fields[cell.name]
        kind = cell.kind
        if not kind:
            kind = {
                "text": "long",
                "html": "long",
                "date": "date",
                "datetime": "datetime",
                "integer": "integer",
                "float": "points",
            }.get(field.type, "text")
        header = cell.header or field._description_string(self.env)
        return Column(header, kind, cell.width or WIDTHS.get(field.type))

    def _iterate_cells(self, model, domain, order, cells):
        direct = [
            cell.value is None
            and model._fields[cell.name].store
            and bool(model._fields[cell.name].column_type)
            for cell in cells
        ]
        readers = [
            self._get_record_reader(model, cell)
            if not is_direct
            else self._get_column_reader(model._fields[cell.name])
            for cell, is_direct in zip(cells, direct, strict=True)
        ]
        query = model._search(domain, order=order)
        columns = [SQL.identifier(query.table, "id")]
        columns += [
            model._field_to_sql(query.table, cell.name, query)
            for cell, is_direct in zip(cells, direct, strict=True)
            if is_direct
        ]
        for rows in self._stream(query.select(*columns)):
            ids, *values = zip(*rows, strict=True)
            records = model.browse(ids)
            stored = iter(values)
            read = [
                reader(next(stored) if is_direct else records)
                for reader, is_direct in zip(readers, direct, strict=True)
            ]
            yield from zip(*read, strict=True)
            self.env.invalidate_all(flush=False)

    def _get_column_reader(self, field):
        """Function from a batch of a column's values to what stands in the cells."""
        if field.type == "many2one":
            names = Names(self.env[field.comodel_name])

            def read_names(values):
                names.load(values)
                return [names.get(value) for value in values]

            return read_names
        convert = self._get_converter(field)
        return lambda values: [
            None if value is None else convert(value) for value in values
        ]

    def _get_record_reader(self, model, cell):
        """Function from a batch of records to what stands in the cells."""
        if cell.value:
            return lambda records: [
                None if (value := cell.value(record)) is False else value
                for record in records
            ]
        field = model._fields[cell.name]
        if field.relational:
            return lambda records: [
                # sudo: names only, see ``Names``
                ", ".join(record[cell.name].sudo().mapped("display_name"))
                for record in records
            ]
        convert = self._get_converter(field)
        is_empty = isinstance(field, PointsField) or field.type not in (
            "float",
            "integer",
            "boolean",
        )
        return lambda records: [
            None if is_empty and value is False else convert(value)
            for value in (record[cell.name] for record in records)
        ]

    def _get_converter(self, field):
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda value: labels.get(value, value)
        if field.type == "boolean":
            words = self._get_words()
            return lambda value: words[bool(value)]
        if field.type == "html":
            return lambda value: html2plaintext(value).strip()
        if field.type == "datetime":
            return self._get_localizer()
        if field.type == "float":
            return float
        return lambda value: value
