# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One record of every model, for three clients, straight into the database.

Rights are the question here, not how records come about: checks, defaults and side
effects of ``create`` would only stand in the way, and a model added tomorrow gets its
records without a line of code. Every relation to a model that has its record is made,
so that rules looking through relations have something to look through.
"""

from odoo.tools import SQL

# Columns whose value decides about rights, or can't be guessed from their type
ODD_VALUES = {
    ("satisfaction.program", "year"): 2030,
    ("satisfaction.program", "date_start"): "2030-01-01",
    ("satisfaction.program", "date_end"): "2030-12-31",
    ("satisfaction.request", "channel_kind"): "ticket",
    ("satisfaction.request", "delivery"): "mail",
    ("satisfaction.request", "state"): "answered",
    ("satisfaction.case", "origin"): "answer",
    ("satisfaction.action", "scope"): "client",
    ("satisfaction.kpi.value", "team_id"): None,
    ("satisfaction.kpi.value", "user_id"): None,
    ("satisfaction.target", "team_id"): None,
    ("satisfaction.target", "user_id"): None,
}
# Words that are none: languages, time zones, fields, what a job does next
KEPT_EMPTY = {
    "lang",
    "tz",
    "seed",
    "email",
    "client_domain",
    "ticket_domain",
    "mail_pending",
    "activity_exception_decoration",
}
# Trees don't hang on themselves, and nobody takes the place of another.
NO_LINKS = {"parent_id", "previous_id", "previous_version_id", "next_id", "create_uid"}


def list_models(env):
    """Names of this addon's models with a table, those others need first."""
    names = {
        name
        for name, model in env.registry.items()
        if name.startswith("satisfaction.")
        and not model._abstract
        and not model._transient
        and model._auto
    }
    ordered = []

    def visit(name, path=()):
        if name in ordered or name in path or name not in names:
            return
        for field in env[name]._fields.values():
            if field.type == "many2one" and field.store:
                visit(field.comodel_name, (*path, name))
        ordered.append(name)

    for name in sorted(names):
        visit(name)
    return ordered


def drop_checks(env, models):
    """Let the database take guessed values; undone with the test's transaction."""
    for name in models:
        table = env[name]._table
        for (constraint,) in env.execute_query(
            SQL(
                "SELECT conname FROM pg_constraint"
                " WHERE conrelid = %s::regclass AND contype IN ('c', 'u')",
                table,
            )
        ):
            env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT %s",
                    SQL.identifier(table),
                    SQL.identifier(constraint),
                )
            )
        for (index,) in env.execute_query(
            SQL(
                "SELECT indexrelid::regclass::text FROM pg_index"
                " WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary",
                table,
            )
        ):
            env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(index)))
        for field in env[name]._fields.values():
            # A link to what has no record here may stay empty, e.g. to a ticket.
            if field.type == "many2one" and field.store and field.required:
                env.cr.execute(
                    SQL(
                        "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL",
                        SQL.identifier(table),
                        SQL.identifier(field.name),
                    )
                )


def make_records(env, models, known, number, text="Secret"):
    """Make one record of each model and return ``{model: record as superuser}``.

    :param known: ``{model or field name: record}`` that many2one columns point at
    :param number: makes unique what must be unique
    :param text: what names and other words begin with
    """
    made = {}
    for name in models:
        values = _guess_values(env[name], {**known, **made}, number, text)
        columns = [SQL.identifier(column) for column in values]
        [(record_id,)] = env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                SQL.identifier(env[name]._table),
                SQL(", ").join(columns),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )
        made[name] = env[name].browse(record_id)
    for record in made.values():
        for field in record._fields.values():
            if field.type == "many2many" and field.store and field.relation:
                _link(env, record, field, {**known, **made})
    env.invalidate_all()
    return made


def _guess_values(model, known, number, text):
    values = {}
    for name, field in model._fields.items():
        if not field.store or not field.column_type or name == "id":
            continue
        if (model._name, name) in ODD_VALUES:
            value = ODD_VALUES[model._name, name]
        elif field.type == "many2one":
            value = _find_target(model, field, known)
        elif field.company_dependent:
            value = None
        else:
            value = _guess_plain(model, field, number, text)
        if value is not None:
            values[name] = field.convert_to_column_insert(value, model, validate=False)
    return values


def _find_target(model, field, known):
    if field.name in NO_LINKS:
        return None
    record = known.get(field.name) or known.get(field.comodel_name)
    if record is None and field.required:
        record = model.env[field.comodel_name].search([], limit=1)
    return record.id if record else None


def _guess_plain(model, field, number, text):
    """A value where one is needed, else nothing."""
    if field.name == "active":
        return True
    if field.type == "boolean":
        return False
    if field.type == "html":
        return f"<p>{number}</p>"  # the ORM cleans it on its way in, this doesn't
    is_text = field.type in ("char", "text") and not field.name.endswith(
        ("key", "code")
    )
    if not field.required and not (is_text and field.name not in KEPT_EMPTY):
        return None
    if field.type == "selection":
        return field.get_values(model.env)[0]
    if field.type in ("char", "text"):
        return f"{text}{number} {model._name}"
    if field.type == "date":
        return f"2026-01-{number:02d}"
    if field.type == "datetime":
        return f"2026-01-{number:02d} 12:00:00"
    if field.type == "json":
        return {}
    return number


def _link(env, record, field, known):
    target = known.get(field.name) or known.get(field.comodel_name)
    if target is None or field.comodel_name == record._name:
        return
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s, %s) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            SQL.identifier(field.column2),
            record.id,
            target.id,
        )
    )
