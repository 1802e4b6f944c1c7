"""What the Python tests share: checks that are counted, and the last line "N passed, N failed".

A test one folder below: sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1])), then the import; at the end:
sys.exit(finish()).
"""

import sys

passed = failed = 0


def check(what, holds, told=""):
    """Counts it, and says it when it does not hold, with what was `told`. Returns whether it holds."""
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"not so: {what}" + (f": {told}" if told != "" else ""), file=sys.stderr)
    return bool(holds)


def finish():
    """Prints the last line; returns the exit status."""
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0
