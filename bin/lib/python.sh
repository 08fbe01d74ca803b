# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
#
# Sourced by the commands in bin/: run_command NAME ARGS... starts bin/lib/cmd_NAME.py
# with a Python that Odoo 19 supports (3.10 to 3.13). CS_PYTHON names one explicitly.

usable_python() {
    # Having the name on the PATH is not enough: version managers leave names behind
    # that start nothing, and Debian's python3 comes without venv.
    "$1" -c 'import sys, venv, ensurepip
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${CS_PYTHON:+"$CS_PYTHON"} python3 python3.12 python3.11 \
        python3.13 python3.10 /usr/bin/python3 /usr/local/bin/python3; do
        if command -v "$candidate" >/dev/null 2>&1 && usable_python "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Python with venv ... installing the Debian package python3-venv" >&2
        apt-get update -qq >/dev/null 2>&1
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends python3-venv >/dev/null 2>&1
        if usable_python /usr/bin/python3; then
            echo /usr/bin/python3
            return 0
        fi
    fi
    echo "No Python 3.10 to 3.13 with venv and pip was found." >&2
    echo "Install one (Debian: apt-get install python3-venv) or name it in CS_PYTHON." >&2
    return 1
}

run_command() {
    local name="$1" library python
    shift
    library="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
    python="$(find_python)" || exit 1
    # A PYTHONPATH of the caller could put another Odoo in front of ours.
    unset PYTHONPATH PYTHONHOME
    exec "$python" -B "$library/cmd_$name.py" "$@"
}
