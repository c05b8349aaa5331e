"""Makes heads.json beside this file from PyTorch.

    python3 make_golden.py

The file says with which versions and seed it was made.
"""

import json
import pathlib

import numpy
import torch

SEED = 20260101
HERE = pathlib.Path(__file__).parent


def flat(tensor):
    return [float(v) for v in tensor.detach().reshape(-1).tolist()]


def about():
    return {"torch": torch.__version__, "numpy": numpy.__version__, "seed": SEED}


def head_case(forward, parameters, features, target, loss):
    """Scores, losses, mean loss and gradient at the start, then ten steps of Adam on one batch."""
    names = sorted(parameters)
    case = {
        "features": flat(features),
        "rows": features.shape[0],
        "parameters": {n: flat(parameters[n]) for n in names},
        "target": flat(target) if target.is_floating_point() else target.tolist(),
    }
    for name in names:
        parameters[name].requires_grad_()
    optimizer = torch.optim.Adam([parameters[n] for n in names], lr=0.01)
    for step in range(11):
        optimizer.zero_grad()
        output = forward(parameters, features)
        losses = loss(output, target)
        losses.mean().backward()
        if step == 0:
            scores = torch.softmax(output, 1) if not target.is_floating_point() else output
            case["scores"] = flat(scores)
            case["losses"] = flat(losses)
            case["loss"] = float(losses.mean())
            case["gradient"] = [v for n in names for v in flat(parameters[n].grad)]
        if step < 10:
            optimizer.step()
    case["after_ten_steps"] = [v for n in names for v in flat(parameters[n])]
    return case


def cross_entropy(output, target):
    return torch.nn.functional.cross_entropy(output, target, reduction="none")


def squared(output, target):
    return ((output - target) ** 2).mean(1)


def linear(p, x):
    return x @ p["w1"] + p["b1"]


def hidden(activation):
    return lambda p, x: activation(linear(p, x)) @ p["w2"] + p["b2"]


def gemm(p, x):
    """Weights stored transposed, as PyTorch's exporter writes a Linear layer."""
    return torch.relu(torch.nn.functional.linear(x, p["w1"], p["b1"])) @ p["w2"].t() + p["b2"]


def scaled(p, x):
    """Element-wise operators with broadcasting, and one parameter used twice."""
    return torch.sigmoid(linear(p, x) * p["g"] - p["b1"]) * p["g"]


def heads():
    d, h, k, n = 5, 4, 3, 6
    r = torch.randn
    classes = torch.tensor([0, 2, 1, 1, 0, 2])
    two_layers = lambda: {"w1": r(d, h), "b1": r(h), "w2": r(h, k), "b2": r(k)}
    return {
        "about": about(),
        "linear_softmax": head_case(
            linear, {"w1": r(d, k), "b1": r(k)}, r(n, d), classes, cross_entropy
        ),
        "relu_softmax": head_case(
            hidden(torch.relu), two_layers(), r(n, d), classes, cross_entropy
        ),
        "tanh_softmax": head_case(
            hidden(torch.tanh), two_layers(), r(n, d), classes, cross_entropy
        ),
        "gemm_softmax": head_case(
            gemm,
            {"w1": r(h, d), "b1": r(h), "w2": r(k, h), "b2": r(k)},
            r(n, d),
            classes,
            cross_entropy,
        ),
        "relu_regression": head_case(
            hidden(torch.relu), two_layers(), r(n, d), r(n, k), squared
        ),
        "scaled_regression": head_case(
            scaled, {"w1": r(d, k), "b1": r(k), "g": r(k)}, r(n, d), r(n, k), squared
        ),
    }


if __name__ == "__main__":
    torch.manual_seed(SEED)
    text = json.dumps(heads(), separators=(",", ":")).replace('},"', '},\n"')
    (HERE / "heads.json").write_text(text + "\n")
