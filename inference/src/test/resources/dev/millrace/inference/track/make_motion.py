"""Writes motion.csv: boxes that are found at irregular times, and what a Kalman filter says of them.

The filter is SORT's (Bewley et al. 2016) written with its full matrices: states cx, cy, area,
aspect and the speeds of the first three, in pixels and seconds; white noise of acceleration.
A line is `MICROS`, the box found then (x1, y1, x2, y2), the box expected there before, and the box
after. Made with NumPy 2.4.6, seed 7.
"""

import pathlib

import numpy as np

random = np.random.default_rng(7)
FRAMES = 60
MEASURED = np.hstack([np.eye(4), np.zeros((4, 3))])


def moved(seconds):
    matrix = np.eye(7)
    matrix[[0, 1, 2], [4, 5, 6]] = seconds
    return matrix


def process_noise(state, seconds):
    noise = np.zeros((7, 7))
    powers = [state[2], state[2], state[2] ** 2]  # one side (area) a second, squared
    for i, power in enumerate(powers):
        noise[i, i] = power * seconds**3 / 3
        noise[i, i + 4] = noise[i + 4, i] = power * seconds**2 / 2
        noise[i + 4, i + 4] = power * seconds
    noise[3, 3] = (0.1 * state[3]) ** 2 * seconds
    return noise


def shape(box):
    x1, y1, x2, y2 = box
    return np.array([(x1 + x2) / 2, (y1 + y2) / 2, (x2 - x1) * (y2 - y1), (x2 - x1) / (y2 - y1)])


def measurement_noise(seen):
    side = np.sqrt(seen[2])
    return np.diag([0.05 * side, 0.05 * side, 0.1 * seen[2], 0.1 * seen[3]]) ** 2


def corners(state):
    width, height = np.sqrt(state[2] * state[3]), np.sqrt(state[2] / state[3])
    x, y = state[:2]
    return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]


times = 1_500_000_000_000_000 + np.cumsum(random.integers(20_000, 400_000, FRAMES))
seconds = (times - times[0]) / 1e6
width = 90 + 25 * np.sin(seconds) + random.normal(size=FRAMES)
height = 60 + 8 * seconds + random.normal(size=FRAMES)
x = 300 + 70 * seconds + 2 * random.normal(size=FRAMES)
y = 200 - 25 * seconds + 6 * seconds**2 + 2 * random.normal(size=FRAMES)
boxes = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)

lines = []
state = covariance = None
for frame, box in enumerate(boxes):
    seen = shape(box)
    noise = measurement_noise(seen)
    if state is None:
        side = np.sqrt(seen[2])
        speeds = np.diag([2 * side, 2 * side, 2 * seen[2]]) ** 2
        state = np.concatenate([seen, np.zeros(3)])
        covariance = np.block([[noise, np.zeros((4, 3))], [np.zeros((3, 4)), speeds]])
        expected = state
    else:
        step = (times[frame] - times[frame - 1]) / 1e6
        covariance = moved(step) @ covariance @ moved(step).T + process_noise(state, step)
        expected = moved(step) @ state
        gain = covariance @ MEASURED.T @ np.linalg.inv(MEASURED @ covariance @ MEASURED.T + noise)
        state = expected + gain @ (seen - MEASURED @ expected)
        covariance = (np.eye(7) - gain @ MEASURED) @ covariance
    numbers = [*box, *corners(expected), *corners(state)]
    lines.append(f"{times[frame]}," + ",".join(repr(float(n)) for n in numbers))

pathlib.Path(__file__).with_name("motion.csv").write_text("\n".join(lines) + "\n")
