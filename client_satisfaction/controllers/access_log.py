# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep the tokens of answer links out of the server's access log.

Whoever reads a token may answer for the client, and logs are read, copied and kept by
many. (A proxy in front of Odoo has a log of its own.)
"""

import logging
import re

TOKEN_IN_PATH = re.compile(
    r"((?<!/my)/satisfaction/(?:report/\d+/|(?!report/|export/)))[^/?\s\"]+"
)
TOKEN_IN_QUERY = re.compile(r"([?&](?:access|answer)_token=)[^&\s\"]+")


class HideTokens(logging.Filter):
    def filter(self, record):
        message = record.getMessage()
        hidden = TOKEN_IN_PATH.sub(r"\1***", message)
        hidden = TOKEN_IN_QUERY.sub(r"\1***", hidden)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


logging.getLogger("werkzeug").addFilter(HideTokens())
