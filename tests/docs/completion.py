#!/usr/bin/env python3
"""Do the completions of bash and zsh offer what the program takes?

    completion.py DUBBELLOOP FOLDER      ends with "N passed, N failed"

Every verb and option of the help must be offered. What is offered must be in the help, for every verb that the program has.
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


def help_options(program, verb):
    return set(OPTION.findall(output(program, verb, "--help"))) - {"--help"}


def bash_offers(script, *words):
    """What bash offers for the last word."""
    asked = " ".join(f"'{word}'" for word in words)
    return output("bash", "-c", f"source '{script}'; COMP_WORDS=(dubbelloop {asked}); COMP_CWORD={len(words)}; _dubbelloop; "
                                f"printf '%s\\n' \"${{COMPREPLY[@]}}\"").split()


def zsh_offers(script):
    """{verb: options} as the script says them."""
    text = script.read_text()
    verbs = set(re.findall(r"^        '([a-z]+):", text, re.M))
    lists = {name: set(re.findall(r"^        '(-[a-z-]+)\[", body, re.M))
             for name, body in re.findall(r"^    (\w+)=\(\n(.*?)^    \)", text, re.M | re.S)}
    offers = {}
    for verb, body in re.findall(r"^    ([a-z]+)\)\n(.*?);;$", text, re.M | re.S):
        options = set(re.findall(r"'(-[a-z-]+)\[", body))
        for name in re.findall(r"\$(\w+)", body):
            options |= lists.get(name, set())
        offers[verb] = options - {"--help"}
    return verbs, offers


def main(program, folder):
    program, folder = os.path.realpath(program), pathlib.Path(folder).resolve()
    verbs = re.findall(r"^  ([a-z]+) +[a-z]", output(program, "--help"), re.M)
    bash, (zsh_verbs, zsh) = folder / "dubbelloop.bash", zsh_offers(folder / "_dubbelloop")
    bash_verbs = set(bash_offers(bash, "")) - {"--help", "--version"}
    check("the program has verbs", len(verbs) >= 7)
    check(f"both shells offer the same verbs: {bash_verbs ^ zsh_verbs}", bash_verbs == zsh_verbs == set(zsh))
    for verb in verbs:
        check(f"verb {verb} is offered", verb in bash_verbs)
        if verb not in bash_verbs:
            continue
        takes = help_options(program, verb)
        offers = {"bash": set(bash_offers(bash, verb, "-")) - {"--help"}, "zsh": zsh[verb]}
        for shell, offered in offers.items():
            check(f"{verb}: {shell} offers {' '.join(sorted(takes - offered))}", takes <= offered)
            check(f"{verb}: {' '.join(sorted(offered - takes))}, offered by {shell}, is in its help", offered <= takes)
    check("grades are offered", bash_offers(bash, "findings", "--zekerheid", "v") == ["vast"])
    check("tables has words of its own", "check" in bash_offers(bash, "tables", ""))
    check("what an unknown verb takes is not guessed", bash_offers(bash, "onzin", "-") == [])
    check("zsh can read it", subprocess.run(["zsh", "-n", folder / "_dubbelloop"]).returncode == 0)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
