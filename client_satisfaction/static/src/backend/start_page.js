/* Copyright 2026 Client Satisfaction contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * "Which clients need us today": everything shown, and the list behind every number,
 * comes from `satisfaction.start.page`, which searches as the reader.
 */
export class SatisfactionStartPage extends Component {
    static template = "client_satisfaction.StartPage";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, loading: false });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.loading = true;
        try {
            const data = await this.orm.call("satisfaction.start.page", "get_data", []);
            for (const row of data.clients?.rows || []) {
                // Drawn by the server from numbers and escaped names only.
                row.sparkline = markup(row.sparkline);
            }
            this.state.data = data;
        } finally {
            this.state.loading = false;
        }
    }

    get display() {
        return { controlPanel: {} };
    }

    toneClass(tone) {
        return tone ? `o_satisfaction_${tone}` : "";
    }

    /** Open the list a number was counted from, or the one record behind it. */
    open(target) {
        const action = {
            type: "ir.actions.act_window",
            name: target.name,
            res_model: target.res_model,
            domain: target.domain,
            context: target.context || {},
            // A number of 0 opens its list, too: it says what that means.
            help: markup`<p class="o_view_nocontent_smiling_face">${_t("Nothing here")}</p>
                <p>${_t("Nobody has to do anything about this now. The start page counts anew whenever it is opened.")}</p>`,
            target: "current",
        };
        if (target.res_id) {
            return this.action.doAction({ ...action, res_id: target.res_id, views: [[false, "form"]] });
        }
        const types = target.res_model === "satisfaction.case" ? ["kanban", "list"] : ["list", "kanban"];
        const views = target.views?.length ? target.views : types.map((type) => [false, type]);
        return this.action.doAction({
            ...action,
            mobile_view_mode: "kanban",
            views: [...views, [false, "form"]],
        });
    }

    openRecord(model, id) {
        return this.open({ res_model: model, res_id: id });
    }

    /** The client's own page: everything about its satisfaction on one screen. */
    openClient(id) {
        return this.action.doAction("client_satisfaction.action_clients", {
            viewType: "form",
            props: { resId: id },
        });
    }

    enterAnswer() {
        return this.action.doAction("client_satisfaction.action_answer_entry", {
            onClose: () => this.load(),
        });
    }

    async exportWorkbook() {
        // The file itself, or the page that shows how far a large one is.
        const action = await this.orm.call("satisfaction.start.page", "export_workbook", []);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("satisfaction_start_page", SatisfactionStartPage);
