# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.exceptions import UserError
from odoo.http import Response, SessionExpiredException, request

from ..controllers.answer_response import is_public_path, render_error

_logger = logging.getLogger(__name__)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Errors around our public pages get a page of ours.

        An address below ours that doesn't exist, a body that is too large or an error
        nobody thought of: the client reads a sentence, never the server's own page.
        """
        if not is_public_path(request.httprequest.path) or isinstance(
            exception, SessionExpiredException
        ):
            return super()._handle_error(exception)
        status = 500
        if isinstance(exception, HTTPException):
            status = exception.code or 500
        elif isinstance(exception, UserError):
            status = exception.http_status
        try:
            request.env.cr.rollback()
            if not request.env.uid:
                cls._auth_method_public()
            html, headers = render_error(status)
        except Exception:  # an error page must not make a second error
            _logger.exception("No page could be made for status %s", status)
            return super()._handle_error(exception)
        return Response(html, status=status, headers=headers)
