/* Copyright 2026 Client Satisfaction contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const NUMBER = /^\d{1,9}([.,]\d+)?$/;

/**
 * Clients' own weights, as a table of clients by levels, or of one client's levels and
 * indicators. What was typed is kept as text until it is saved, over pages and views,
 * so that nothing typed is ever lost; an empty field means the scorecard's weight.
 */
export class WeightMatrix extends Component {
    static template = "client_satisfaction.WeightMatrix";
    static components = { Layout, Pager };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.state = useState({
            data: null,
            clientId: this.props.action.params?.client_id || false,
            search: "",
            reason: "",
            saving: false,
            conflicts: [],
            // "client|key" -> { text, seen, name }: what was typed, and over what
            edits: {},
        });
        this.onSearch = useDebounced((text) => {
            this.state.search = text;
            return this.load({ offset: 0 });
        }, 250);
        useSetupAction({
            rootRef: this.root,
            beforeLeave: () => this.askBeforeLeave(),
            beforeUnload: (ev) => {
                if (this.editCount) {
                    ev.preventDefault();
                    ev.returnValue = "unsaved";
                }
            },
        });
        onWillStart(() => this.load({}));
    }

    get display() {
        return { controlPanel: {} };
    }

    async load({ scorecardId, clientId, offset }) {
        const data = await this.keepLast.add(
            this.orm.call("satisfaction.client.weight", "get_matrix", [
                scorecardId || this.state.data?.scorecard_id || false,
                clientId === undefined ? this.state.clientId : clientId,
                this.state.search,
                offset === undefined ? this.state.data?.offset || 0 : offset,
            ])
        );
        if (clientId !== undefined) {
            this.state.clientId = clientId;
        }
        this.state.data = data;
    }

    // ------------------------------------------------------------------
    // Cells
    // ------------------------------------------------------------------
    cellId(client, column) {
        return `${client.id}|${column.key}`;
    }

    own(client, column) {
        return client.own[column.key];
    }

    isEdited(client, column) {
        return this.cellId(client, column) in this.state.edits;
    }

    /** What stands in the field: typed text, the own weight, or nothing (default). */
    text(client, column) {
        const edit = this.state.edits[this.cellId(client, column)];
        if (edit) {
            return edit.text;
        }
        const own = this.own(client, column);
        return own ? this.format(own.weight) : "";
    }

    isOwn(client, column) {
        return this.text(client, column).trim() !== "";
    }

    isBad(client, column) {
        return this.weight(client, column) === null;
    }

    /** The weight that counts; null while the field holds no number. */
    weight(client, column) {
        const text = this.text(client, column).trim();
        return text ? this.parse(text) : column.weight;
    }

    total(client, columns) {
        return columns.reduce((sum, one) => sum + (this.weight(client, one) || 0), 0);
    }

    share(client, column, columns) {
        const total = this.total(client, columns);
        const weight = this.weight(client, column);
        if (weight === null) {
            return "–";
        }
        return this.percent(total ? (weight * 100) / total : 0);
    }

    parse(text) {
        if (!NUMBER.test(text)) {
            return null;
        }
        const number = Number(text.replace(",", "."));
        return number <= this.state.data.largest ? number : null;
    }

    format(number) {
        return String(Math.round(number * 100) / 100).replace(".", localization.decimalPoint);
    }

    percent(number) {
        return `${this.format(Math.round(number * 10) / 10)} %`;
    }

    label(client, column, columns) {
        return _t("%(client)s, %(name)s: weight, %(share)s", {
            client: client.name,
            name: column.name,
            share: this.share(client, column, columns),
        });
    }

    hint(client, column) {
        if (this.isBad(client, column)) {
            return this.badSentence;
        }
        const own = this.own(client, column);
        if (own && !this.isEdited(client, column)) {
            return _t("Own weight: %(reason)s (default: %(weight)s)", {
                reason: own.reason,
                weight: this.format(column.weight),
            });
        }
        return _t("Default: %(weight)s", { weight: this.format(column.weight) });
    }

    /** Beside the sum where the table has no head: an attribute isn't translated. */
    get sumLabel() {
        return _t("Sum");
    }

    get badSentence() {
        return _t("Write a number from 0 to %s, or leave the field empty for the default.", [
            this.state.data.largest,
        ]);
    }

    onInput(client, column, ev) {
        this.edit(client, column, ev.target.value);
    }

    edit(client, column, text) {
        const id = this.cellId(client, column);
        const own = this.own(client, column);
        const seen = own ? own.weight : null;
        if (text.trim() === (own ? this.format(own.weight) : "")) {
            delete this.state.edits[id];
        } else {
            this.state.edits[id] = { text, seen, name: `${client.name}, ${column.name}` };
        }
    }

    allColumns(levels) {
        return levels.flatMap((level) => [level, ...level.indicators]);
    }

    hasOwn(client) {
        return this.allColumns(this.state.data.levels).some((one) => this.isOwn(client, one));
    }

    reset(client) {
        for (const column of this.allColumns(this.state.data.levels)) {
            this.edit(client, column, "");
        }
    }

    /** How many of a client's indicators have own weights: they are on its own page. */
    ownIndicators(client) {
        return this.state.data.levels
            .flatMap((level) => level.indicators)
            .filter((one) => this.isOwn(client, one)).length;
    }

    /** Up, down and Enter go through a column; Tab goes through a row as always. */
    onKeydown(ev) {
        const step = { ArrowUp: -1, ArrowDown: 1, Enter: ev.shiftKey ? -1 : 1 }[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const column = ev.target.dataset.column;
        const fields = [...this.root.el.querySelectorAll("input[data-column]")].filter(
            (one) => this.state.clientId || one.dataset.column === column
        );
        const next = fields[fields.indexOf(ev.target) + step];
        if (next) {
            next.focus();
            next.select();
        }
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------
    get editCount() {
        return Object.keys(this.state.edits).length;
    }

    get badEdits() {
        return Object.values(this.state.edits).filter(
            (edit) => edit.text.trim() && this.parse(edit.text.trim()) === null
        );
    }

    get canSave() {
        return (
            this.editCount &&
            !this.badEdits.length &&
            this.state.reason.trim() &&
            !this.state.saving
        );
    }

    async save() {
        if (!this.canSave) {
            return false;
        }
        const cells = Object.entries(this.state.edits).map(([id, edit]) => {
            const [client, key] = id.split("|");
            const text = edit.text.trim();
            return {
                client_id: Number(client),
                key,
                weight: text ? this.parse(text) : null,
                seen: edit.seen,
            };
        });
        this.state.saving = true;
        try {
            const answer = await this.orm.call("satisfaction.client.weight", "save_matrix", [
                this.state.data.scorecard_id,
                cells,
                this.state.reason,
            ]);
            this.state.conflicts = answer.conflicts;
            if (answer.conflicts.length) {
                for (const conflict of answer.conflicts) {
                    // Seen now: saving once more is a decision, not an accident.
                    this.state.edits[`${conflict.client_id}|${conflict.key}`].seen =
                        conflict.weight;
                }
                await this.load({});
                return false;
            }
            this.state.edits = {};
            this.state.reason = "";
            await this.load({});
            this.notification.add(_t("Weights saved: %s", [answer.saved]), { type: "success" });
            return true;
        } finally {
            this.state.saving = false;
        }
    }

    discard() {
        this.state.edits = {};
        this.state.conflicts = [];
        this.state.reason = "";
    }

    askBeforeLeave() {
        if (!this.editCount) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(ConfirmationDialog, {
                title: _t("Weights not saved"),
                body: _t("Leave without saving? Changes: %s.", [this.editCount]),
                confirmLabel: _t("Leave"),
                confirm: () => resolve(true),
                cancelLabel: _t("Stay"),
                cancel: () => resolve(false),
                dismiss: () => resolve(false),
            });
        });
    }

    // ------------------------------------------------------------------
    // Ways
    // ------------------------------------------------------------------
    openClient(client) {
        return this.load({ clientId: client.id, offset: 0 });
    }

    closeClient() {
        return this.load({ clientId: false, offset: 0 });
    }

    openHistory() {
        const action = {
            type: "ir.actions.act_window",
            name: _t("Changes of weights"),
            res_model: "satisfaction.client.weight.change",
            views: [
                [false, "list"],
                [false, "kanban"],
            ],
            mobile_view_mode: "kanban",
            domain: this.state.clientId ? [["client_id", "=", this.state.clientId]] : [],
        };
        return this.action.doAction(action);
    }
}

registry.category("actions").add("satisfaction_weight_matrix", WeightMatrix);
