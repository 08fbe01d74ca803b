# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError, ValidationError


class AnswerError(ValidationError):
    """Answers that don't fit their questions; nothing was stored.

    :param problems: question id to a sentence for the respondent
    """

    def __init__(self, problems):
        self.problems = dict(problems)
        super().__init__("\n".join(dict.fromkeys(self.problems.values())))


class AnswerRefused(UserError):
    """An answer that comes too late or to the wrong place; nothing was changed.

    :param message: a sentence for the respondent
    :param reason: ``already_answered``, ``expired``, ``cancelled`` or ``unknown``
    """

    def __init__(self, message, reason):
        self.reason = reason
        super().__init__(message)
