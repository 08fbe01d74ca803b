# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the product holds about a person, model by model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Records of one model that are about a person.

    :param model: name of the model; one that isn't installed is passed over
    :param person: field path to the contact
    :param identity: fields that say who it is; they are emptied in any case
    :param words: what the person said, or was noted of what they said
    :param signature: what signs a document; may have to be kept
    :param is_dropped: the records go altogether
    :param domain: only these records
    """

    model: str
    person: str
    identity: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    is_dropped: bool = False
    domain: tuple = ()


SATISFACTION_SURVEYS = ("survey_id.survey_type", "=", "satisfaction")

#: Where everybody's own words stand, by the million. Nobody copies into them what
#: somebody else said: the same sentence of another person is that person's.
OWN_WORDS_MODELS = frozenset(
    {
        "satisfaction.request",
        "satisfaction.answer.attempt",
        "satisfaction.closing",
        "survey.user_input",
        "survey.user_input.line",
    }
)

#: The same within a table in which staff writes as well.
OWN_WORDS_COLUMNS = {"satisfaction.remark": frozenset({"name", "text"})}

#: Random signs and codes: searching a million secrets for a name takes longer than
#: searching everything that was said.
CODE_COLUMNS = frozenset(
    {
        "access_token",
        "channel_code",
        "invite_token",
        "lang",
        "occurrence_key",
        "source_key",
        "told_key",
    }
)

#: Rows that jobs make by the hundred thousand; their only texts are names of periods
#: and codes of channels.
COMPUTED_MODELS = frozenset(
    {"satisfaction.score", "satisfaction.score.line", "satisfaction.kpi.value"}
)

#: What the installed modules consist of: their words are nobody's.
STRUCTURE_MODELS = frozenset(
    {
        "ir.model.constraint",
        "ir.model.data",
        "ir.model.fields",
        "ir.model.fields.selection",
        "ir.module.module",
    }
)

#: Figures, dates, stages and reasons chosen from a list are none of these fields:
#: they stay, and so does every score.
PARTS = (
    Part(
        "satisfaction.request",
        "partner_id",
        identity=("email",),
        words=("comment", "send_error", "skip_note", "cancel_reason"),
    ),
    Part(
        "survey.user_input",
        "partner_id",
        identity=("email", "nickname"),
        domain=(SATISFACTION_SURVEYS,),
    ),
    Part(
        "survey.user_input.line",
        "user_input_id.partner_id",
        words=("value_text_box", "value_char_box"),
        domain=(SATISFACTION_SURVEYS,),
    ),
    Part(
        "satisfaction.answer.attempt",
        "request_id.partner_id",
        words=("values", "replaced_values"),
    ),
    Part("satisfaction.callback.attempt", "request_id.partner_id", words=("note",)),
    Part("satisfaction.interview.draft", "request_id.partner_id", is_dropped=True),
    Part("satisfaction.remark", "partner_id", words=("text", "name")),
    Part("satisfaction.remark.rating", "partner_id", words=("comment",)),
    Part("satisfaction.remark.telling", "partner_id"),
    Part(
        "satisfaction.case",
        "partner_id",
        identity=("email_from", "intake_key", "fix_rated_name"),
        words=(
            "complaint",
            "subject",
            "call_notes",
            "contact_attempts",
            "client_word",
            "fix_comment",
        ),
        signature=("signature", "signed_name", "signed_ip"),
    ),
    Part("satisfaction.certificate", "partner_id", words=("reason", "improvement")),
    Part("satisfaction.client.expectation", "agreed_with_id"),
    Part("satisfaction.action.notice", "partner_id"),
    Part("satisfaction.closing", "partner_id", words=("close_note",)),
    Part("satisfaction.contact.asked", "partner_id", is_dropped=True),
    Part("satisfaction.client.report.delivery", "partner_id", identity=("email",)),
    Part("satisfaction.client.report.delivery", "partner_id", identity=("email",)),
)

#: What belongs to the helpdesk, included where it is asked for.
TICKET_PARTS = (
    Part(
        "helpdesk.ticket",
        "partner_id",
        identity=("partner_name", "partner_email", "email_cc"),
        words=("name", "description"),
    ),
    Part(
        "satisfaction.request",
        "partner_id",
        words=("ticket_title",),
    ),
    Part("satisfaction.case", "partner_id", words=("ticket_title",)),
    Part("satisfaction.closing", "partner_id", words=("ticket_title",)),
)
