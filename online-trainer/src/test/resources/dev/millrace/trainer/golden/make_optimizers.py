"""Makes optimizers.json and schedules.json beside this file.

    python3 make_optimizers.py

PyTorch's optimizers are the reference; FTRL, which it lacks, is written down in float64 from
McMahan et al. 2013, algorithm 1. The files say with which versions and seed they were made.
"""

import json
import math
import pathlib

import numpy
import torch

SEED = 20260101
HERE = pathlib.Path(__file__).parent
STEPS = 50
SIZE = 6


def flat(tensor):
    return [float(v) for v in tensor.detach().reshape(-1).tolist()]


def about():
    return {"torch": torch.__version__, "numpy": numpy.__version__, "seed": SEED}


def gradients(steps):
    """Gradients that change size and sign between steps."""
    return [torch.randn(SIZE) * (10.0 ** ((step % 5) - 3)) for step in range(1, steps + 1)]


def run(make, steps=STEPS):
    theta = torch.randn(SIZE).requires_grad_()
    start, all_gradients, after = flat(theta), gradients(steps), {}
    optimizer = make([theta])
    for step, gradient in enumerate(all_gradients, 1):
        theta.grad = gradient
        optimizer.step()
        if step in (1, 10, steps):
            after[str(step)] = flat(theta)
    return {"start": start, "gradients": [flat(g) for g in all_gradients], "after": after}


def ftrl_run(alpha, beta, l1, l2, start):
    """The paper's per-coordinate loop; z starts as the one whose solution is the start."""
    w = numpy.array(flat(start))
    z = -(w * (beta / alpha + l2) + numpy.sign(w) * l1)
    n = numpy.zeros(SIZE)
    all_gradients, after = gradients(STEPS), {}
    for step, gradient in enumerate(all_gradients, 1):
        g = numpy.array(flat(gradient))
        sigma = (numpy.sqrt(n + g * g) - numpy.sqrt(n)) / alpha
        z = z + g - sigma * w
        n = n + g * g
        dense = -(z - numpy.sign(z) * l1) / ((beta + numpy.sqrt(n)) / alpha + l2)
        w = numpy.where(numpy.abs(z) <= l1, 0.0, dense)
        if step in (1, 10, STEPS):
            after[str(step)] = w.tolist()
    return {"start": flat(start), "gradients": [flat(g) for g in all_gradients], "after": after}


def optimizers():
    o = torch.optim
    return {
        "about": about(),
        "sgd": run(lambda p: o.SGD(p, lr=0.1)),
        "momentum": run(lambda p: o.SGD(p, lr=0.05, momentum=0.9)),
        "nesterov": run(lambda p: o.SGD(p, lr=0.05, momentum=0.8, nesterov=True)),
        "adagrad": run(lambda p: o.Adagrad(p, lr=0.1)),
        "rmsprop": run(lambda p: o.RMSprop(p, lr=0.01)),
        "rmsprop_other_decay": run(lambda p: o.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-6)),
        "adam": run(lambda p: o.Adam(p, lr=0.01), 100),
        "adam_other_betas": run(lambda p: o.Adam(p, lr=0.03, betas=(0.8, 0.99), eps=1e-6)),
        "adamw": run(lambda p: o.AdamW(p, lr=0.02, weight_decay=0.1)),
        "ftrl_from_zero": ftrl_run(0.1, 1.0, 0.5, 0.1, torch.zeros(SIZE)),
        "ftrl_from_weights": ftrl_run(0.5, 1.0, 0.01, 0.0, torch.randn(SIZE)),
    }


def scheduled(make, steps):
    """Learning rates that PyTorch's scheduler gives, as parts of the first."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, rates = make(optimizer), []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def schedules():
    s = torch.optim.lr_scheduler
    warm_root = [min(t / 10.0, math.sqrt(10.0 / t)) for t in range(1, 41)]
    return {
        "about": about(),
        "warm_up": scheduled(
            lambda o: s.LambdaLR(o, lambda t: min(1.0, (t + 1) / 8.0)), 20
        ),
        "cosine": scheduled(lambda o: s.CosineAnnealingLR(o, T_max=30, eta_min=0.1), 31),
        "inverse_square_root": warm_root,
    }


if __name__ == "__main__":
    torch.manual_seed(SEED)
    for name, make in (("optimizers", optimizers), ("schedules", schedules)):
        text = json.dumps(make(), separators=(",", ":")).replace('},"', '},\n"')
        (HERE / (name + ".json")).write_text(text + "\n")
