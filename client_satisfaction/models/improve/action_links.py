# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, models
from odoo.exceptions import AccessError

# What an action can hang on. Who may read it through the action, whose remarks it
# moves and who is told of it, all follows from these links.
ACTION_LINKS = ("remark_ids", "case_ids", "theme_ids", "assessment_line_id")


def find_linked(records, vals_list, name):
    """Records that would be linked anew, existing ones only.

    Odoo checks nobody's rights on what a relation is made to; record rules that look
    through a relation would let people in who tie the knot themselves.

    :param records: what is written; empty for a creation
    :param vals_list: values as for ``create``
    :param name: a many2one or many2many field of ``records``
    :return: records of the field's model, in the user's environment
    """
    field = records._fields[name]
    wanted = set()
    for vals in vals_list:
        value = vals.get(name) or ()
        if field.type == "many2one":
            value = [value] if value else ()
        for command in value:
            if isinstance(command, int):
                wanted.add(command)
            elif command[0] == Command.LINK:
                wanted.add(command[1])
            elif command[0] == Command.SET:
                wanted.update(command[2])
    # sudo: what hangs on all of them already was allowed when it was linked
    if records:
        wanted -= set.intersection(*(set(one[name].ids) for one in records.sudo()))
    linked = records.env[field.comodel_name].browse(sorted(wanted))
    return linked.exists() if linked else linked


def check_linked(records, vals_list, names):
    """Raise AccessError where the user may not read what would be linked anew."""
    if records.env.su:
        return
    for name in names:
        if linked := find_linked(records, vals_list, name):
            linked.check_access("read")


class SatisfactionAction(models.Model):
    """Who plans an action links what they may read, and names their own clients."""

    _inherit = "satisfaction.action"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_links([vals])
        return super().write(vals)

    def _check_links(self, vals_list):
        """No link to what the user may not see, no client that isn't concerned.

        Clients whose feedback the action takes up come along with it. Others are
        named by whoever manages them, or by a programme manager: each client named
        is told what was done.

        :raises AccessError: for anything else
        """
        if self.env.su:
            return
        check_linked(self, vals_list, ACTION_LINKS)
        clients = find_linked(self, vals_list, "client_ids")
        if not clients or self.env.user.has_group(
            "client_satisfaction.group_program_manager"
        ):
            return
        # sudo: only compares whose clients they are
        strangers = (clients.sudo() - self._find_touched(vals_list)).filtered(
            lambda client: client.client_manager_id != self.env.user
        )
        if strangers:
            raise AccessError(
                self.env._(
                    "%(client)s is not your client: only its client manager or a"
                    " programme manager names it on an action.",
                    client=strangers[0].name,
                )
            )

    def _find_touched(self, vals_list):
        """Clients whose feedback these actions take up, now or then."""
        # sudo: see _compute_client_ids
        known = self.sudo()
        linked = {
            name: known[name] | find_linked(self, vals_list, name).sudo()
            for name in ACTION_LINKS
        }
        return (
            linked["remark_ids"].client_id
            | linked["case_ids"].client_id
            | linked["assessment_line_id"].client_id
            | linked["theme_ids"].remark_ids.client_id
        )


class SatisfactionActionSource(models.AbstractModel):
    _inherit = "satisfaction.action.source"

    @api.model_create_multi
    def create(self, vals_list):
        check_linked(self, vals_list, ["action_ids"])
        return super().create(vals_list)

    def write(self, vals):
        check_linked(self, [vals], ["action_ids"])
        return super().write(vals)


class SatisfactionSupplierRequest(models.Model):
    _inherit = "satisfaction.supplier.request"

    @api.model_create_multi
    def create(self, vals_list):
        check_linked(self, vals_list, ["action_id"])
        return super().create(vals_list)

    def write(self, vals):
        check_linked(self, [vals], ["action_id"])
        return super().write(vals)
