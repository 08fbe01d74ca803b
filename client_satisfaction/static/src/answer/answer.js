// Copyright 2026 Client Satisfaction contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
// The page works without this. It only hides what old browsers can't hide by style
// sheet, keeps a double click from posting twice and shows where a problem is.
(() => {
    "use strict";
    // The page that answers a form: loading it again must not send the form again.
    const answered = document.querySelector("[data-address]");
    if (answered) {
        window.history.replaceState(null, "", answered.dataset.address);
    }

    const form = document.querySelector("form[data-answer]");
    if (!form) {
        return;
    }
    const button = form.querySelector("button[type=submit]");
    let isSent = false;

    // A person touches the page, a program that presses buttons does not. Only the kind
    // of the first touch is sent.
    const touch = form.querySelector("[name=touch]");
    touch.value = "none";
    ["pointerdown", "touchstart", "keydown", "click"].forEach((kind) => {
        document.addEventListener(
            kind,
            (event) => {
                if (event.isTrusted && touch.value === "none") {
                    touch.value = kind;
                }
            },
            {capture: true, passive: true}
        );
    });

    if (!(window.CSS && CSS.supports && CSS.supports("selector(:has(*))"))) {
        const blocks = form.querySelectorAll(".when-low");
        const update = () => {
            const isLow = form.querySelector("[data-low]:checked");
            blocks.forEach((block) => {
                block.style.display = isLow ? "block" : "none";
            });
        };
        form.addEventListener("change", update);
        update();
    }

    form.addEventListener("submit", (event) => {
        if (isSent) {
            event.preventDefault();
            return;
        }
        isSent = true;
        button.setAttribute("aria-disabled", "true");
    });
    // Back from the next page: the button works again.
    window.addEventListener("pageshow", () => {
        isSent = false;
        button.removeAttribute("aria-disabled");
    });

    const problems = document.querySelector("[role=alert]");
    if (problems) {
        problems.focus();
    }
})();
