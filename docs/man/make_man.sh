#!/bin/sh
# The man page of a verb, made of its --help: what a verb can do is told in one place, engine/cli/cmd_VERB.c.
# usage: make_man.sh PROGRAM VERB > dubbelloop-VERB.1
#
# A help text is paragraphs with an empty line between them:
#   Examples:            and indented commands
#   Usage: dubbelloop    and, indented, what is left of it; the lines below it say what the verb does
#     --option VALUE     two blanks before it; the value in capitals, or with a | in it; what it does, more lines of it
#                        further in
#   Exit status: ...     a section of its own; any other "Word:" or text becomes a paragraph of the description
set -eu
program=$1 verb=$2
help=$("$program" "$verb" --help)
printf '%s\n' "$help" | awk -v verb="$verb" '
function plain(text) { # for roff: no escapes, hyphens that can be copied, no line that looks like a request
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    if (text ~ /^[.\x27]/)
        text = "\\&" text
    return text
}
function as_is(text) { # lines that keep their form
    return ".PP\n.in +4n\n.EX\n" text ".EE\n.in\n"
}
function end_verbatim() {
    if (verbatim != "")
        description = description as_is(verbatim)
    verbatim = ""
}
NR == 1 { sub(/^[^ ]* - /, ""); summary = $0; next }
/^$/ { end_verbatim(); part = ""; paragraph = 1; in_options = 0; next }
/^Examples?:/ { part = "examples"; next }
/^Usage: / { part = "usage"; sub(/^Usage: */, ""); synopsis = plain($0) "\n"; next }
/^Exit status: / { part = "status"; sub(/^Exit status: */, ""); exits = plain($0) "\n"; next }
part == "examples" { sub(/^  /, ""); examples = examples plain($0) "\n"; next }
part == "status" { exits = exits plain($0) "\n"; next }
part == "usage" && /^ / { sub(/^ +(or: *)?/, ""); synopsis = synopsis ($0 ~ /^dubbelloop/ ? ".br\n" : "") plain($0) "\n"; next }
/^  +-[^ ]+( [^ ]+)?(  +-|$)/ { # options and nothing behind them, several a line
    sub(/^ +/, "")
    n = split($0, several, /  +/)
    for (i = 1; i <= n; i++)
        options = options ".PD 0\n.TP\n.B " plain(several[i]) "\n.PD\n"
    part = "text"
    next
}
/^  -[^ ]/ { # an option and what it does
    end_verbatim()
    match($0, /^  -[^ ]+(, -[^ ]+)?( ([A-Z][^ ]*|[^ ]*[|][^ ]*))? */)
    name = substr($0, 3, RLENGTH - 2)
    sub(/ +$/, "", name)
    options = options ".TP\n.B " plain(name) "\n" plain(substr($0, RLENGTH + 1)) "\n"
    in_options = 1
    part = "text"
    next
}
in_options && /^   / { sub(/^ +/, ""); options = options plain($0) "\n"; next }
/^  / { sub(/^  /, ""); verbatim = verbatim plain($0) "\n"; part = "text"; next }
{
    end_verbatim()
    description = description (paragraph && description != "" ? ".PP\n" : "") plain($0) "\n"
    paragraph = in_options = 0
    part = "text"
}
END {
    end_verbatim()
    title = toupper(verb)
    printf ".TH DUBBELLOOP\\-%s 1 \"\" \"dubbelloop\" \"User Commands\"\n", title
    printf ".SH NAME\ndubbelloop\\-%s \\- %s\n", verb, plain(summary)
    printf ".SH SYNOPSIS\n%s", synopsis
    if (examples != "")
        printf ".SH EXAMPLES\n%s", as_is(examples)
    printf ".SH DESCRIPTION\n%s", description
    if (options != "")
        printf ".SH OPTIONS\n%s", options
    if (exits != "")
        printf ".SH EXIT STATUS\n%s", exits
    printf ".SH SEE ALSO\n.BR dubbelloop (1)\n"
}'
