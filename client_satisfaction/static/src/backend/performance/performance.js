/* Copyright 2026 Client Satisfaction contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Teams and agents: satisfaction beside efficiency. Everything comes from
 * `satisfaction.performance`, which reads stored KPIs as the reader.
 */
export class SatisfactionPerformance extends Component {
    static template = "client_satisfaction.Performance";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, loading: false });
        onWillStart(() => this.load({}));
    }

    get display() {
        return { controlPanel: {} };
    }

    async load(params) {
        this.state.loading = true;
        try {
            const data = await this.orm.call("satisfaction.performance", "get_data", [params]);
            for (const row of data.rows) {
                // Drawn by the server from numbers and escaped names only.
                row.satisfaction.sparkline = markup(row.satisfaction.sparkline || "");
            }
            this.state.data = data;
        } finally {
            this.state.loading = false;
        }
    }

    get groups() {
        return ["team", "agent"]
            .map((scope) => [scope, this.state.data.rows.filter((row) => row.scope === scope)])
            .filter(([, rows]) => rows.length);
    }

    setPeriod(ev) {
        return this.load({ period: ev.target.value });
    }

    setTeam(ev) {
        const team_id = parseInt(ev.target.value) || false;
        return this.load({ period: this.state.data.period, team_id });
    }

    async openValue(id) {
        const action = await this.orm.call("satisfaction.kpi.value", "action_open_records", [[id]]);
        return this.action.doAction(action);
    }

    openRemark(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "satisfaction.remark",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("satisfaction_performance", SatisfactionPerformance);
