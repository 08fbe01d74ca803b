# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import tempfile

from dateutil.relativedelta import relativedelta
from werkzeug.exceptions import BadRequest, Conflict, Forbidden, NotFound
from werkzeug.wsgi import wrap_file

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..models.measure.export_job import MIME_TYPES

READERS = (
    "client_satisfaction.group_client_manager",
    "client_satisfaction.group_senior_management",
)
PARAMETERS = {"program_id", "period", "client_ids", "score_ids"}
MAX_IDS = 5000
MAX_INTEGER = 2**31 - 1
PERIOD = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?")


class SatisfactionExport(http.Controller):
    @http.route(
        "/satisfaction/export/xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def export_xlsx(self, **parameters):
        """Workbook of scores with their answers.

        Either ``score_ids`` (comma separated), or ``program_id`` with, if wanted,
        ``period`` (2026, 2026-Q4 or 2026-11) and ``client_ids``. Everything is searched
        as the user: other companies' and other people's clients are not in it.
        """
        if not any(request.env.user.has_group(group) for group in READERS):
            raise Forbidden(
                request.env._(
                    "Only client managers, the programme manager and senior management"
                    " may export scores."
                )
            )
        selection = self._get_selection(parameters)
        return self._send(request.env["satisfaction.workbook"], selection, "xlsx")

    @http.route(
        "/satisfaction/export/<int:export_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download_export(self, export_id):
        """A spreadsheet the user asked for: made now if small, else the stored file."""
        # As the user: others' exports are nowhere to be found.
        export = request.env["satisfaction.export"].search([("id", "=", export_id)])
        if not export or export.user_id != request.env.user:
            raise NotFound()
        if export.state == "done":
            stream = request.env["ir.binary"]._get_stream_from(
                export, "file", filename=export.file_name
            )
            response = stream.get_response(as_attachment=True)
            response.headers["Cache-Control"] = "private, no-store"
            return response
        if export.state != "direct":
            raise Conflict(request.env._("This spreadsheet isn't ready."))
        try:
            export._check_may_export()
            selection = export._get_selection()
        except UserError as error:
            raise BadRequest(str(error)) from error
        return self._send(export._get_workbook(), selection, export.kind)

    def _send(self, maker, selection, kind):
        # Written to disk, not to memory: workbooks of a year can be long. The file is
        # gone when it is closed, at the end of the answer.
        file = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            maker._write(file, selection, kind)
            ending = maker._get_extension(selection, kind)
        except UserError as error:
            file.close()
            raise BadRequest(str(error)) from error
        except BaseException:
            file.close()
            raise
        length = file.tell()
        file.seek(0)
        name = f"{selection.label}.{ending}"
        response = request.make_response(
            wrap_file(request.httprequest.environ, file, 64 * 1024),
            headers=[
                ("Content-Type", MIME_TYPES[ending]),
                ("Content-Length", str(length)),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "private, no-store"),
            ],
        )
        response.direct_passthrough = True
        return response

    # ------------------------------------------------------------------
    # Parameters
    # ------------------------------------------------------------------
    def _get_selection(self, parameters):
        unknown = sorted(set(parameters) - PARAMETERS)
        if unknown:
            raise BadRequest(
                request.env._(
                    "Unknown parameter: %(names)s. Known are %(known)s.",
                    names=", ".join(unknown)[:100],
                    known=", ".join(sorted(PARAMETERS)),
                )
            )
        if parameters.get("score_ids"):
            if set(parameters) != {"score_ids"}:
                raise BadRequest(
                    request.env._("score_ids can't be combined with other parameters.")
                )
            return self._select_scores(self._to_ids("score_ids", parameters))
        if parameters.get("program_id"):
            return self._select_program(parameters)
        raise BadRequest(request.env._("Say what to export: program_id, or score_ids."))

    def _select_scores(self, score_ids):
        scores = request.env["satisfaction.score"].search([("id", "in", score_ids)])
        if len(scores) != len(set(score_ids)):
            # One answer for missing and foreign ones: it must not tell which exist
            raise BadRequest(
                request.env._("Some of these scores don't exist or are not yours.")
            )
        return request.env["satisfaction.workbook"]._select_scores(scores)

    def _select_program(self, parameters):
        ids = self._to_ids("program_id", parameters)
        program = request.env["satisfaction.program"].search([("id", "in", ids)])
        if len(ids) != 1 or len(program) != 1:
            raise BadRequest(
                request.env._("This programme doesn't exist or is not yours.")
            )
        client_ids = None
        if parameters.get("client_ids"):
            client_ids = self._to_ids("client_ids", parameters)
        return request.env["satisfaction.workbook"]._select_program(
            program, self._to_period(parameters.get("period"), program), client_ids
        )

    def _to_ids(self, name, parameters):
        parts = parameters[name].split(",")
        # isdecimal alone would let through digits of other scripts
        if len(parts) > MAX_IDS or not all(
            part.isascii() and part.isdecimal() and len(part) <= 10 for part in parts
        ):
            raise BadRequest(
                request.env._(
                    "%(name)s takes up to %(limit)s numbers, separated by commas.",
                    name=name,
                    limit=MAX_IDS,
                )
            )
        # Larger ones are no ids the database could have
        return [min(int(part), MAX_INTEGER) for part in parts]

    def _to_period(self, text, program):
        """First and last day and label of a period, None for the whole year."""
        if not text:
            return None
        match = PERIOD.fullmatch(text)
        month = int(match["month"] or 1) if match else 0
        if not match or not 1 <= month <= 12 or int(match["year"]) < 1:
            raise BadRequest(
                request.env._(
                    "period takes a year, quarter or month: 2026, 2026-Q4 or 2026-11."
                )
            )
        if match["quarter"]:
            month, length = int(match["quarter"]) * 3 - 2, 3
        else:
            length = 1 if match["month"] else 12
        start = fields.Date.to_date(f"{match['year']}-{month:02d}-01")
        end = start + relativedelta(months=length, days=-1)
        if end < program.date_start or start > program.date_end:
            raise BadRequest(
                request.env._(
                    "The period %(period)s lies outside of %(program)s.",
                    period=text,
                    program=program.name,
                )
            )
        return start, end, text
