# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Opens the addon's screens as a user's browser would."""

from lxml.etree import fromstring

from odoo.tests import Form


def list_window_actions(env):
    """Actions of the addon's menus that the user of ``env`` sees."""
    menus = env["ir.ui.menu"].search(
        [
            ("id", "child_of", env.ref("client_satisfaction.menu_root").id),
            ("id", "in", list(env["ir.ui.menu"]._visible_menu_ids())),
        ]
    )
    return [
        # sudo: the browser reads actions by a route that lets everybody
        action.sudo()
        for action in menus.mapped("action")
        if action and action._name == "ir.actions.act_window"
    ]


def open_view(records, view_id, kind):
    """Read what a view shows: the form of a record, a list's or cards' first five.

    :param records: of the view's model, as the user; none: no form is opened
    :param kind: ``form``, ``list`` or ``kanban``
    :raises AccessError: where the view shows more than the user may read
    """
    if kind == "form":
        if records:
            Form(records, view=view_id or None)
        return
    arch = fromstring(records.get_view(view_id or None, kind)["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    records.web_search_read(
        [],
        {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in records._fields.items()
            if name in names
        },
        limit=5,
    )
