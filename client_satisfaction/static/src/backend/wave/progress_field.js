// Copyright 2026 Client Satisfaction contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onMounted, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FIELDS = ["opened_count", "client_count", "is_opening", "state"];
const EVERY_MS = 3000;

/**
 * How many clients of a started wave are asked already. A job does the work, so the
 * bar looks every few seconds as long as something is left, and then loads the form
 * anew.
 */
export class WaveProgressField extends Component {
    static template = "client_satisfaction.WaveProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState(this.fromRecord(this.props.record));
        onWillUpdateProps((next) => Object.assign(this.state, this.fromRecord(next.record)));
        onMounted(() => {
            this.timer = setInterval(() => this.look(), EVERY_MS);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    fromRecord(record) {
        const { opened_count, client_count, is_opening, state } = record.data;
        return { done: opened_count, total: client_count, isRunning: is_opening && state === "running" };
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.state.done) / this.state.total) : 0;
    }

    get text() {
        return _t("%(done)s of %(total)s clients asked", {
            done: formatInteger(this.state.done),
            total: formatInteger(this.state.total),
        });
    }

    async look() {
        const record = this.props.record;
        if (!this.state.isRunning || !record.resId || this.looking) {
            return;
        }
        this.looking = true;
        try {
            const [values] = await this.orm.silent.read(record.resModel, [record.resId], FIELDS);
            this.state.done = values.opened_count;
            this.state.total = values.client_count;
            this.state.isRunning = values.is_opening && values.state === "running";
            if (!this.state.isRunning && !(await record.isDirty())) {
                await record.model.load();
            }
        } finally {
            this.looking = false;
        }
    }
}

export const waveProgressField = {
    component: WaveProgressField,
    displayName: _t("Progress of a wave"),
    supportedTypes: ["float"],
    isEmpty: () => false,
    fieldDependencies: [
        { name: "opened_count", type: "integer", readonly: true },
        { name: "client_count", type: "integer", readonly: true },
        { name: "is_opening", type: "boolean", readonly: true },
    ],
};

registry.category("fields").add("satisfaction_wave_progress", waveProgressField);
