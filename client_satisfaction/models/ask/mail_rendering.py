# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many mails of one template at once: it is compiled once, not for every recipient."""

import psycopg2
from lxml import etree

from odoo import api, models
from odoo.exceptions import UserError

COMPILED = "satisfaction_compiled"


class Compiled:
    """Templates compiled for one batch of mails; to be put into the context.

    An object and no dict: contexts are compared and hashed, this one by identity.
    """

    def __init__(self):
        self.by_source = {}


def for_batch(template):
    """The template, ready to be sent to many: see ``satisfaction_compiled``."""
    return template.with_context(**{COMPILED: Compiled()})


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        """Templates of mails come as a tree, and the engine keeps only those of views.

        It compiles the same text for each recipient, which takes most of the time of
        a batch. Kept as long as the batch lasts, under what decides about the code.
        """
        compiled = self.env.context.get(COMPILED)
        if not compiled or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        keys = (self.env.context.get(name) for name in self._get_template_cache_keys())
        key = (etree.tostring(template), *keys)
        if key not in compiled.by_source:
            result = super()._generate_code_uncached(template)
            compiled.by_source[key] = result
        return compiled.by_source[key]


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _render_template(self, *args, **kwargs):
        """What PostgreSQL refuses is tried again; it is no fault of the template.

        Odoo tells every error while a template is rendered as one of the template,
        also that another transaction was quicker. Who tries again would not know.
        """
        try:
            return super()._render_template(*args, **kwargs)
        except UserError as error:
            cause = error.__context__
            while cause and not isinstance(cause, psycopg2.OperationalError):
                cause = cause.__context__
            if cause:
                raise cause from None
            raise
