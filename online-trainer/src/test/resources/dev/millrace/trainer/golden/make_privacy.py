"""Makes privacy.json beside this file: epsilon of the sampled Gaussian mechanism.

    python3 make_privacy.py

Renyi divergences are integrated numerically from their definition, not summed by the formula that
is tested: E over x ~ N(0, s^2) of ((1 - q) + q exp((2x - 1) / 2s^2))^a.

`published` holds figures of others for the same settings, with the classic conversion at delta 1e-5:
TensorFlow Privacy's MNIST tutorial (60,000 examples, batches of 256, 15, 60 and 45 epochs), and Abadi
et al. 2016, section 3.2 (q = 0.01, 10,000 steps, noise 4).
"""

import json
import math
import pathlib

import mpmath
import scipy.special

HERE = pathlib.Path(__file__).parent
DELTA = 1e-5
SETTINGS = {
    "tutorial_1.3": (256 / 60000, 1.3, 15 * 60000 // 256, 1.19),
    "tutorial_1.1": (256 / 60000, 1.1, 60 * 60000 // 256, 3.01),
    "tutorial_0.7": (256 / 60000, 0.7, 45 * 60000 // 256, 7.10),
    "abadi_4": (0.01, 4.0, 10000, 1.26),
}


def divergence(q, s, a):
    mpmath.mp.dps = 30
    ratio = lambda x: (1 - q) + q * mpmath.e ** ((2 * x - 1) / (2 * s * s))
    density = lambda x: mpmath.e ** (-x * x / (2 * s * s)) / (s * mpmath.sqrt(2 * mpmath.pi))
    ends = [-12 * s, 0, 1] + [a * k / 4.0 for k in range(1, 5)] + [a + 12 * s]
    value = mpmath.quad(lambda x: density(x) * ratio(x) ** a, sorted(set(ends)))
    return float(mpmath.log(value) / (a - 1))


def classic(r, a):
    return r - math.log(DELTA) / (a - 1)


def improved(r, a):
    return r + math.log((a - 1) / a) - (math.log(DELTA) + math.log(a)) / (a - 1)


def setting(q, s, steps, published):
    orders = [a for a in range(2, 33)]
    tenths = [1 + t / 10 for t in range(10, 60)]
    r = {a: steps * divergence(q, s, a) for a in orders + tenths}
    return {
        "chance": q,
        "noise": s,
        "steps": steps,
        "published": published,
        "divergence_of_order_4": r[4] / steps,
        "divergence_of_order_20": r[20] / steps,
        "classic_whole_orders": min(classic(r[a], a) for a in orders),
        "improved_whole_orders": min(improved(r[a], a) for a in orders),
        "classic": min(classic(r[a], a) for a in r),
        "improved": min(improved(r[a], a) for a in r),
    }


def exact_gaussian(s):
    """Balle and Wang 2018: the smallest epsilon of one Gaussian mechanism at delta."""
    phi = scipy.special.ndtr
    spent = lambda e: phi(1 / (2 * s) - e * s) - math.exp(e) * phi(-1 / (2 * s) - e * s)
    low, high = 0.0, 200.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if spent(middle) > DELTA else (low, middle)
    return high


if __name__ == "__main__":
    result = {
        "about": {"mpmath": mpmath.__version__, "delta": DELTA},
        **{name: setting(*values) for name, values in SETTINGS.items()},
        "once": {str(s): exact_gaussian(s) for s in (0.7, 1.0, 2.0, 4.0)},
    }
    (HERE / "privacy.json").write_text(json.dumps(result, indent=1) + "\n")
