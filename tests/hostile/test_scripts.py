# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Twenty scripts in everything people can type, on every screen, in Chromium.

``CS_TEST_ALL=1`` opens every screen of the addon, else a choice of them.
"""

import json
import os
import time
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged
from odoo.tests.common import HOST
from odoo.tools import mute_logger

from ..browser.test_answer_page_browser import BrowserCase
from ..security.raw_world import drop_checks, list_models, make_records

IS_WHOLE = bool(os.environ.get("CS_TEST_ALL"))
PATIENCE = 15
#: Seconds without a question to the server, after which nothing more comes
QUIET = 2 if IS_WHOLE else 0.5
PAYLOADS = (
    "<script>xss(1)</script>",
    "<img src=x onerror=xss(2)>",
    "<svg onload=xss(3)>",
    '"><img src=x onerror=xss(4)>',
    "'><svg/onload=xss(5)>",
    "</textarea><script>xss(6)</script>",
    "</title><script>xss(7)</script>",
    "</script><script>xss(8)</script>",
    "<iframe srcdoc='<script>top.xss(9)</script>'></iframe>",
    "<iframe src=javascript:top.xss(10)></iframe>",
    "<details open ontoggle=xss(11)>x</details>",
    "<input autofocus onfocus=xss(12)>",
    "<video><source onerror=xss(13)></video>",
    "<body onpageshow=xss(14)>",
    "<a href='javascript:xss(15)'>x</a>",
    '" autofocus onfocus=xss(16) x="',
    "';xss(17);//",
    "\\u003cimg src=x onerror=xss(18)\\u003e",
    "{{constructor.constructor('xss(19)')()}}",
    "<math><mtext><table><mglyph><style><img src=x onerror=xss(20)>",
)
EVIL = " ".join(PAYLOADS)
ARMED = """
window.xss = (number) => {
    window.top.hits = [...(window.top.hits || []), number];
};
window.asking = 0;
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (...args) {
    window.asking += 1;
    this.addEventListener("loadend", () => (window.asking -= 1), { once: true });
    return send.apply(this, args);
};
const ask = window.fetch;
window.fetch = (...args) => {
    window.asking += 1;
    return ask(...args).finally(() => (window.asking -= 1));
};
"""
# What ran, what would run, and whether the words are on the screen at all.
LOOK = """
(() => {
    const armed = [];
    for (const one of document.querySelectorAll("*")) {
        for (const attribute of one.attributes) {
            const value = attribute.value.trim().toLowerCase();
            if (
                value.includes("xss(") &&
                (attribute.name.startsWith("on") || value.startsWith("javascript:"))
            ) {
                armed.push(`${one.tagName} ${attribute.name}`);
            }
        }
        if (one.tagName === "SCRIPT" && one.textContent.trim().startsWith("xss(")) {
            armed.push("SCRIPT");
        }
        if (one.closest("main, .o_action_manager, body")) {
            one.dispatchEvent(new MouseEvent("mouseover", { bubbles: false }));
        }
    }
    const words =
        document.body.innerText +
        [...document.querySelectorAll("input, textarea")].map((one) => one.value);
    return { hits: window.hits || [], armed, shown: words.includes("xss(") };
})()
"""
# Pages for clients and documents are there at once, the office's come by and by.
READY = (
    "document.readyState === 'complete' && !window.asking && !document.querySelector("
    "'.o_loading_indicator, .o_blockUI') && (!document.body.matches('.o_web_client')"
    " || document.querySelector('.o_action_manager > *, .o_dialog') !== null)"
)
#: Screens of every run; all others only in the long one
CHOSEN = (
    "action_requests",
    "action_cases",
    "action_remarks",
    "action_scores",
    "action_actions",
    "action_start_page",
    "action_survey_results",
    "action_performance",
    "action_dashboard_overview",
)


@tagged("post_install", "-at_install")
class TestScripts(BrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = list_models(cls.env)
        drop_checks(cls.env, cls.models)
        cls.evil = cls._make_client(
            EVIL,
            client_manager_id=cls.client_manager.id,
            phone=EVIL,
            website="javascript:xss(15)",
            client_business_notes=EVIL,
        )
        cls.person = cls.env["res.partner"].create(
            {
                "name": EVIL,
                "parent_id": cls.evil.id,
                "email": "eve@evil.example",
                "satisfaction_role": "decision_leader",
            }
        )
        new_test_user(
            cls.env,
            login="visitor_eve",
            password="visitor_eve",
            groups="base.group_portal",
            partner_id=cls.person.id,
            company_id=cls.company.id,
        )
        ticket = cls._make_tickets(name=EVIL, partner_id=cls.person.id)
        cls.asked = cls._close_ticket(ticket)
        now = fields.Datetime.now()
        cls.asked.write(
            {
                "state": "sent",
                "sent_at": now - timedelta(hours=1),
                "expires_at": now + timedelta(days=14),
            }
        )
        cls.answered = cls._make_entry(partner_id=cls.person.id)
        cls._answer(cls.answered, 1, 1, 1, comment=EVIL)
        cls.case = cls.env["satisfaction.case"]._record_complaint(
            {
                "text": EVIL,
                "subject": EVIL[:190],
                "partner_id": cls.person.id,
                "company_id": cls.company.id,
                "way": "portal",
                "attachments": [("<img src=x onerror=xss(2)>.txt", b"x")],
            }
        )
        cls.case.message_post(
            body=EVIL,
            author_id=cls.person.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        cls.remark = cls.env["satisfaction.remark"].create(
            {"text": EVIL, "partner_id": cls.person.id, "source": "portal"}
        )
        cls.raw = make_records(
            cls.env,
            cls.models,
            {
                "client_id": cls.evil,
                "client_ids": cls.evil,
                "res.partner": cls.person,
                "res.company": cls.company,
                "user_id": cls.agent,
                "client_manager_id": cls.client_manager,
                "helpdesk.ticket.team": cls.team,
                "res.users": cls.program_manager,
            },
            1,
            EVIL,
        )
        export = cls.env.ref("base.group_allow_export")
        cls.program_manager.group_ids = [Command.link(export.id)]
        cls.env.flush_all()

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------
    def _list_screens(self):
        """(login, address) of the screens to open."""
        office = self.program_manager.login
        known = self.env["ir.model.data"].search(
            [
                ("module", "=", "client_satisfaction"),
                ("model", "=", "ir.actions.act_window"),
            ]
        )
        for data in known.sorted("name"):
            action = self.env["ir.actions.act_window"].browse(data.res_id)
            if action.target == "new" or not (IS_WHOLE or data.name in CHOSEN):
                continue
            for mode in action.view_mode.split(",") if IS_WHOLE else ("list",):
                if mode in ("list", "kanban", "pivot", "graph", "calendar"):
                    yield office, f"/odoo/action-{action.id}?view_type={mode}"
            record = self._find_record(action.res_model)
            if record:
                yield office, f"/odoo/action-{action.id}/{record.id}"
        yield from self._list_pages(office)
        yield office, f"/odoo/res.partner/{self.evil.id}"
        visitor = "visitor_eve"
        for path in (
            "/my/satisfaction",
            "/my/satisfaction/company",
            "/my/satisfaction/cases",
            f"/my/satisfaction/cases/{self.case.id}",
            "/my/satisfaction/remarks",
            f"/my/satisfaction/remarks/{self.remark.id}",
            "/my/satisfaction/complaint",
        ):
            yield visitor, path
        for ask in (self.asked, self.answered):
            yield None, f"/satisfaction/{ask.access_token}"
            yield None, f"/satisfaction/{ask.access_token}/opt-out"
        yield from self._list_documents(office)

    def _find_record(self, model):
        own = {
            "satisfaction.case": self.case,
            "satisfaction.remark": self.remark,
            "satisfaction.request": self.answered,
        }
        return own.get(model) or self.raw.get(model)

    def _list_pages(self, login):
        """Those that are no lists and forms: the start page, results, dashboards …"""
        known = self.env["ir.model.data"].search(
            [
                ("module", "=", "client_satisfaction"),
                ("model", "=", "ir.actions.client"),
            ]
        )
        for name in known.sorted("name").mapped("name"):
            if IS_WHOLE or name in CHOSEN:
                yield login, f"/odoo/action-client_satisfaction.{name}"

    def _list_documents(self, login):
        known = self.env["ir.model.data"].search(
            [
                ("module", "=", "client_satisfaction"),
                ("model", "=", "ir.actions.report"),
            ]
        )
        reports = self.env["ir.actions.report"].browse(known.mapped("res_id"))
        for report in reports.filtered(lambda one: one.report_type == "qweb-pdf"):
            record = self._find_record(report.model)
            if report.model == "res.partner":
                record = self.evil
            if record:
                yield login, f"/report/html/{report.report_name}/{record.id}"

    @mute_logger(
        "odoo.http",
        "odoo.addons.base.models.ir_qweb",
        "odoo.addons.base.models.assetsbundle",
        "odoo.addons.mail.models.mail_render_mixin",
    )
    def test_nothing_runs(self):
        """R36, R84, R126: what people type stays words: nothing of it runs or is ready
        to run, on lists, cards, forms, conversations, pages for clients, documents."""
        dangerous, silent, opened, login = [], [], 0, None
        # Listed before the browser asks for things at the same time
        screens = list(self._list_screens())
        sessions = self._sign_in_all({wanted for wanted, _path in screens})
        with self._browser() as browser:
            browser._websocket_request(
                "Page.addScriptToEvaluateOnNewDocument", params={"source": ARMED}
            )
            self._prove_the_trap(browser)
            for wanted, path in screens:
                if wanted != login:
                    browser.set_cookie("session_id", sessions[wanted], "/", HOST)
                    login = wanted
                self._open(browser, path)
                found = self._look(browser)
                opened += 1
                if not found["shown"]:
                    silent.append(path)
                if found["hits"] or found["armed"]:
                    dangerous.append((path, found["hits"], found["armed"][:5]))
        self.assertFalse(dangerous)
        # A screen on which nothing is to be seen proves nothing.
        shown = opened - len(silent)
        self.assertGreater(shown, opened / 2, f"{shown} of {opened}, not: {silent}")
        print(f"{opened} screens, {shown} with the words on them, nothing ran")
        print("without them:", *silent)

    def _sign_in_all(self, logins):
        """``{login: session}``, made before the browser reads anything.

        Logging in writes, and a page that still reads has made the cursor that all
        share read-only.
        """
        sessions = {}
        for login in logins:
            # Else the one before would end.
            self.session = None
            sessions[login] = self.authenticate(login, login).sid
        # The browser begins with a session of its own, and would end the last one.
        self.session = None
        return sessions

    def _look(self, browser):
        """What is on the screen once nothing more comes."""
        end = time.monotonic() + PATIENCE
        quiet = None
        while time.monotonic() < end:
            now = time.monotonic()
            if not self._js(browser, READY):
                quiet = None
            elif quiet is None:
                quiet = now
            elif now - quiet > QUIET:
                break
            time.sleep(0.1)
        self._js(browser, LOOK)
        # What the mouse called forth has a moment to run.
        time.sleep(0.2)
        return self._js(browser, LOOK)

    def _prove_the_trap(self, browser):
        """The same words put into a page unescaped do run: the trap works."""
        self._open(browser, "/web/health")
        self._js(browser, f"document.body.innerHTML = {json.dumps(EVIL)}; 1")
        self._wait(browser, "(window.hits || []).length > 1", seconds=60)
