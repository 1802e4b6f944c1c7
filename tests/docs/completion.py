#!/usr/bin/env python3
"""Do the completions of bash and zsh offer what the program takes?

    completion.py DUBBELLOOP BASH ZSH      ends with "N passed, N failed"

Every verb and option of the help must be offered. What is offered must be in the help, for every verb that the program has. Both are
made of what the verbs say of themselves; this looks whether the shells make the same of it.
"""

import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*[a-z]|-o)(?![\w-])")


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def help_options(program, part):
    """The options that stand in front of what they do; the text names others."""
    return set(OPTION.findall("\n".join(re.findall(r"^  (-\S+)", output(program, *part, "--help"), re.M))))


def bash_offers(script, *words):
    """What bash offers for the last word."""
    asked = " ".join(f"'{word}'" for word in words)
    return output(
        "bash", "-c", f"source '{script}'; COMP_WORDS=(dubbelloop {asked}); COMP_CWORD={len(words)}; _dubbelloop; "
        f"printf '%s\\n' \"${{COMPREPLY[@]}}\"").split()


def zsh_offers(script):
    """{verb: options} as the script says them; of `tables check` under that name."""
    text = script.read_text()
    verbs = set(
        re.findall(r"^        '([a-z]+):",
                   re.search(r"^    verbs=\((.*?)^    \)", text, re.M | re.S).group(1), re.M))
    offers = {verb: set(re.findall(r"'(-[a-z-]+)\[", body)) - {"--help"}
              for verb, body in re.findall(r"^    '([a-z ]+)'\)\n(.*?);;$", text, re.M | re.S)}
    return verbs, offers


def parts_of(program, verb):
    """`tables` is several: tables check, tables list, ..."""
    return re.findall(r"^Usage: dubbelloop ([a-z]+(?: [a-z]+(?= ))?)", output(program, verb, "--help"), re.M)


def main(program, bash, zsh):
    program, bash, zsh = os.path.realpath(program), pathlib.Path(bash).resolve(), pathlib.Path(zsh).resolve()
    verbs = re.findall(r"^  ([a-z]+) +[a-z]", output(program, "--help"), re.M)
    zsh_verbs, zsh_options = zsh_offers(zsh)
    bash_verbs = set(bash_offers(bash, "")) - {"--help", "--version"}
    check("the program has verbs", len(verbs) >= 7)
    check(f"both shells offer the verbs: {bash_verbs ^ zsh_verbs}", bash_verbs == zsh_verbs == set(verbs))
    parts = [part.split() for verb in verbs for part in parts_of(program, verb)]
    check("each verb is one or several", {part[0] for part in parts} == set(verbs) and len(parts) > len(verbs))
    for part in parts:
        name, takes = " ".join(part), help_options(program, part)
        offers = {"bash": set(bash_offers(bash, *part, "-")) - {"--help"}, "zsh": zsh_options.get(name, set())}
        for shell, offered in offers.items():
            check(f"{name}: {shell} offers {' '.join(sorted(takes - offered))}", takes <= offered)
            check(f"{name}: {' '.join(sorted(offered - takes))}, offered by {shell}, is in its help", offered <= takes)
    check("grades are offered", bash_offers(bash, "findings", "--zekerheid", "v") == ["vast"])
    check("tables has words of its own", "check" in bash_offers(bash, "tables", ""))
    check("what an unknown verb takes is not guessed", bash_offers(bash, "onzin", "-") == [])
    check("zsh can read it", subprocess.run(["zsh", "-n", zsh]).returncode == 0)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
