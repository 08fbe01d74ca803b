/* Copyright 2026 Client Satisfaction contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import { Component, onMounted, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "satisfaction.survey.results";
/** What was looked at last: the way back to the page after a reload. */
const LAST = "satisfaction_results_of";

/** "survey.survey-5", as it stands in the address, to a scope. */
function parseScope(text) {
    const [, model, id] = /^([a-z.]+)-(\d+)$/.exec(text || "") || [];
    return model ? { model, id: parseInt(id) } : null;
}

/**
 * How a questionnaire, wave, channel or programme was answered. Every figure and word
 * comes from `satisfaction.survey.results`, which searches as the reader.
 */
export class SatisfactionSurveyResults extends Component {
    static template = "client_satisfaction.SurveyResults";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const context = this.props.action.context || {};
        this.scope =
            context.results_of ||
            parseScope(router.current.of) ||
            parseScope(browser.sessionStorage.getItem(LAST));
        this.state = useState({
            data: null,
            choices: { filters: {} },
            loading: false,
            comments: { rows: [], next: null, loading: false, search: "", tone: "all" },
            params: { scope: this.scope, period: "all", split: "month" },
        });
        this.searchComments = useDebounced(() => this.loadComments(), 300);
        onWillStart(async () => {
            if (this.scope) {
                await Promise.all([this.loadChoices(), this.load()]);
            }
        });
        onMounted(() => {
            if (this.scope) {
                // So that the page can be bookmarked and read again
                const of = `${this.scope.model}-${this.scope.id}`;
                this.props.updateActionState?.({ of });
                browser.sessionStorage.setItem(LAST, of);
            }
        });
    }

    get display() {
        return { controlPanel: {} };
    }

    get periods() {
        return [
            ["all", _t("Whole time")],
            ["days_30", _t("Last 30 days")],
            ["days_90", _t("Last 90 days")],
            ["months_12", _t("Last 12 months")],
            ["this_year", _t("This year")],
            ["last_year", _t("Last year")],
            ["own", _t("From … to …")],
        ];
    }

    get filters() {
        return [
            ["team_id", _t("Team"), _t("All teams")],
            ["client_type", _t("Clients"), _t("All clients")],
            ["client_manager_id", _t("Client manager"), _t("All client managers")],
            ["role", _t("Role"), _t("All roles")],
            ["channel_code", _t("Channel"), _t("All channels")],
            ["wave_id", _t("Wave"), _t("All waves and others")],
            ["company_id", _t("Company"), _t("All companies")],
        ].filter(([name]) => this.state.choices.filters[name]);
    }

    get splits() {
        const { filters } = this.state.choices;
        return [
            ["month", _t("By month"), true],
            ["team", _t("By team"), filters.team_id],
            ["client_type", _t("By agreement level"), filters.client_type],
            ["role", _t("By role"), filters.role],
            ["channel", _t("By channel"), filters.channel_code],
            ["client_manager", _t("By client manager"), filters.client_manager_id],
        ].filter(([, , isOffered]) => isOffered);
    }

    get compares() {
        const dated = !["all", "own"].includes(this.state.params.period) || this.hasOwnDates;
        return [
            ["", _t("Compare with nothing")],
            ...(dated
                ? [
                      ["previous", _t("The time before")],
                      ["year", _t("A year before")],
                  ]
                : []),
            ...(this.state.choices.filters.team_id || [])
                .filter(([id]) => id !== this.state.params.team_id)
                .map(([id, name]) => [`team-${id}`, _t("Team: %s", name)]),
        ];
    }

    get hasOwnDates() {
        const { period, date_from, date_to } = this.state.params;
        return Boolean(period === "own" && date_from && date_to);
    }

    get compared() {
        const { compare, compare_team_id } = this.state.params;
        return compare === "team" ? `team-${compare_team_id}` : compare || "";
    }

    /** The filters in words, for whoever reads the print. */
    get chosen() {
        return this.filters
            .map(([name, label]) => {
                const value = this.state.params[name];
                const one = value && this.state.choices.filters[name].find(([id]) => id === value);
                return one && `${label}: ${one[1]}`;
            })
            .filter(Boolean)
            .join(" · ");
    }

    get isFiltered() {
        const { period } = this.state.params;
        return period !== "all" || this.filters.some(([name]) => this.state.params[name]);
    }

    async loadChoices() {
        const choices = await this.orm.call(MODEL, "get_choices", [this.params]);
        this.state.choices = choices;
        this.state.params.wordings ??= choices.wordings;
    }

    get params() {
        return JSON.parse(JSON.stringify(this.state.params));
    }

    async load() {
        this.state.loading = true;
        try {
            const [data] = await this.keepLast.add(
                Promise.all([
                    this.orm.call(MODEL, "get_data", [this.params]),
                    this.loadComments(),
                ]),
            );
            this.state.data = data;
            this.env.config.setDisplayName?.(_t("Results: %s", data.title));
        } finally {
            this.state.loading = false;
        }
    }

    // ---------------------------------------------------------------------
    // Filters
    // ---------------------------------------------------------------------
    setPeriod(ev) {
        const period = ev.target.value;
        Object.assign(this.state.params, { period, compare: this.keepCompare(period) });
        if (period !== "own" || this.hasOwnDates) {
            return this.load();
        }
    }

    /** A time without two ends can't be compared with the time before it. */
    keepCompare(period) {
        const { compare } = this.state.params;
        return compare === "team" || !["all", "own"].includes(period) ? compare : "";
    }

    setDate(name, ev) {
        this.state.params[name] = ev.target.value || false;
        if (!this.hasOwnDates && this.state.params.compare !== "team") {
            this.state.params.compare = "";
        }
        return this.load();
    }

    setFilter(name, ev) {
        const text = ev.target.value;
        const isNumber = /^\d+$/.test(text) && !["role", "channel_code"].includes(name);
        this.state.params[name] = isNumber ? parseInt(text) : text || false;
        if (name === "team_id" && this.compared === `team-${text}`) {
            this.state.params.compare = "";
        }
        return this.load();
    }

    setCompare(ev) {
        const value = ev.target.value;
        const isTeam = value.startsWith("team-");
        this.state.params.compare = isTeam ? "team" : value;
        this.state.params.compare_team_id = isTeam ? parseInt(value.slice(5)) : false;
        return this.load();
    }

    setSplit(ev) {
        this.state.params.split = ev.target.value;
        return this.load();
    }

    async setWordings(ev) {
        this.state.params.wordings = ev.target.checked;
        await this.loadChoices();
        return this.load();
    }

    clearFilters() {
        const { scope, wordings, split } = this.state.params;
        this.state.params = { scope, wordings, split, period: "all" };
        return this.load();
    }

    // ---------------------------------------------------------------------
    // Comments
    // ---------------------------------------------------------------------
    async loadComments(more = false) {
        const comments = this.state.comments;
        comments.loading = true;
        try {
            const { rows, next } = await this.orm.call(MODEL, "get_comments", [
                this.params,
                comments.search,
                comments.tone,
                more ? comments.next : false,
            ]);
            comments.rows = more ? [...comments.rows, ...rows] : rows;
            comments.next = next;
        } finally {
            comments.loading = false;
        }
    }

    onSearchInput(ev) {
        this.state.comments.search = ev.target.value;
        this.searchComments();
    }

    setTone(ev) {
        this.state.comments.tone = ev.target.value;
        return this.loadComments();
    }

    // ---------------------------------------------------------------------
    // Ways on
    // ---------------------------------------------------------------------
    async openAnswers(questionIds = false, part = false, value = false) {
        const action = await this.orm.call(MODEL, "get_answers_action", [
            this.params,
            questionIds,
            part,
            value,
        ]);
        return this.action.doAction(action);
    }

    openBar(question, bar) {
        return this.openAnswers(question.ids, question.part, bar.answer_ids || bar.value);
    }

    canOpen(question, bar) {
        return bar.count && !(question.is_anonymous && bar.count < question.smallest);
    }

    openAnswer(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "satisfaction.request",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openSurveys() {
        return this.action.doAction("client_satisfaction.action_surveys");
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("satisfaction_survey_results", SatisfactionSurveyResults);
