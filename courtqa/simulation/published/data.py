"""The published data that the numbers are recomputed from."""

from __future__ import annotations

__all__ = [
    "APPEALED", "BATTERS", "BOARDS", "CEPEJ", "CHINESE", "DAYS", "DISPOSED", "DOMESTIC", "EXPECTED", "JUICE", "LIP_CANCERS",
    "RATS", "REVERSED", "TUMOURS",
]  # fmt: skip

# Hamilton County Common Pleas 1998 (after the Cincinnati Enquirer): appealed and reversed, 16 judges as J01 … J16.
APPEALED = [137, 119, 44, 60, 127, 91, 121, 131, 125, 137, 121, 129, 145, 60, 127, 88]
REVERSED = [12, 10, 8, 7, 7, 18, 22, 20, 14, 16, 6, 12, 18, 10, 13, 6]
DISPOSED = [3037, 3372, 1258, 1954, 3138, 2264, 3032, 2959, 3219, 3353, 3000, 2969, 3205, 955, 3141, 3089]
DOMESTIC = ([2729, 6001, 8799, 12970], [7, 19, 48, 32], [1, 4, 9, 3])

# Tarone (1982), Biometrics 38:215-220, the 70 earlier groups of rats: Gelman et al., Bayesian Data Analysis, table 5.1;
# the current group, 4 of 14, is left out of the estimate as there.
TUMOURS = (
    [0] * 14 + [1] * 8 + [2] * 9 + [3, 1, 5, 2, 5, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7
    + [10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9]
)  # fmt: skip
RATS = (
    [20] * 7 + [19] * 4 + [18, 18, 17] + [20] * 4 + [19, 19, 18, 18] + [25, 24, 23] + [20] * 6
    + [27, 10, 49, 19, 46, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7
    + [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24]
)  # fmt: skip

# Clayton and Kaldor (1987), Biometrics 43:671-681, table 1: lip cancer in 56 counties of Scotland, 1975-1980.
LIP_CANCERS = [
    9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7, 10,
    16, 11, 5, 3, 7, 8, 11, 9, 11, 8, 6, 4, 10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0,
]  # fmt: skip
EXPECTED = [
    1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 4.4,
    10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1, 12.7, 9.4, 7.2,
    5.3, 18.8, 15.8, 4.3, 14.6, 50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7.0, 4.2, 1.8,
]  # fmt: skip
# Efron and Morris (1977), Scientific American 236:119-127: hits of 18 batters in their first 45 times at bat.
BATTERS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]

# Montgomery, Introduction to Statistical Quality Control, ch. 7: nonconforming of 50 cans; faults of 26 boards.
JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
BOARDS = [
    21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15,
]  # fmt: skip

# CEPEJ slides: pending at the start, filed, returned, decided, pending at the end; clearance, backlog, change in %, days.
CEPEJ = [
    (240, 265, 7, 329, 183, "121", "67", "-24", "203.02"),
    (862, 589, 18, 519, 950, "86", "157", "10", "668.11"),
    (884, 576, 7, 637, 830, "109", "142", "-6", "475.59"),
    (917, 590, 5, 643, 869, "108", "146", "-5", "493.29"),
    (1087, 2695, 0, 2043, 1739, "76", "65", "60", "310.69"),
    (384, 1416, 18, 1082, 736, "75", "51", "92", "248.28"),
    (1471, 4111, 18, 3125, 2475, "76", "60", "68", "289.08"),
]
# Rates of Chinese courts as their reports print them (140/152 is printed as 92.12; exact is 92.11).
CHINESE = [
    (140, 152, "92.11"), (93, 109, "85.32"), (2, 93, "2.15"), (89, 93, "95.70"), (1456, 3881, "37.52"),
    (78, 139, "56.12"), (1030, 2129, "48.38"), (10, 44, "22.73"), (6201, 6380, "97.19"), (5489, 5644, "97.25"),
]  # fmt: skip

# Deadlines recomputed with the official notices: start, budget, unit, roll, last day.
DAYS = [
    ("2025-09-18", 15, "calendar_day", "next_workday", "2025-10-09"),
    ("2025-01-14", 15, "calendar_day", "next_workday", "2025-02-05"),
    ("2024-04-21", 10, "calendar_day", "next_workday", "2024-05-06"),
    ("2025-03-03", 60, "calendar_day", "next_workday", "2025-05-06"),
    ("2025-12-02", 30, "calendar_day", "next_workday", "2026-01-04"),
    ("2025-09-26", 5, "working_day", "none", "2025-10-10"),
    ("2025-09-30", 2, "working_day", "none", "2025-10-10"),
    ("2025-01-24", 5, "working_day", "none", "2025-02-07"),
    ("2009-09-30", 2, "working_day", "none", "2009-10-10"),
    ("2008-09-26", 2, "working_day", "none", "2008-09-28"),
    ("2025-04-30", 5, "working_day", "none", "2025-05-12"),
    ("2024-08-31", 6, "month", "none", "2025-02-28"),
    ("2024-11-30", 3, "month", "none", "2025-02-28"),
    ("2025-04-01", 6, "month", "next_workday", "2025-10-09"),
    ("2025-07-05", 3, "month", "next_workday", "2025-10-09"),
    ("2009-09-30", 3, "calendar_day", "none", "2009-10-03"),
]
