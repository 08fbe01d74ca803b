/* Copyright 2026 Client Satisfaction contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import { Component, onWillStart, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { QuestionsField } from "../callback/questions_field";

const MODEL = "satisfaction.assessment";
const SAVE_AFTER = 800;
const RETRY_AFTER = 5000;

/**
 * One screen to interview a client: respondents and their questions, beside them the
 * earlier remarks to be rated, what is said besides, the last result and the client.
 *
 * What is typed is kept at once in this browser and a moment later on the server, until
 * it is stored for good: a closed tab or a lost network loses nothing.
 */
export class SatisfactionInterview extends Component {
    static template = "client_satisfaction.Interview";
    static components = { Layout, QuestionsField };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        const { params, context } = this.props.action;
        this.assessmentId = params?.assessment_id || context?.active_id;
        this.timers = {};
        this.state = useState({
            data: null,
            current: null,
            answers: {},
            unsaved: {},
            failed: false,
            busy: false,
            tab: "remarks",
            comments: {},
            remark: { text: "", kind: "comment" },
            adding: false,
            newPerson: { partner_id: "", name: "", role: "" },
        });
        onWillStart(() => this.load());
        onWillUnmount(() => this.flush());
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "hidden") {
                this.flush();
            }
        });
        useExternalListener(window, "beforeunload", (ev) => {
            if (Object.keys(this.state.unsaved).length) {
                this.flush();
                ev.preventDefault();
            }
        });
    }

    get display() {
        return { controlPanel: {} };
    }

    // ------------------------------------------------------------------
    // Reading
    // ------------------------------------------------------------------
    /** Read everything anew; with `goOn`, show the next one who is not heard yet. */
    async load(lang, goOn = false) {
        if (!this.assessmentId) {
            // Somebody came by a bookmark.
            return;
        }
        const data = await this.orm.call(MODEL, "get_interview", [[this.assessmentId]], { lang: lang || null });
        this.state.data = data;
        for (const person of data.respondents) {
            const kept = person.is_open && this.readKept(person.request_id);
            if (kept) {
                this.state.answers[person.request_id] = kept;
                this.schedule(person.request_id);
            } else if (!(person.request_id in this.state.unsaved)) {
                this.state.answers[person.request_id] = person.answers;
            }
        }
        const isThere = data.respondents.some((person) => person.request_id === this.state.current);
        if (goOn || !isThere) {
            const first = data.respondents.find((person) => person.is_open) || data.respondents[0];
            this.state.current = first ? first.request_id : null;
        }
    }

    get person() {
        return this.state.data.respondents.find((one) => one.request_id === this.state.current);
    }

    /** The record that the questions widget expects, for one respondent. */
    get record() {
        const id = this.state.current;
        return {
            data: {
                request_id: { id },
                questions: this.person.questions,
                answers: this.state.answers[id] || {},
            },
            update: async ({ answers }) => {
                this.state.answers[id] = answers;
                this.keep(id, answers);
                this.schedule(id);
            },
        };
    }

    answeredCount(person) {
        const answers = this.state.answers[person.request_id] || {};
        return person.questions.filter((question) => question.question_id in answers).length;
    }

    get remarks() {
        const partner = this.person?.partner_id;
        return this.state.data.remarks.filter(
            (remark) => !remark.is_confidential || remark.partner_id === partner
        );
    }

    get remarksToRate() {
        return this.remarks.filter((remark) => !this.ratingOf(remark)).length;
    }

    // ------------------------------------------------------------------
    // Nothing typed is lost
    // ------------------------------------------------------------------
    keyOf(id) {
        return `satisfaction_interview_${id}`;
    }

    readKept(id) {
        try {
            return JSON.parse(browser.localStorage.getItem(this.keyOf(id)) || "null");
        } catch {
            return null;
        }
    }

    keep(id, answers) {
        this.state.unsaved[id] = true;
        try {
            browser.localStorage.setItem(this.keyOf(id), JSON.stringify(answers));
        } catch {
            // Full or forbidden: the server has it in a moment.
        }
    }

    forget(id) {
        delete this.state.unsaved[id];
        browser.clearTimeout(this.timers[id]);
        browser.localStorage.removeItem(this.keyOf(id));
    }

    schedule(id, delay = SAVE_AFTER) {
        this.state.unsaved[id] = true;
        browser.clearTimeout(this.timers[id]);
        this.timers[id] = browser.setTimeout(() => this.saveDraft(id), delay);
    }

    async saveDraft(id) {
        const answers = this.state.answers[id];
        try {
            await this.orm.silent.call(MODEL, "save_interview_draft", [[this.assessmentId], id, answers]);
            this.state.failed = false;
            if (this.state.answers[id] === answers) {
                this.forget(id);
            }
        } catch (error) {
            if (error.exceptionName || error.data) {
                // Refused by the server: trying again would not help.
                this.forget(id);
                throw error;
            }
            this.state.failed = true;
            this.schedule(id, RETRY_AFTER);
        }
    }

    flush() {
        for (const id of Object.keys(this.state.unsaved)) {
            browser.clearTimeout(this.timers[id]);
            this.saveDraft(Number(id));
        }
    }

    get saveStatus() {
        if (this.state.failed) {
            return _t("No connection: kept in this browser");
        }
        return Object.keys(this.state.unsaved).length ? _t("Saving…") : _t("Everything is kept");
    }

    // ------------------------------------------------------------------
    // Respondents
    // ------------------------------------------------------------------
    choose(person) {
        this.state.current = person.request_id;
    }

    /** Do one thing at a time; a second click finds the first one still at work. */
    async once(work) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await work();
        } finally {
            this.state.busy = false;
        }
    }

    store() {
        return this.once(async () => {
            const id = this.state.current;
            await this.orm.call(MODEL, "finish_interview_answers", [
                [this.assessmentId],
                id,
                this.state.answers[id] || {},
            ]);
            this.forget(id);
            this.notification.add(_t("Stored. Thank %s for the time.", this.person.name), { type: "success" });
            await this.load(this.state.data.lang, true);
        });
    }

    skip() {
        const person = this.person;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Not heard"),
            body: _t("%s doesn't answer in this interview. What was typed for this person is dropped.", person.name),
            confirmLabel: _t("Not heard"),
            confirm: () =>
                this.once(async () => {
                    await this.orm.call(MODEL, "skip_interview_respondent", [[this.assessmentId], person.request_id]);
                    this.forget(person.request_id);
                    await this.load(this.state.data.lang, true);
                }),
            cancel: () => {},
        });
    }

    addPerson() {
        return this.once(async () => {
            const { partner_id, name, role } = this.state.newPerson;
            const id = await this.orm.call(MODEL, "add_interview_respondent", [[this.assessmentId]], {
                partner_id: Number(partner_id) || false,
                name,
                role,
            });
            this.state.newPerson = { partner_id: "", name: "", role: "" };
            this.state.adding = false;
            await this.load(this.state.data.lang);
            if (this.state.data.respondents.some((person) => person.request_id === id)) {
                this.state.current = id;
            }
        });
    }

    async chooseLang(ev) {
        await this.load(ev.target.value);
    }

    /** On a phone the remarks stand far below the questions. */
    showAside() {
        document.getElementById("interview_aside")?.scrollIntoView({ behavior: "smooth" });
    }

    // ------------------------------------------------------------------
    // Remarks
    // ------------------------------------------------------------------
    ratingKey() {
        return String(this.person?.partner_id || 0);
    }

    ratingOf(remark) {
        return remark.ratings[this.ratingKey()]?.rating || 0;
    }

    commentKey(remark) {
        return `${remark.id}_${this.ratingKey()}`;
    }

    commentOf(remark) {
        const typed = this.state.comments[this.commentKey(remark)];
        return typed === undefined ? remark.ratings[this.ratingKey()]?.comment || "" : typed;
    }

    async rate(remark, rating) {
        const comment = this.commentOf(remark);
        const key = this.ratingKey();
        await this.orm.call(MODEL, "rate_interview_remark", [[this.assessmentId], remark.id, rating], {
            comment,
            request_id: this.state.current,
        });
        // The screen may have been read anew meanwhile.
        const shown = this.state.data.remarks.find((one) => one.id === remark.id);
        if (shown) {
            shown.ratings[key] = { rating, comment };
        }
    }

    async comment(remark, ev) {
        this.state.comments[this.commentKey(remark)] = ev.target.value;
        const rating = this.ratingOf(remark);
        if (rating) {
            await this.rate(remark, rating);
        }
    }

    addRemark() {
        return this.once(async () => {
            const { text, kind } = this.state.remark;
            await this.orm.call(MODEL, "add_interview_remark", [[this.assessmentId], text], {
                kind,
                request_id: this.state.current,
            });
            this.state.remark.text = "";
            await this.load(this.state.data.lang);
        });
    }

    onRemarkKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            this.addRemark();
        }
    }

    // ------------------------------------------------------------------
    // The end
    // ------------------------------------------------------------------
    finish() {
        const waiting = this.state.data.respondents.filter((person) => person.is_open);
        this.dialog.add(ConfirmationDialog, {
            title: _t("Finish the interview"),
            body: waiting.length
                ? _t("Not heard: %s. Nobody can be added afterwards.", waiting.map((person) => person.name).join(", "))
                : _t("Everybody was heard. The result is computed in a moment."),
            confirmLabel: _t("Finish"),
            confirm: () =>
                this.once(async () => {
                    await Promise.all(Object.keys(this.state.unsaved).map((id) => this.saveDraft(Number(id))));
                    await this.orm.call(MODEL, "finish_interview", [[this.assessmentId]]);
                    await this.openList();
                }),
            cancel: () => {},
        });
    }

    openList() {
        return this.action.doAction("client_satisfaction.action_interviews", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("client_satisfaction.interview", SatisfactionInterview);
