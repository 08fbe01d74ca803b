/* Copyright 2026 Client Satisfaction contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * The programme's nine sub-processes with their state, people, documents and figures.
 * Everything comes from `satisfaction.program.map`, which searches as the reader.
 */
export class SatisfactionProgramMap extends Component {
    static template = "client_satisfaction.ProgramMap";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, loading: false, unfolded: {} });
        onWillStart(() => this.load(this.props.action.context?.active_program_id));
    }

    get display() {
        return { controlPanel: {} };
    }

    async load(programId = this.state.data?.program?.id) {
        this.state.loading = true;
        try {
            this.state.data = await this.orm.call("satisfaction.program.map", "get_data", [
                programId || false,
            ]);
        } finally {
            this.state.loading = false;
        }
    }

    selectProgram(ev) {
        return this.load(parseInt(ev.target.value));
    }

    badgeClass(state) {
        return {
            todo: "text-bg-light border",
            active: "text-bg-info",
            attention: "text-bg-warning",
            done: "text-bg-success",
        }[state];
    }

    toggle(code) {
        this.state.unfolded[code] = !this.state.unfolded[code];
    }

    /** Open the list a number was counted from, or the one record behind it. */
    open(target) {
        const action = {
            type: "ir.actions.act_window",
            name: target.name,
            res_model: target.res_model,
            domain: target.domain || [],
            context: {},
            target: "current",
        };
        const views = target.res_id
            ? ["form"]
            : target.res_model === "satisfaction.case"
              ? ["kanban", "list", "form"]
              : ["list", "kanban", "form"];
        return this.action.doAction({
            ...action,
            res_id: target.res_id || false,
            views: views.map((type) => [false, type]),
        });
    }

    editProcess(process) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: process.name,
                res_model: "satisfaction.program.process",
                res_id: process.id,
                views: [[false, "form"]],
                target: "new",
            },
            { onClose: () => this.load() },
        );
    }

    openProgram() {
        return this.open({
            res_model: "satisfaction.program",
            res_id: this.state.data.program.id,
        });
    }

    newProgram() {
        return this.action.doAction("client_satisfaction.action_programs");
    }

    printHandbook() {
        return this.action.doAction("client_satisfaction.action_report_handbook", {
            additionalContext: {
                active_id: this.state.data.program.id,
                active_ids: [this.state.data.program.id],
                active_model: "satisfaction.program",
            },
        });
    }
}

registry.category("actions").add("satisfaction_program_map", SatisfactionProgramMap);
