"""Writes fusion.csv: irregular readings, and what NumPy and SciPy make of them between.

Lines are `reading,HOW,MICROS,VALUE...` and `at,HOW,MICROS,VALUE...`.
Made with NumPy 2.4.6 and SciPy 1.17.1, seed 20.
"""

import pathlib

import numpy as np
from scipy.spatial.transform import Rotation, Slerp

random = np.random.default_rng(20)
READINGS, QUESTIONS = 60, 120
lines = []


def times():
    steps = random.integers(1_000, 90_000, READINGS)
    at = np.cumsum(steps) + 1_500_000_000_000_000
    ask = np.sort(random.integers(at[0], at[-1] + 1, QUESTIONS))
    ask[::10] = random.choice(at, len(ask[::10]))  # some fall on a reading
    return at, np.sort(ask)


def write(how, at, values, ask, expected):
    for kind, when, rows in (("reading", at, values), ("at", ask, expected)):
        for time, row in zip(when, rows):
            numbers = ",".join(repr(float(v)) for v in np.atleast_1d(row))
            lines.append(f"{kind},{how},{time},{numbers}")


def seconds(at, start):
    return (at - start).astype(float)


at, ask = times()
walk = np.cumsum(random.normal(size=READINGS))
write("linear", at, walk, ask, np.interp(seconds(ask, at[0]), seconds(at, at[0]), walk))

last = walk[np.searchsorted(at, ask, side="right") - 1]
write("previous", at, walk, ask, last)

nearest = walk[np.argmin(np.abs(ask[:, None] - at[None, :]), axis=1)]
write("nearest", at, walk, ask, nearest)

turned = np.cumsum(random.uniform(-170, 170, READINGS))
heading = np.mod(turned, 360)
between = np.interp(seconds(ask, at[0]), seconds(at, at[0]), np.unwrap(heading, period=360))
write("degrees", at, heading, ask, np.mod(between, 360))

yaw = np.mod(np.deg2rad(turned) + np.pi, 2 * np.pi) - np.pi
between = np.interp(seconds(ask, at[0]), seconds(at, at[0]), np.unwrap(yaw))
write("radians", at, yaw, ask, np.mod(between + np.pi, 2 * np.pi) - np.pi)

# A quaternion may come with either sign; SciPy takes the shorter arc whatever the sign.
rotations = Rotation.from_rotvec(np.cumsum(random.normal(size=(READINGS, 3)) * 0.4, axis=0))
signs = random.choice([-1.0, 1.0], READINGS)[:, None]
slerp = Slerp(seconds(at, at[0]), rotations)
write("quaternion", at, rotations.as_quat() * signs, ask, slerp(seconds(ask, at[0])).as_quat())

pathlib.Path(__file__).with_name("fusion.csv").write_text("\n".join(lines) + "\n")
