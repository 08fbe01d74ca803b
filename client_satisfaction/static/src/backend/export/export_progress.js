// Copyright 2026 Client Satisfaction contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onMounted, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FIELDS = ["done_count", "row_count", "progress", "state"];
const OPEN = ["waiting", "running"];
const EVERY_MS = 2000;

/**
 * How far a spreadsheet is that a job makes: looks every other second as long as it is in
 * work, then loads the form anew, with its button to download.
 */
export class ExportProgressField extends Component {
    static template = "client_satisfaction.ExportProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState(this.pick(this.props.record.data));
        onWillUpdateProps((next) => Object.assign(this.state, this.pick(next.record.data)));
        onMounted(() => {
            this.timer = setInterval(() => this.look(), EVERY_MS);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    pick(values) {
        return Object.fromEntries(FIELDS.map((name) => [name, values[name]]));
    }

    get percent() {
        return Math.round(this.state.progress);
    }

    get text() {
        if (this.state.state === "waiting") {
            return _t("Waiting for its turn");
        }
        return _t("%(done)s of %(total)s rows", {
            done: formatInteger(Math.min(this.state.done_count, this.state.row_count)),
            total: formatInteger(this.state.row_count),
        });
    }

    async look() {
        const record = this.props.record;
        if (!OPEN.includes(this.state.state) || !record.resId || this.looking) {
            return;
        }
        this.looking = true;
        try {
            const [values] = await this.orm.silent.read(record.resModel, [record.resId], FIELDS);
            Object.assign(this.state, this.pick(values));
            if (!OPEN.includes(values.state)) {
                await record.model.load();
            }
        } finally {
            this.looking = false;
        }
    }
}

export const exportProgressField = {
    component: ExportProgressField,
    displayName: _t("Progress of a spreadsheet"),
    supportedTypes: ["float"],
    isEmpty: () => false,
    fieldDependencies: [
        { name: "done_count", type: "integer", readonly: true },
        { name: "row_count", type: "integer", readonly: true },
        { name: "state", type: "selection", readonly: true },
    ],
};

registry.category("fields").add("satisfaction_export_progress", exportProgressField);
