// Copyright 2026 Client Satisfaction contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The numbers of a scale as buttons, for whoever types while the client speaks: one
 * click, or the digit on the keyboard. The bounds are those of the record's question.
 */
export class RatingField extends Component {
    static template = "client_satisfaction.RatingField";
    static props = { ...standardFieldProps };

    get values() {
        const { scale_min: low, scale_max: high } = this.props.record.data;
        const values = [];
        for (let value = low; value <= high; value++) {
            values.push(String(value));
        }
        return values;
    }

    /** Not a point on the scale: "na" when the question doesn't apply. */
    get allowsNa() {
        return this.props.record.data.allow_na;
    }

    get naTitle() {
        return _t("Not applicable: counts neither for nor against");
    }

    get naLabel() {
        return _t("n/a");
    }

    get current() {
        return this.props.record.data[this.props.name] || "";
    }

    describe(value) {
        const { scale_min_label, scale_max_label } = this.props.record.data;
        const values = this.values;
        if (value === values[0] && scale_min_label) {
            return `${value}: ${scale_min_label}`;
        }
        if (value === values[values.length - 1] && scale_max_label) {
            return `${value}: ${scale_max_label}`;
        }
        return value;
    }

    /** Eleven numbers (0 to 10) have to stand in the width of five. */
    buttonClass(value) {
        const padding = this.values.length > 7 ? "px-2" : "px-3";
        const colour = value === this.current ? "btn-primary" : "btn-outline-secondary";
        return `${padding} ${colour}`;
    }

    choose(value) {
        const rating = value === this.current ? false : value;
        return this.props.record.update({ [this.props.name]: rating });
    }

    onKeydown(ev) {
        if (this.values.includes(ev.key)) {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.record.update({ [this.props.name]: ev.key });
        } else if (this.allowsNa && ev.key === "n" && !ev.altKey && !ev.ctrlKey) {
            ev.preventDefault();
            this.props.record.update({ [this.props.name]: "na" });
        }
    }
}

export const ratingField = {
    component: RatingField,
    displayName: _t("Rating on a scale"),
    supportedTypes: ["char"],
    isEmpty: () => false,
};

registry.category("fields").add("satisfaction_rating", ratingField);
