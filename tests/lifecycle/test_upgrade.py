# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/test --all: a database filled by an earlier version, updated to this one."""

from tests.lifecycle.lifecycle import (
    ADDON,
    BRIDGES,
    IS_WHOLE,
    VERSIONS,
    LifeCycleCase,
    normalise,
)

FIGURES = (
    (
        "SELECT count(*), count(points), round(sum(points)::numeric, 6)"
        " FROM satisfaction_request"
    ),
    "SELECT count(*), round(sum(points)::numeric, 6) FROM satisfaction_score",
    "SELECT state, count(*) FROM satisfaction_case GROUP BY 1 ORDER BY 1",
    "SELECT state, count(*) FROM satisfaction_remark GROUP BY 1 ORDER BY 1",
    "SELECT count(*) FROM satisfaction_action",
    "SELECT count(*) FROM helpdesk_ticket",
)
#: By what target groups tell clients apart: fields of the system once
OLD_TYPES = (
    "SELECT satisfaction_target_group_id, field.name"
    " FROM satisfaction_target_group_type_field_rel"
    " JOIN ir_model_fields AS field ON field.id = ir_model_fields_id ORDER BY 1, 2"
)
NEW_TYPES = (
    "SELECT satisfaction_target_group_id, type.field_name"
    " FROM satisfaction_client_type_satisfaction_target_group_rel"
    " JOIN satisfaction_client_type AS type ON type.id = satisfaction_client_type_id"
    " ORDER BY 1, 2"
)
#: As somebody does it on the screen, and with a type of clients of one's own.
REWORDING = """
admin = env.ref("base.user_admin")
thanks = env.ref("client_satisfaction.mail_template_thanks").with_user(admin)
thanks.subject = "Our own thanks"
env.ref("client_satisfaction.target_group_vip").type_field_ids = env.ref(
    "base.field_res_partner__country_id"
) | env.ref("base.field_res_partner__industry_id")
env.cr.commit()
"""
REWORDED = (
    "SELECT template.subject ->> 'en_US' FROM mail_template AS template"
    " JOIN ir_model_data AS data ON data.res_id = template.id"
    " WHERE data.model = 'mail.template' AND data.name = 'mail_template_thanks'"
    " AND data.module = 'client_satisfaction'"
)


class TestUpgrade(LifeCycleCase):
    __test__ = IS_WHOLE

    def test_every_earlier_version(self):
        """Nothing is lost, nothing warned of, and tables and rules are as new."""
        fresh = self._make_database("fresh")
        self.assertEqual(self._install(fresh, demo=True), [])
        self._run(fresh, "-i", ",".join(BRIDGES.values()))
        for version, commit in VERSIONS.items():
            with self.subTest(version=version):
                old = self._make_database(f"from_{version}")
                addons = self._unpack(commit)
                self._install(old, demo=True, addon=addons)
                self._run(old, "-i", ",".join(BRIDGES.values()), addon=addons)
                self.assertEqual(self._get_version(old), version)
                self._run(old, script=REWORDING, addon=addons)
                before = [self._query(old, query) for query in FIGURES]
                self.assertGreater(before[0][0][0], 100, "It is filled.")
                types = self._query(old, OLD_TYPES)

                self.assertEqual(self._run(old, "-u", ADDON), [])

                self.assertEqual(
                    self._get_version(old), self._get_version(fresh), version
                )
                self.assertEqual([self._query(old, query) for query in FIGURES], before)
                self.assertEqual(self._query(old, NEW_TYPES), types)
                self.assertEqual(
                    self._query(old, REWORDED),
                    [("Our own thanks",)],
                    "What people reworded stays.",
                )
                for what in (
                    self._get_columns,
                    self._get_indexes,
                    self._get_constraints,
                    self._get_rules,
                    self._get_access,
                    self._get_xmlids,
                    self._get_mails,
                ):
                    with self.subTest(what=what.__name__):
                        self.assertEqual(what(old), what(fresh))

    def _get_version(self, name):
        [(version,)] = self._query(
            name, "SELECT latest_version FROM ir_module_module WHERE name = %s", ADDON
        )
        return version

    def _get_columns(self, name):
        return self._query(
            name,
            "SELECT table_name, column_name, data_type, is_nullable"
            " FROM information_schema.columns WHERE table_schema = 'public'"
            " ORDER BY 1, 2",
        )

    def _get_indexes(self, name):
        return self._query(
            name,
            "SELECT tablename, indexname, indexdef FROM pg_indexes"
            " WHERE tablename LIKE 'satisfaction%' ORDER BY 1, 2",
        )

    def _get_constraints(self, name):
        return self._query(
            name,
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE conrelid::regclass::text LIKE 'satisfaction%'"
            " ORDER BY 1, 2",
        )

    def _get_rules(self, name):
        rows = self._query(
            name,
            "SELECT data.name, rule.domain_force, rule.active, rule.perm_read,"
            " rule.perm_write, rule.perm_create, rule.perm_unlink"
            " FROM ir_rule AS rule JOIN ir_model_data AS data ON data.res_id = rule.id"
            " WHERE data.model = 'ir.rule' AND data.module = %s ORDER BY 1",
            ADDON,
        )
        return [tuple(map(normalise, row)) for row in rows]

    def _get_access(self, name):
        return self._query(
            name,
            "SELECT data.name, perm_read, perm_write, perm_create, perm_unlink"
            " FROM ir_model_access AS access"
            " JOIN ir_model_data AS data ON data.res_id = access.id"
            " WHERE data.model = 'ir.model.access' AND data.module = %s ORDER BY 1",
            ADDON,
        )

    def _get_mails(self, name):
        """Mails of which nobody changed a word are the present ones."""
        rows = self._query(
            name,
            "SELECT data.name, template.subject::text, template.body_html::text,"
            " template.email_from, template.partner_to, template.lang"
            " FROM mail_template AS template"
            " JOIN ir_model_data AS data ON data.res_id = template.id"
            " WHERE data.model = 'mail.template' AND data.module = %s ORDER BY 1",
            ADDON,
        )
        reworded = "mail_template_thanks"
        return [row for row in rows if row[0] != reworded]

    def _get_xmlids(self, name):
        """Everything the addon brings is there, also what people may change."""
        return self._query(
            name,
            "SELECT model, name FROM ir_model_data WHERE module = %s"
            " AND model NOT LIKE 'ir.model%%' ORDER BY 1, 2",
            ADDON,
        )
