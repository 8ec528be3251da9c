#!/usr/bin/env bash
# Makes the pictures of README.md: a run against a simulator that breaks one row, as the terminal shows it, and the page of the
# recorded run in reports/golden.
#
# docs/pictures.sh [PROGRAM]: needs Chromium, fonts for Chinese and Python 3, as .ci/run installs them.
set -euo pipefail
cd "$(dirname "$0")/.."
program="${1:-target/ci/zwfw-conform}"
mutant='gdzw-0017-2019/T9.1#type/wrong-type'
work="$(mktemp -d)"
"$program" serve --mutant "$mutant" >"$work/target.yaml" 2>/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
# The target file is there once the simulator listens; it is printed in one piece.
for _ in $(seq 100); do
    if grep -q known "$work/target.yaml"; then break; fi
    sleep 0.1
done

# Not conforming, exit code 1, is what the picture shows.
CLICOLOR_FORCE=1 "$program" run --target "$work/target.yaml" --standard gdzw-0017-2019 --seed 1 --out "$work/out" \
    >"$work/terminal.txt" 2>/dev/null || [ $? -eq 1 ]
"$program" report render reports/golden/events.jsonl --format html --lang zh --output "$work/report.html"

# The words of the terminal with its colours, as a page.
python3 - "$work" <<'PYTHON'
import html
import re
import sys

folder = sys.argv[1]
text = open(f"{folder}/terminal.txt", encoding="utf-8").read().rstrip("\n")
classes = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "35": "magenta", "36": "cyan"}
page, on = [], set()
for part in re.split(r"(\x1b\[[0-9;]*m)", text):
    code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
    if code:
        for number in (code[1] or "0").split(";"):
            on = set() if number == "0" else on | {classes.get(number, "plain")}
    elif part:
        page.append(f'<span class="{" ".join(sorted(on))}">{html.escape(part)}</span>')
style = """body{margin:0;background:#16191d}pre{margin:0;padding:20px 24px;color:#d7dbe0;white-space:pre-wrap;overflow-wrap:anywhere;
font:14px/1.45 "DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace}.bold{font-weight:bold}.dim{color:#8d96a3}.red{color:#ff7b72}
.green{color:#7ee08f}.yellow{color:#e3b341}.magenta{color:#d2a8ff}.cyan{color:#76d9e6}"""
with open(f"{folder}/terminal.html", "w", encoding="utf-8") as out:
    out.write(f'<!doctype html><meta charset="utf-8"><style>{style}</style><pre>$ zwfw-conform run --target target.yaml\n{"".join(page)}</pre>')
PYTHON

shot() {
    local options=(--headless --disable-gpu --hide-scrollbars "--user-data-dir=$work/profile")
    if [ "$(id -u)" -eq 0 ]; then options+=(--no-sandbox); fi
    chromium "${options[@]}" "--window-size=$3" "--screenshot=$PWD/docs/pictures/$2" "file://$work/$1" >/dev/null 2>&1
    echo "docs/pictures/$2"
}
mkdir -p docs/pictures
shot terminal.html terminal.png 1180,850
shot report.html report.png 1180,1800
