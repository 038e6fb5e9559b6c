"""Published numbers of the lung cancer trial (methods, section 14: O15).

Survival in days of the 228 patients of Loprinzi et al. (1994), Journal of Clinical Oncology 12,
601-607: 165 died, 63 were alive when last seen. Median 310 days, and 284 to 361 by the log-log
interval; 40.9 % alive after a year (34.5 % to 48.6 %): the figures every package prints.
"""

import numpy as np
import pytest

from percorso.stats.survival import kaplan_meier, time_by_which

DIED = """
    5 11 11 11 12 13 13 15 26 30 31 53 53 54 59 60 60 61 62 65 65 71 79 81 81 88 88 92 93 95
    95 105 107 107 110 116 118 122 131 132 132 135 142 144 145 145 147 153 156 156 163 163
    163 166 166 167 170 175 176 177 179 179 180 181 181 182 183 186 189 194 197 199 201 201
    202 207 208 210 212 218 222 223 226 229 230 239 239 245 246 267 268 269 270 283 284 285
    285 286 288 291 293 301 303 305 306 310 310 320 329 337 340 345 348 350 351 353 353 361
    363 363 364 371 371 387 390 394 426 428 429 433 442 444 450 455 457 460 473 477 519 520
    524 524 533 550 558 567 574 583 613 624 641 643 654 655 687 689 705 707 728 731 735 765
    791 814 883
"""
ALIVE = """
    92 105 173 174 175 177 185 188 191 192 196 197 202 203 211 221 222 224 225 225 235 237
    240 243 252 259 266 269 272 276 279 284 292 292 296 300 301 303 315 332 356 364 376 382
    384 404 413 444 458 511 511 529 543 551 559 588 740 806 821 840 965 1010 1022
"""


@pytest.fixture(scope="module")
def trial():
    """Days, and how many died and were last seen alive on each."""
    died, alive = ([int(day) for day in days.split()] for days in (DIED, ALIVE))
    days = np.unique(died + alive)
    return (
        days.astype(float),
        np.array([died.count(day) for day in days]),
        np.array([alive.count(day) for day in days]),
    )


def survival_of(trial):
    days, died, alive = trial
    return kaplan_meier(np.zeros(days.size, int), died, alive)


def test_the_trial_is_whole(trial):
    _, died, alive = trial
    assert (died.sum(), alive.sum()) == (165, 63)


def test_the_median_is_310_days(trial):
    days, survival = trial[0], survival_of(trial)
    group = np.zeros(days.size, int)
    assert time_by_which(0.5, group, days, days, survival, 1).tolist() == [310]


def test_after_a_year_40_9_percent_are_alive(trial):
    days, survival = trial[0], survival_of(trial)
    assert survival[days <= 365][-1] == pytest.approx(0.4092, abs=5e-5)


def test_the_log_log_interval_of_the_median_is_284_to_361_days(trial):
    days, died, alive = trial
    survival = survival_of(trial)[:-1]
    at_risk = np.cumsum((died + alive)[::-1])[::-1]
    spread = np.sqrt(np.cumsum(died / (at_risk * np.maximum(at_risk - died, 1)))[:-1])
    half = 1.959964 * spread / np.abs(np.log(survival))
    low, high = (survival ** np.exp(side * half) for side in (1, -1))
    assert days[:-1][low <= 0.5][0] == 284
    assert days[:-1][high <= 0.5][0] == 361
