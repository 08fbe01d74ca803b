# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import Response, request

from ..controllers.answer_response import PATH, render_error

_logger = logging.getLogger(__name__)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Errors before or around our public pages get a page of ours.

        A body that is too large, a method that isn't allowed or an error nobody
        thought of: the client reads a sentence, never the server's own page.
        """
        response = super()._handle_error(exception)
        if not request.httprequest.path.startswith(PATH) or not isinstance(
            response, HTTPException
        ):
            return response
        try:
            request.env.cr.rollback()
            if not request.env.uid:
                cls._auth_method_public()
            html, headers = render_error(response.code or 500)
        except Exception:  # an error page must not make a second error
            _logger.exception("No error page for status %s", response.code)
            return response
        return Response(html, status=response.code, headers=headers)
