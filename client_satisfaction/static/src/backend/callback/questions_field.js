// Copyright 2026 Client Satisfaction contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The questions of a questionnaire to be filled in while the client speaks.
 *
 * The field holds `{question id: answer}`; the record's field `questions` says what is
 * asked. Native radios and checkboxes: arrows and Tab work as everywhere, and a digit
 * chooses that number and goes on to the next question.
 */
export class QuestionsField extends Component {
    static template = "client_satisfaction.QuestionsField";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        // What was chosen but has not reached the record yet: whoever types quickly
        // must not lose the answer before.
        this.draft = null;
        // The next call begins at the top, with its phone number.
        useEffect(
            () => {
                this.root.el.closest(".o_form_sheet")?.scrollIntoView();
            },
            () => [this.props.record.data.request_id?.id]
        );
    }

    get answers() {
        return this.draft || this.props.record.data[this.props.name] || {};
    }

    get questions() {
        const questions = this.props.record.data.questions || [];
        // Reasons are asked for when something went wrong.
        return questions.filter((question) => !question.when_low || this.isLow);
    }

    get isLow() {
        const questions = this.props.record.data.questions || [];
        return questions.some((question) =>
            question.options.some(
                (option) => option.is_low && this.isChosen(question, option)
            )
        );
    }

    inputName(question) {
        return `${this.props.id || this.props.name}_${question.question_id}`;
    }

    isChosen(question, option) {
        const answer = this.answers[question.question_id];
        return Array.isArray(answer)
            ? answer.map(String).includes(option.value)
            : answer !== undefined && String(answer) === option.value;
    }

    text(question) {
        return this.answers[question.question_id] || "";
    }

    label(question, option) {
        if (option.is_first && question.low_label) {
            return `${option.label}: ${question.low_label}`;
        }
        if (option.is_last && question.high_label && !option.is_na) {
            return `${option.label}: ${question.high_label}`;
        }
        return option.label;
    }

    /** What the two ends of a scale mean, e.g. "1 = Not at all · 5 = Very well". */
    endLabels(question) {
        const numbers = question.options.filter((option) => !option.is_na);
        return [
            [numbers[0], question.low_label],
            [numbers[numbers.length - 1], question.high_label],
        ]
            .filter(([option, label]) => option && label)
            .map(([option, label]) => `${option.value} = ${label}`)
            .join(" · ");
    }

    async update(question, value) {
        const answers = { ...this.answers };
        if (value === undefined || value === "" || value.length === 0) {
            delete answers[question.question_id];
        } else {
            answers[question.question_id] = value;
        }
        this.draft = answers;
        await this.props.record.update({ [this.props.name]: answers });
        if (this.draft === answers) {
            this.draft = null;
        }
    }

    choose(question, option) {
        // The rating of a scale travels as text, a choice as the answer's id.
        return this.update(
            question,
            question.kind === "scale" ? option.value : Number(option.value)
        );
    }

    toggle(question, option) {
        const chosen = question.options.filter(
            (other) => this.isChosen(question, other) !== (other === option)
        );
        return this.update(
            question,
            chosen.map((other) => Number(other.value))
        );
    }

    async onKeydown(question, ev) {
        if (ev.altKey || ev.ctrlKey || ev.metaKey || question.kind !== "scale") {
            return;
        }
        const option = question.options.find((other) => other.value === ev.key);
        if (!option) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        await this.choose(question, option);
        const groups = [...this.root.el.querySelectorAll("fieldset")];
        const next = groups[groups.indexOf(ev.target.closest("fieldset")) + 1];
        next?.querySelector("input:checked, input, textarea")?.focus();
    }
}

export const questionsField = {
    component: QuestionsField,
    displayName: _t("Questions of a questionnaire"),
    supportedTypes: ["json"],
    isEmpty: () => false,
    fieldDependencies: [{ name: "questions", type: "json" }],
};

registry.category("fields").add("satisfaction_questions", questionsField);
