# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands in a database, to be compared with another one, row for row."""

import json
import re
from collections import Counter

# What has nothing to do with the work, or differs between any two runs
LEFT_OUT = re.compile(
    r"satisfaction_(answer_report|ask_report|.*_view)$|bus_|ir_(?!attachment$)|res_(?!partner$)"
)
WATCHED = re.compile(
    r"satisfaction_|mail_(mail|message|activity|followers|notification|tracking)"
    r"|ir_attachment$|res_partner$|helpdesk_ticket$|survey_user_input|message_attach"
)
# No mail server listens: whether a mail of Odoo's own was tried already is the same,
# it stays in the queue. Two of them would be two rows.
NOT_SENT_YET = {
    ("mail_mail", "exception"): "outgoing",
    ("mail_notification", "exception"): "ready",
}
UNSTABLE = {"id", "access_token", "message_id", "file_size", "index_content", "seed"}
UNSTABLE |= {"failure_type", "failure_reason"}
# Odoo names the mails before it: of two at once neither sees the other's.
UNSTABLE |= {"references"}
TOKEN = re.compile(r"[A-Za-z0-9_\-]{16,}")
DIGITS = re.compile(r"\d+")


class Content:
    """What stands in a database, without what differs between any two runs."""

    def __init__(self, cr, older=None):
        self.newest = older.newest if older else {}
        self.rows = {}
        #: Columns compared, for those who read what differs
        self.names = {}
        # All copies are of one structure, and reading it takes a second.
        self.structure = older.structure if older else self._read_structure(cr)
        columns, targets = self.structure
        for table in sorted(columns):
            if not older:
                self._note_newest(cr, table, columns[table])
        for table, fields in sorted(columns.items()):
            self.rows[table] = self._read_rows(cr, table, fields, targets)

    def _read_structure(self, cr):
        # Not from the information schema, which takes a second to say the same.
        cr.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, NULL)"
            " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
            " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2"
        )
        columns = {}
        for table, column, kind in cr.fetchall():
            if WATCHED.match(table) and not LEFT_OUT.match(table):
                columns.setdefault(table, {})[column] = kind
        cr.execute(
            "SELECT r.relname, a.attname, f.relname FROM pg_constraint k"
            " JOIN pg_class r ON r.oid = k.conrelid"
            " JOIN pg_class f ON f.oid = k.confrelid"
            " JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.conkey[1]"
            " WHERE k.contype = 'f'"
        )
        return columns, {(table, column): far for table, column, far in cr.fetchall()}

    def _note_newest(self, cr, table, fields):
        if "id" in fields:
            cr.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
            self.newest[table] = cr.fetchone()[0]

    def _read_rows(self, cr, table, fields, targets):
        cr.execute(f'SELECT * FROM "{table}"')
        names = [column.name for column in cr.description]
        self.names[table] = [name for name in names if name not in UNSTABLE]
        found = Counter()
        for row in cr.fetchall():
            values = {
                name: NOT_SENT_YET.get((table, value), value)
                if isinstance(value, str)
                else value
                for name, value in zip(names, row, strict=True)
            }
            model = values.get("res_model") or values.get("model") or ""
            found[
                tuple(
                    self._normalise(
                        value,
                        fields[name],
                        targets.get((table, name))
                        or (name == "res_id" and model.replace(".", "_")),
                    )
                    for name, value in values.items()
                    if name not in UNSTABLE
                )
            ] += 1
        return found

    def _normalise(self, value, kind, target):
        if value is None:
            return None
        if kind.startswith("timestamp"):
            return "moment"
        if kind in ("bytea",):
            return "bytes"
        if target:
            newest = self.newest.get(target)
            return value if newest is None or value <= newest else "new"
        if kind in ("double precision", "numeric"):
            return round(float(value), 6)
        if isinstance(value, (str, dict, list)):
            text = value if isinstance(value, str) else json.dumps(value)
            return DIGITS.sub("#", TOKEN.sub("T", text))
        return value

    def count(self, table):
        return sum(self.rows[table].values())

    def differences(self, other):
        """``{table: (rows only here, rows only there)}``"""
        found = {}
        for table, rows in self.rows.items():
            missing, extra = rows - other.rows[table], other.rows[table] - rows
            if missing or extra:
                found[table] = (
                    sum(missing.values()),
                    sum(extra.values()),
                    _explain(self.names[table], missing, extra),
                )
        return found


def _explain(names, missing, extra):
    """The first row that differs, where it differs."""
    left, right = next(iter(missing), None), next(iter(extra), None)
    if left is None or right is None:
        return [str(left or right)[:600]]
    return [
        f"{name}: {one!r} / {two!r}"[:300]
        for name, one, two in zip(names, left, right, strict=True)
        if one != two
    ]
