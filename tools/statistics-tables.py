"""Writes __tests__/fixtures/statistics/*.json: what scipy and statsmodels say about the statistics of src/comparison.

    uv venv /tmp/statistics && uv pip install --python /tmp/statistics/bin/python \
        scipy==1.17.1 statsmodels==0.15.0 numpy==2.4.6
    /tmp/statistics/bin/python tools/statistics-tables.py            # writes the tables
    /tmp/statistics/bin/python tools/statistics-tables.py --check    # writes nothing, fails where they differ

CI reruns it with --check in such an environment: numbers may differ by a relative 1e-12 from the committed ones, so
that another processor or a newer scipy does not fail it, while the tests allow the code 1e-9. It takes about fifteen
seconds and needs no network once installed. Each table names the versions it came from.

Where neither library has a method (Tango's interval, Newcombe's for pairs, the power of the exact test) the number is
computed here from its definition, on another way than the code takes: by maximum likelihood instead of the closed form,
and by summing all outcomes instead of a recurrence.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize, special, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

FOLDER = Path(__file__).parent.parent / "__tests__" / "fixtures" / "statistics"
VERSIONS = {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}
LEVELS = [0.9, 0.95, 0.99]


def distributions():
    zs = [-37, -20, -8, -3, -1.96, -0.5, -1e-8, 0, 1e-8, 0.5, 1, 1.96, 3, 5, 8, 12, 20, 30, 37]
    ps = [1e-300, 1e-100, 1e-20, 1e-10, 1e-6, 0.0005, 0.01, 0.025, 0.2, 0.49, 0.5, 0.8, 0.975, 0.99, 0.9995, 1 - 1e-9]
    degrees = [1, 1.5, 2, 3, 5, 9, 29, 30, 99.5, 999, 1e4, 1e6]
    ts = [-40, -5, -1.5, -1e-3, 0, 1e-6, 0.3, 1, 2, 2.5, 5, 10, 37]
    tail_ps = [1e-20, 1e-10, 1e-6, 0.0005, 0.01, 0.025, 0.2, 0.49, 0.8, 0.95, 0.975, 0.995]
    sizes = [1, 2, 5, 10, 29, 100, 1000, 20000, 10**6, 2 * 10**6]
    shares = [0, 0.3, 0.49, 0.5, 0.501, 0.505, 0.52, 0.6, 0.8, 1]
    binomial = sorted({(round(n * share), n, p) for n in sizes for share in shares for p in (0.5, 0.3, 0.01)})
    return {
        "normal_upper_tail": [[z, stats.norm.sf(z)] for z in zs],
        "normal_cdf": [[z, stats.norm.cdf(z)] for z in zs],
        "normal_quantile": [[p, stats.norm.ppf(p)] for p in ps],
        "t_upper_tail": [[t, df, stats.t.sf(t, df)] for df in degrees for t in ts],
        "t_quantile": [[p, df, stats.t.ppf(p, df)] for df in degrees for p in tail_ps],
        # Below 1e-290 scipy itself loses digits.
        "binomial_upper_tail": [
            [k, n, p, value]
            for k, n, p in binomial
            for value in [stats.binom.sf(k - 1, n, p)]
            if value > 1e-290
        ],
        "log_gamma": [[x, special.gammaln(x)] for x in [1e-10, 0.1, 0.5, 1.0001, 1.5, 2.0001, 3, 100, 1e3, 1e6, 1e10]],
    }


def mcnemar_table():
    counts = [(0, 0), (1, 0), (0, 1), (5, 5), (9, 3), (3, 9), (6, 0), (41, 11), (11, 41), (100, 60), (513, 487),
              (5000, 4700), (250_000, 249_000), (500_000, 498_000), (501_500, 500_000), (10**6, 998_000), (998_000, 10**6)]
    rows = []
    for b, c in counts:
        total = b + c
        one = stats.binomtest(b, total, 0.5, alternative="greater").pvalue if total else 1.0
        two = mcnemar([[10, b], [c, 10]], exact=True).pvalue
        mass = stats.binom.pmf(b, total, 0.5)
        # Fagerland 2013: the exact two-sided p less the probability of what was seen.
        mid_two = 1.0 if b == c else 2 * stats.binom.sf(max(b, c) - 1, total, 0.5) - mass
        rows.append([b, c, one, min(1.0, two), one - mass / 2 if total else 1.0, mid_two])
    return {"worse_better_oneSided_twoSided_oneSidedMidP_twoSidedMidP": rows}


def tango_score(b, c, n, difference):
    """The score statistic with the nuisance parameter found as a root of the likelihood equation."""
    # Of the pairs a share v agrees, q is better and q + difference is worse.
    widest = 1 - abs(difference)

    def slope(v):
        q = (1 - difference - v) / 2
        return 2 * (n - b - c) / v - c / q - b / (q + difference)

    near, far = widest * 1e-9, widest * (1 - 1e-9)
    if slope(near) <= 0:
        v = 0.0
    elif slope(far) >= 0:
        v = widest
    else:
        v = optimize.brentq(slope, near, far, xtol=1e-300, rtol=4 * np.finfo(float).eps, maxiter=1000)
    q = (1 - difference - v) / 2
    return (b - c - n * difference) / math.sqrt(n * (2 * q + difference * (1 - difference)))


def tango_upper(b, c, n, z):
    if b == n:
        return 1.0
    # Between the estimate, where the statistic is 0, and nearly 1, where it is infinite.
    return optimize.brentq(lambda d: tango_score(b, c, n, d) + z, (b - c) / n + 1e-12, 1 - 1e-6, xtol=1e-16, rtol=1e-14)


def tango_table():
    counts = [(1, 0, 44), (0, 1, 44), (9, 3, 32), (25, 2, 102), (1, 7, 21), (0, 0, 10), (0, 0, 1000), (5, 5, 50),
              (3, 9, 12), (41, 11, 1000), (60, 40, 200), (2, 0, 20000), (900, 1100, 10000), (5100, 4900, 10**6),
              (9, 0, 10), (50, 0, 100), (0, 12, 12), (400, 0, 400)]
    rows = []
    for b, c, n in counts:
        for level in LEVELS:
            z = stats.norm.ppf((1 + level) / 2)
            rows.append([b, c, n, level, -tango_upper(c, b, n, z), tango_upper(b, c, n, z)])
    return {"worse_better_pairs_level_lower_upper": rows}


def newcombe_table():
    independent = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 1, 29), (610, 1000, 640, 1000), (1, 20, 19, 20)]
    rows = []
    for x1, n1, x2, n2 in independent:
        for level in LEVELS:
            bounds = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - level)
            rows.append([x1, n1, x2, n2, level, *bounds])
    pairs = []
    for a, b, c, d in [(14, 5, 0, 22), (1, 1, 7, 12), (59, 6, 16, 80), (20, 12, 2, 0), (2, 14, 12, 2), (500, 41, 11, 448), (7, 0, 0, 3)]:
        for level in LEVELS:
            pairs.append([a, b, c, d, level, *newcombe_paired(a, b, c, d, level)])
    wilson = [[x, n, level, *proportion_confint(x, n, alpha=1 - level, method="wilson")]
              for x, n in [(1, 10), (5, 10), (9, 10), (81, 263), (15, 148), (999_000, 10**6)] for level in LEVELS]
    return {"independent_right_total_right_total_level_lower_upper": rows,
            "paired_bothRight_worse_better_bothWrong_level_lower_upper": pairs,
            "wilson_successes_total_level_lower_upper": wilson}


def newcombe_paired(a, b, c, d, level):
    n = a + b + c + d
    p1, p2 = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = (proportion_confint(x, n, alpha=1 - level, method="wilson") for x in (a + b, a + c))
    cross = a * d - b * c
    corrected = cross if cross < 0 else max(cross - n / 2, 0)
    phi = corrected / math.sqrt((a + b) * (c + d) * (a + c) * (b + d)) if min(a + b, c + d, a + c, b + d) else 0

    def combine(x, y):
        return math.sqrt(np.array([x, -y]) @ np.array([[1, phi], [phi, 1]]) @ np.array([x, -y]))

    return p1 - p2 - combine(p1 - l1, u2 - p2), p1 - p2 + combine(u1 - p1, p2 - l2)


def t_tables():
    rng = np.random.default_rng(1)
    samples = [rng.normal(0.02, 0.2, 30).round(6), rng.choice([-1, -0.5, 0, 0.25, 1], 200), rng.normal(-0.4, 0.01, 10).round(9),
               rng.normal(1e6, 0.5, 50).round(6), np.array([0.25, -0.5]), rng.uniform(-1e-9, 1.1e-9, 100).round(15)]
    paired = []
    for sample in samples:
        greater = stats.ttest_1samp(sample, 0, alternative="greater")
        both = stats.ttest_1samp(sample, 0)
        interval = both.confidence_interval(0.95)
        paired.append({"differences": sample.tolist(), "mean": sample.mean(), "variance": sample.var(ddof=1),
                       "oneSided": greater.pvalue, "twoSided": both.pvalue, "lower": interval.low, "upper": interval.high})
    welch = []
    for damage, e1, n1, e2, n2 in [(0.03, 0.0154, 1000, 0.0152, 1000), (0.2, 0.09, 30, 0.12, 12), (-0.05, 1e-9, 5, 0.02, 400),
                                   (0.5, 0.1, 2, 0.1, 2), (0.9, 0.02, 500, 0.03, 700), (1e-8, 1e-8, 50, 2e-8, 60)]:
        arguments = (damage, e1 * math.sqrt(n1), n1, 0, e2 * math.sqrt(n2), n2)
        greater = stats.ttest_ind_from_stats(*arguments, equal_var=False, alternative="greater")
        both = stats.ttest_ind_from_stats(*arguments, equal_var=False)
        variances = np.array([e1, e2]) ** 2
        degrees = variances.sum() ** 2 / (variances**2 / np.array([n1 - 1, n2 - 1])).sum()
        half = stats.t.ppf(0.975, degrees) * math.sqrt(variances.sum())
        welch.append([damage, e1, n1, e2, n2, greater.pvalue, both.pvalue, damage - half, damage + half])
    clustered = []
    for groups, items in [(2, 10), (12, 40), (50, 200)]:
        labels = rng.integers(0, groups, items)
        values = (rng.normal(0, 0.3, groups)[labels] + rng.normal(0.05, 0.2, items)).round(6)
        fit = sm.OLS(values, np.ones(items)).fit(cov_type="cluster", cov_kwds={"groups": labels})
        clustered.append({"labels": labels.tolist(), "values": values.tolist(), "mean": fit.params[0], "standardError": fit.bse[0]})
    return {"paired": paired, "welch_damage_error_n_error_n_oneSided_twoSided_lower_upper": welch, "clustered": clustered}


def holm_table():
    families = [[0.01], [0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.02], [1, 1, 0.5], [1e-300, 0.9, 0.0002, 0.0002, 0],
                np.random.default_rng(2).uniform(0, 0.2, 25).tolist()]
    return {"p_adjusted": [[family, multipletests(family, method="holm")[1].tolist()] for family in families]}


def breaches(b, total, n, alpha, floor):
    """Whether b of `total` discordant pairs breach; arrays."""
    return (stats.binom.sf(b - 1, total, 0.5) <= alpha) & ((2 * b - total) / n >= floor)


def power_by_sum(n, worse, better, alpha, floor):
    """The sum over every outcome (b, c); terms without weight are left out."""
    discordant = worse + better
    totals = np.arange(0, n + 1)
    weights = stats.binom.pmf(totals, n, discordant)
    power = 0.0
    for total in totals[weights > 1e-25]:
        b = np.arange(0, total + 1)
        chosen = breaches(b, total, n, alpha, floor)
        power += weights[total] * stats.binom.pmf(b, total, worse / discordant)[chosen].sum()
    return power


def power_table():
    powers = []
    for n, worse, better, alpha, floor in [(10, 0.5, 0.1, 0.01, 0.01), (50, 0.2, 0.05, 0.01, 0.01), (200, 0.08, 0.05, 0.0005, 0.01),
                                           (200, 0.3, 0.0, 0.01, 0.01), (100, 0.6, 0.4, 0.01, 0.01), (700, 0.03, 0.02, 0.01, 0.01), (1000, 0.06, 0.03, 0.002, 0.01),
                                           (5000, 0.03, 0.01, 0.01, 0.02), (5000, 0.005, 0.0, 0.01, 0.0), (3, 0.9, 0.1, 0.01, 0.01)]:
        powers.append([n, worse, better, alpha, floor, power_by_sum(n, worse, better, alpha, floor)])
    drops = []
    for worse, better, n, tests in [(5, 5, 50, 1), (0, 0, 10, 1), (0, 0, 5, 1), (20, 20, 200, 1), (30, 10, 200, 5), (10, 30, 200, 5),
                                    (50, 50, 1000, 1), (50, 50, 1000, 20), (400, 400, 2000, 5), (0, 0, 1000, 1), (50, 50, 100, 1), (6, 6, 12, 20)]:
        better_share = min(2 * better, worse + better) / 2 / n

        def excess(drop):
            return power_by_sum(n, better_share + drop, better_share, 0.01 / tests, 0.01) - 0.8

        largest = 1 - 2 * better_share
        none = largest <= 0 or excess(largest) < 0
        drops.append([worse, better, n, tests, None if none else optimize.brentq(excess, 1e-9, largest, xtol=1e-15, rtol=1e-13)])
    return {"pairs_worse_better_alpha_floor_power": powers, "worse_better_pairs_tests_mde": drops}


def breach_rate(variance, pairs, baseline, max_drop, max_relative_drop):
    """That a normal mean of 0 is past the lower limit of its interval or past the relative limit."""
    error = math.sqrt(variance / pairs)
    chances = [stats.norm.sf(max_drop, loc=-stats.t.ppf(0.975, pairs - 1) * error, scale=error)]
    if max_relative_drop is not None:
        chances.append(stats.norm.sf(max_relative_drop * abs(baseline), scale=error))
    return max(chances)


def breach_rate_by_sum(n, discordance, accuracy, max_drop, max_relative_drop):
    """The exact rate of the gate with 0/1 items: the sum over every outcome of two equal models."""
    discordant = np.arange(0, n + 1)
    weights = stats.binom.pmf(discordant, n, discordance)
    quantile = stats.t.ppf(0.975, n - 1)
    rate = 0.0
    for total in discordant[weights > 1e-16]:
        b = np.arange(0, total + 1)
        drop = (2 * b - total) / n
        error = np.sqrt(np.maximum(0, total - n * drop**2) / (n - 1) / n)
        # To 6 decimal places, as the gate rounds.
        chance = (np.round(drop - quantile * error, 6) > max_drop).astype(float)
        if max_relative_drop is not None:
            # A breach where 2b − total > limit·(b + a), and a of the other n − total items are right on both sides.
            most = np.ceil((2 * b - total) / max_relative_drop - b - 1e-9) - 1
            right = stats.binom.cdf(most, n - total, (accuracy - discordance / 2) / (1 - discordance))
            chance = np.maximum(chance, np.where(2 * b > total, right, 0))
        rate += weights[total] * (stats.binom.pmf(b, total, 0.5) * chance).sum()
    return rate


def policy_table():
    families = [[[0.1, 1000, 0.7, 0, None]], [[0.1, 1000, 0.7, 0, None]] * 20, [[0.1, 10, None, 0, None]], [[0.2, 500, 0.6, 0.015, None]] * 5,
                [[0.2, 500, 0.6, 0.015, 0.05]] * 5, [[0.05, 1319, 0.812, 0.01, 0.02], [0.31, 164, 0.44, 0.03, 0.1], [0.002, 14042, 0.7, 0, None]],
                [[0.4, 5000, 0.6, 0.03, None]], [[0.01, 20000, -0.9, 0.007, None]], [[412.5, 300, 61.2, 1.5, 0.05]]]
    # A family of one may have a rate so small that 1 − p is 1.
    rates = [[family, breach_rate(*family[0]) if len(family) == 1 else 1 - math.prod(1 - breach_rate(*one) for one in family)]
             for family in families]
    exact = [[n, discordance, 0.6, max_drop, relative, breach_rate_by_sum(n, discordance, 0.6, max_drop, relative)]
             for n in (50, 200, 1000) for discordance in (0.1, 0.4)
             for max_drop, relative in [(0, None), (0.01, None), (0.015, None), (0.03, None), (0.015, 0.05)]]
    return {"family_rate": rates, "pairs_discordance_accuracy_maxDrop_maxRelativeDrop_exact": exact}


def between_runs_table():
    rng = np.random.default_rng(4)
    layouts = [[[0.6, 0.61, 0.62, 0.63, 0.64]], [rng.normal(0.7, 0.02, 12).round(4).tolist()], [[64.2, 64.9, 63.8], [71.0, 70.1, 70.6, 71.9]],
               [[0.5], [0.1, 0.101, 0.099, 0.1, 0.102], [0.9]], [[1e6, 1e6 + 0.5, 1e6 - 0.25, 1e6, 1e6 + 1]]]
    within = []
    for models in layouts:
        labels = [str(index) for index, scores in enumerate(models) for _ in scores]
        values = np.concatenate(models)
        # From the least of them: a regression of 1e6 loses digits that the variance needs.
        fit = sm.OLS(values - values.min(), np.array([[float(label == one) for one in sorted(set(labels))] for label in labels])).fit()
        within.append([models, fit.df_resid, fit.mse_resid])
    tests = []
    for worse, better, n, variance, degrees in [(41, 11, 1000, 0.0004, 4), (120, 40, 1000, 0.0001, 9), (6, 0, 100, 1e-9, 4), (200, 60, 2000, 0.00003, 29),
                                                (10, 40, 500, 0.001, 4), (90, 10, 700, 1e-12, 400)]:
        damage = (worse - better) / n
        parts = np.array([(worse + better - (worse - better) ** 2 / n) / n**2, variance])
        error = math.sqrt(parts.sum())
        of_sum = parts.sum() ** 2 / (parts**2 / np.array([np.inf, degrees])).sum()
        tests.append([worse, better, n, variance, degrees, error, stats.t.sf(damage / error, of_sum), *stats.t.interval(0.95, of_sum, damage, error),
                      max((stats.t.isf(0.01, of_sum) + 0.84) * error, 0.01 + 0.84 * error)])
    return {"models_degrees_meanSquare": within, "worse_better_pairs_variance_degrees_error_p_lower_upper_mde": tests}


def plain(value):
    """Numbers of numpy as those of JSON."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def same(one, two):
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, float) or isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-12, abs_tol=1e-300)
    return one == two


def main():
    tables = {"distributions": distributions, "mcnemar": mcnemar_table, "tango": tango_table, "newcombe": newcombe_table,
              "t-tests": t_tables, "holm": holm_table, "power": power_table, "policy": policy_table, "between-runs": between_runs_table}
    differ = []
    for name, make in tables.items():
        table = plain(make())
        file = FOLDER / f"{name}.json"
        if "--check" in sys.argv:
            kept = json.loads(file.read_text())
            kept.pop("versions")
            if not same(kept, json.loads(json.dumps(table))):
                differ.append(name)
        else:
            FOLDER.mkdir(parents=True, exist_ok=True)
            rows = json.dumps({"versions": VERSIONS, **table}, allow_nan=False).replace("], [", "],\n[")
            file.write_text(rows + "\n")
    print(", ".join(f"{name} {version}" for name, version in VERSIONS.items()))
    if differ:
        sys.exit(f"not as committed: {', '.join(differ)}")


main()
