# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import person, person_texts, person_export
from . import erasure, erasure_records, erasure_contact
from . import retention, retention_kinds, retention_fields
from . import privacy_lookup
