# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.mimetypes import guess_mimetype

from .case_client import RATEABLE

#: A signature drawn on a phone takes some ten thousand bytes.
SIGNATURE_LIMIT = 1024 * 1024
SIGNATURE_FIELDS = frozenset({"signature", "signed_name", "signed_at", "signed_ip"})


class SatisfactionCase(models.Model):
    """The client signs a case off: name and signature, with day and address (R92).

    What was signed stays in the conversation, also when the case is taken up again.
    """

    _inherit = "satisfaction.case"

    signature = fields.Image(
        "Client's signature",
        max_width=1024,
        max_height=1024,
        readonly=True,
        copy=False,
    )
    signed_name = fields.Char("Signed off by", readonly=True, copy=False)
    signed_at = fields.Datetime("Signed off", readonly=True, copy=False)
    signed_ip = fields.Char(
        "Signed from",
        readonly=True,
        copy=False,
        help="The network address the signature came from.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_signature_is_the_clients(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_signature_is_the_clients(vals)
        return super().write(vals)

    def _check_signature_is_the_clients(self, vals):
        if not self.env.su and not SIGNATURE_FIELDS.isdisjoint(vals):
            raise AccessError(self.env._("Only the client signs a case off."))

    def _can_sign(self):
        """Whether there is something to sign off that nobody has signed yet."""
        self.ensure_one()
        return self.state in RATEABLE and not self.signed_at and self._is_fresh()

    def _sign_off(self, name, signature, address=""):
        """Keep that the client accepts what was done.

        :param name: who signs
        :param signature: the picture (PNG or JPEG) in base64
        :param address: the network address it came from
        :raise ValidationError: when something is missing, no picture, or too late
        """
        self.ensure_one()
        name = " ".join(str(name or "").split())[:200]
        if not name:
            raise ValidationError(self.env._("Please write your name."))
        picture = self._read_signature(signature)
        self.lock_for_update()
        if self.signed_at and self.signed_name == name:
            return  # a double click
        if not self._can_sign():
            raise ValidationError(
                self.env._(
                    "This can't be signed off any more. Please write a message instead."
                )
            )
        self.write(
            {
                "signature": base64.b64encode(picture),
                "signed_name": name,
                "signed_at": fields.Datetime.now(),
                "signed_ip": (address or "")[:64] or False,
                # The signature says it where nothing else was said.
                "client_verdict": self.client_verdict or "satisfied",
            }
        )
        if self.state == "done":
            self.state = "reviewed"
        self._post_as_client(
            self.env._("%(name)s signs the case off.", name=name),
            "",
            [("signature.png", picture)],
        )

    def _read_signature(self, signature):
        """The bytes of a signature.

        :raise ValidationError: for anything that is no small picture
        """
        if not signature or not isinstance(signature, str):
            raise ValidationError(self.env._("Please sign first."))
        try:
            picture = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            picture = b""
        kind = guess_mimetype(picture, default="")
        if kind not in ("image/png", "image/jpeg") or len(picture) > SIGNATURE_LIMIT:
            raise ValidationError(
                self.env._("This signature can't be read. Please sign once more.")
            )
        return picture

    def _take_up_again(self, reason, posted=False):
        """What is not solved is not signed off either."""
        result = super()._take_up_again(reason, posted=posted)
        # sudo: see _check_signature_is_the_clients; the case goes back to work
        self.sudo().write(dict.fromkeys(SIGNATURE_FIELDS, False))
        return result
