# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How the public pages look from outside: language, headers, frame and messages."""

import hashlib
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.lists import format_list

from odoo.http import request
from odoo.tools import babel_locale_parse, format_date, format_datetime

PATH = "/satisfaction/"
# The backend's downloads live under the same path and keep their own errors.
OTHER_PATHS = ("/satisfaction/export/",)

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    # The address holds the token: nobody stores it, passes it on or indexes it.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
}


def _asset(name):
    """Address of a static file that changes with its contents."""
    file = Path(__file__).parents[1] / "static" / "src" / "answer" / name
    version = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return f"/client_satisfaction/static/src/answer/{name}?v={version}"


STYLE_SHEET = _asset("answer.css")
SCRIPT = _asset("answer.js")


def is_public_path(path):
    return path.startswith(PATH) and not path.startswith(OTHER_PATHS)


# ----------------------------------------------------------------------
# Language
# ----------------------------------------------------------------------
def offered_langs(ask):
    """Codes of the languages the pages of an ask can be read in."""
    installed = [code for code, _name in request.env["res.lang"].get_installed()]
    if ask and ask.survey_id.lang_ids:
        chosen = set(ask.survey_id.lang_ids.mapped("code"))
        return [code for code in installed if code in chosen] or installed
    return installed


def choose_lang(ask=None):
    """The visitor's language: asked for, the contact's, the browser's (in that order).

    An address may ask for ``ru`` as well as for ``ru_RU``.
    """
    offered = offered_langs(ask)
    for code in filter(None, _wanted_langs(ask)):
        if code in offered:
            return code
        for candidate in offered:
            if candidate.partition("_")[0] == code[:8].partition("_")[0]:
                return candidate
    return offered[0]


def _wanted_langs(ask):
    # One by one: the first that is offered wins, the rest is never read.
    yield request.httprequest.args.get("lang")
    if ask:
        yield ask.lang
        yield ask.partner_id.lang
        yield ask.company_id.partner_id.lang
    else:
        yield request.best_lang
    yield request.env.lang


def _native_names(codes):
    """Each language by its own name, with the country only where it is needed."""
    names = {}
    bases = [code.partition("_")[0] for code in codes]
    for code, base in zip(codes, bases, strict=True):
        try:
            locale = Locale.parse(code if bases.count(base) > 1 else base)
            name = locale.get_display_name() or code
        except (UnknownLocaleError, ValueError):
            name = request.env["res.lang"]._get_data(code=code).name
        names[code] = name[:1].upper() + name[1:]
    return names


def language_links(ask, current, path=None, **params):
    """The language switch: (name, html code, address, whether it is the current one).

    A switch only makes sense where it can be followed by a plain link.

    :param path: the page's own, where it is not the one that was asked for
    """
    codes = offered_langs(ask)
    if len(codes) < 2:
        return []
    path = path or request.httprequest.path
    names = _native_names(codes)
    return [
        {
            "name": names[code],
            "code": html_lang(code),
            "url": add_params(path, lang=code, **params),
            "is_current": code == current,
        }
        for code in codes
    ]


def html_lang(code):
    return code.partition("@")[0].replace("_", "-")


def add_params(path, **params):
    """An address with those parameters that have a value (values are plain words)."""
    query = "&".join(f"{name}={value}" for name, value in params.items() if value)
    return f"{path}?{query}" if query else path


# ----------------------------------------------------------------------
# Pages
# ----------------------------------------------------------------------
def render(
    template,
    values,
    *,
    ask=None,
    lang=None,
    status=200,
    headers=None,
    path=None,
    **switch,
):
    """A complete page of ours as a response.

    :param template: name without the module
    :param ask: ``satisfaction.request`` the page is about; without one the page shows
        no company, so that guessing links tells nothing
    :param path: the page's own, see :func:`language_links`
    :param switch: parameters the language switch keeps, e.g. the value of the link
    """
    html = _render_html(template, values, ask, lang, {"path": path, **switch})
    return request.make_response(
        html, headers=list({**HEADERS, **(headers or {})}.items()), status=status
    )


def _render_html(template, values, ask, lang, switch):
    lang = lang or choose_lang(ask)
    company = ask.company_id if ask else None
    page = {
        "lang": html_lang(lang),
        "direction": request.env["res.lang"]._get_data(code=lang).direction or "ltr",
        "company": company and company.name,
        "logo": company
        and not company.uses_default_logo
        and f"/web/binary/company_logo?company={company.id}",
        "languages": language_links(ask, lang, **switch),
        "style_sheet": STYLE_SHEET,
        "script": SCRIPT,
    }
    return render_part(template, {**values, "page": page}, lang)


def render_part(template, values, lang):
    """Something of a page, as HTML."""
    # The full context would fetch the user, the web client's session and more.
    qweb = request.env["ir.qweb"].with_context(lang=lang, minimal_qcontext=True)
    return qweb._render(f"client_satisfaction.{template}", {**values, "lang": lang})


def render_message(
    title,
    paragraphs,
    *,
    ask=None,
    lang=None,
    status=200,
    headers=None,
    links=(),
    is_for_stranger=False,
):
    """A page that only says something: a title and some plain sentences.

    :param links: (address, text) shown as buttons below
    :param is_for_stranger: don't tell what the ask is about
    """
    values = {
        "title": title,
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph],
        "links": links,
        "is_good": status < 400,
        "ask": None if is_for_stranger else ask,
    }
    return render(
        "answer_message", values, ask=ask, lang=lang, status=status, headers=headers
    )


def render_error(status):
    """The page of an error outside our controllers, as (html, headers)."""
    lang = choose_lang()
    request.update_context(lang=lang)
    title, sentence = _error_texts(request.env, status)
    values = {
        "title": title,
        "paragraphs": [sentence],
        "links": (),
        "is_good": False,
        "ask": None,
    }
    html = _render_html("answer_message", values, None, lang, {})
    return html, list(HEADERS.items())


def _error_texts(env, status):
    if status == 413:
        return (
            env._("That is too much text"),
            env._(
                "What was sent is too large, so nothing was stored. Please go back,"
                " shorten your comment and press the button again."
            ),
        )
    if status in (404, 405):
        return (
            env._("There is nothing here"),
            env._("Please open the link in our mail once more."),
        )
    if status < 500:
        return (
            env._("That did not work"),
            env._(
                "Nothing was stored. Please open the link in our mail once more and"
                " try again."
            ),
        )
    return (
        env._("Something went wrong on our side"),
        env._(
            "Nothing was stored. Please try again in a few minutes; we have noted the"
            " error."
        ),
    )


# ----------------------------------------------------------------------
# Words
# ----------------------------------------------------------------------
def _time_zone(ask):
    return ask.partner_id.tz or ask.company_id.partner_id.tz or "UTC"


def word_date(ask, moment, lang):
    """The day of a moment where the contact lives, in the contact's format."""
    day = format_datetime(
        request.env,
        moment,
        tz=_time_zone(ask),
        dt_format="yyyy-MM-dd",
        lang_code="en_US",
    )
    return word_day(day, lang)


def word_day(day, lang):
    return format_date(request.env, day, lang_code=lang, date_format="long")


def word_time(ask, moment, lang):
    return format_datetime(
        request.env, moment, tz=_time_zone(ask), dt_format="HH:mm", lang_code=lang
    )


def word_list(names, lang):
    """Names as one says them: A, B and C."""
    return format_list(names, locale=babel_locale_parse(lang)) if names else ""
