# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows of computed tables, written by the thousand.

Scores and KPI values are computed all together and written by nobody but their jobs:
creating 12,000 scores as records took a minute, as rows it takes a second. What the
ORM does besides is up to the caller: pending values are flushed before, caches are
forgotten after, and models with automation rules (``has_automations``) are written as
records.
"""

import csv
import io

from odoo.tools import SQL, split_every

#: Rows written by one statement.
ROWS_A_STATEMENT = 1_000
#: From so many new rows on, COPY is quicker than INSERT.
COPY_FROM_ROWS = 50


def has_automations(model):
    """Whether somebody made an automation rule on a model.

    Odoo patches a model's methods while there is one, and keeps the original.
    """
    return any(
        hasattr(getattr(type(model), name), "origin") for name in ("create", "write")
    )


def reserve_ids(model, count):
    """Ids for rows that are inserted afterwards, so that they may refer to another."""
    if not count:
        return []
    return [
        row_id
        for (row_id,) in model.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"{model._table}_id_seq",
                count,
            )
        )
    ]


def insert_rows(model, values_list):
    """Insert rows with the usual stamps.

    :param values_list: ``{column: value}`` dicts with the same keys in the same order;
        values as the database keeps them: None where there is nothing, never ""
    """
    if values_list:
        insert_tuples(
            model, [*values_list[0]], [[*values.values()] for values in values_list]
        )


def insert_tuples(model, names, rows):
    """``insert_rows`` with the columns named once.

    :param names: the columns
    :param rows: for each row its values in that order
    """
    if not rows:
        return
    env = model.env
    names = [*names, "create_uid", "write_uid", "create_date", "write_date"]
    stamps = (env.uid, env.uid, env.cr.now(), env.cr.now())
    if len(rows) < COPY_FROM_ROWS:
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s",
                SQL.identifier(model._table),
                columns(names),
                SQL(", ").join(SQL("%s", (*row, *stamps)) for row in rows),
            )
        )
        return
    text = io.StringIO()
    # An empty field without quotes is NULL.
    stamps = tuple(map(str, stamps))  # once instead of for each row
    csv.writer(text).writerows([(*row, *stamps) for row in rows])
    text.seek(0)
    listed = ", ".join(f'"{name}"' for name in names)
    env.cr.copy_expert(
        f'COPY "{model._table}" ({listed}) FROM STDIN WITH (FORMAT csv)', text
    )


def update_rows(model, changed):
    """Set what differs, a statement for those rows that differ in the same columns.

    :param changed: (id, ``{column: value}``) pairs
    """
    groups = {}
    for row_id, values in changed:
        groups.setdefault(tuple(sorted(values)), []).append((row_id, values))
    for names, group in groups.items():
        assigned = SQL(", ").join(
            SQL(
                "%s = new.%s::%s",
                SQL.identifier(name),
                SQL.identifier(name),
                SQL(model._fields[name].column_type[1]),
            )
            for name in names
        )
        for some in split_every(ROWS_A_STATEMENT, group, list):
            _update(model, names, assigned, some)


def forget(model, names):
    """Forget what is cached of a model, and what is computed from it elsewhere.

    :param names: fields whose columns may have changed
    """
    registry = model.env.registry
    fields = {
        field
        for name in names
        for field in registry.get_dependent_fields(model._fields[name])
        if not field.store
    }
    for field in model._fields.values():
        fields.update(registry.field_inverses[field])
    by_model = {}
    for field in fields:
        by_model.setdefault(field.model_name, set()).add(field.name)
    model.invalidate_model()
    for name, some in by_model.items():
        model.env[name].invalidate_model(some)


def columns(names):
    """Names of columns as SQL."""
    return SQL(", ").join(SQL.identifier(name) for name in names)


def _update(model, names, assigned, rows):
    env = model.env
    env.cr.execute(
        SQL(
            """
            UPDATE %(table)s AS stored
               SET %(assigned)s, write_uid = %(user)s, write_date = %(now)s
              FROM (VALUES %(rows)s) AS new (id, %(columns)s)
             WHERE stored.id = new.id
            """,
            table=SQL.identifier(model._table),
            assigned=assigned,
            user=env.uid,
            now=env.cr.now(),
            rows=SQL(", ").join(
                SQL("%s", (row_id, *(values[name] for name in names)))
                for row_id, values in rows
            ),
            columns=columns(names),
        )
    )
