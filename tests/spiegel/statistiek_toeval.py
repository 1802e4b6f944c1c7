#!/usr/bin/env python3
"""Makes the rows `poisson` and `newcombe` of statistiek.csv, in exact arithmetic: statistiek_toeval.py >> statistiek.csv

Every row: what, case, then numbers. poisson: y, mean, P(Y >= y), summed in 60 digits. newcombe: a, m, b, n, and the ends of the 95% interval of
a/m - b/n by method 10 of Newcombe (Statistics in Medicine 1998; 17:873-890), each Wilson interval as the roots of its quadratic. The paper's own example, 56/70
against 48/80, is case 1: 0.0524 to 0.3339."""

import random
from decimal import Decimal, getcontext

getcontext().prec = 60
Z = Decimal(
    "1.95996398454005423552459443052055152795555007786954839847695264636163527414488266779825470949281420601917")


def tail(y, mean):
    term = (-mean).exp()
    for k in range(1, y + 1):
        term = term * mean / k
    total, k = Decimal(0), y
    while term > total * Decimal("1e-50"):
        total += term
        k += 1
        term = term * mean / k
    return total if y else Decimal(1)


def roots(k, n):
    """The shares p with (k/n - p)^2 = z^2 p (1 - p) / n."""
    k, n = Decimal(k), Decimal(n)
    a, b, c = n + Z * Z, 2 * k + Z * Z, k * k / n
    root = (b * b - 4 * a * c).sqrt()
    return (b - root) / (2 * a), (b + root) / (2 * a)


def newcombe(a, m, b, n):
    p, q = Decimal(a) / m, Decimal(b) / n
    (low1, high1), (low2, high2) = roots(a, m), roots(b, n)
    return p - q - ((p - low1) ** 2 + (high2 - q) ** 2).sqrt(), p - q + ((high1 - p) ** 2 + (q - low2) ** 2).sqrt()


rng = random.Random(20231)
for case in range(1, 61):
    mean = Decimal(repr(round(rng.choice((0.05, 1, 10, 200)) * rng.uniform(0.1, 2), 6)))
    y = int(mean) + rng.choice((0, 1, 2, 5, 12, 60)) if case % 3 else rng.randrange(int(2 * mean) + 2)
    print(f"poisson,{case},{y},{mean},{float(tail(y, mean))!r}")
for case in range(1, 61):
    m, n = rng.randint(1, 400), rng.randint(1, 400)
    a, b = rng.choice((0, m, rng.randint(0, m))), rng.choice((0, n, rng.randint(0, n)))
    if case == 1:
        a, m, b, n = 56, 70, 48, 80
    print(f"newcombe,{case},{a},{m},{b},{n},{','.join(repr(float(end)) for end in newcombe(a, m, b, n))}")
