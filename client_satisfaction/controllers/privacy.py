# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import tempfile

from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..report.person_archive import write_archive


class SatisfactionPrivacy(http.Controller):
    @http.route(
        "/satisfaction/privacy/person/<int:partner_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def export_person(self, partner_id, **_parameters):
        """What is stored about a person, as zip; for programme managers."""
        partner = request.env["res.partner"].search([("id", "=", partner_id)])
        persons = request.env["satisfaction.person"]
        if not request.env.user.has_groups(persons._get_groups()):
            raise Forbidden()
        if not partner:
            raise NotFound()
        try:
            tables, files = persons._collect(partner)
        except (AccessError, UserError) as error:
            raise Forbidden(str(error)) from error
        file = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            write_archive(file, tables, files)
        except BaseException:
            file.close()
            raise
        length = file.tell()
        file.seek(0)
        response = request.make_response(
            wrap_file(request.httprequest.environ, file, 64 * 1024),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", str(length)),
                # The name of the file shall not tell in a folder of downloads.
                (
                    "Content-Disposition",
                    content_disposition(f"person-{partner.id}.zip"),
                ),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "private, no-store"),
            ],
        )
        response.direct_passthrough = True
        return response
