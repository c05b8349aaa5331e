"""Makes losses.json beside this file from PyTorch: loss and gradient of a linear layer.

    python3 make_losses.py

The file says with which versions and seed it was made.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

SEED = 20260102
HERE = pathlib.Path(__file__).parent
N, D, K = 7, 5, 3


def flat(tensor):
    return [float(v) for v in tensor.detach().reshape(-1).tolist()]


def case(loss, target, weights=None):
    """Losses of each example, and the gradient of their mean by bias and weight."""
    x, w, b = torch.randn(N, D), torch.randn(D, K) * 2, torch.randn(K)
    w.requires_grad_()
    b.requires_grad_()
    losses = loss(x @ w + b, target)
    if weights is not None:
        losses = losses * weights
    losses.mean().backward()
    return {
        "x": flat(x),
        "b": flat(b),
        "w": flat(w),
        "target": flat(target),
        "weights": flat(weights if weights is not None else torch.ones(N)),
        "losses": flat(losses),
        "gradient": flat(b.grad) + flat(w.grad),
    }


def rowwise(loss):
    return lambda output, target: loss(output, target).mean(1)


def gan():
    """A step of both players from the same weights: each gradient by its own parameters."""
    noise, real = torch.randn(N, 2), torch.randn(N, D) + 1
    p = {
        "d.b": torch.randn(1),
        "d.w": torch.randn(D, 1),
        "g.b": torch.randn(D),
        "g.w": torch.randn(2, D),
    }
    start = {name: flat(value) for name, value in p.items()}
    for value in p.values():
        value.requires_grad_()
    fake = noise @ p["g.w"] + p["g.b"]
    judge = lambda samples: samples @ p["d.w"] + p["d.b"]
    bce = lambda logits, truth: F.binary_cross_entropy_with_logits(
        logits, torch.full_like(logits, truth), reduction="none"
    ).mean(1)
    critic = 0.5 * bce(judge(real), 1.0) + 0.5 * bce(judge(fake), 0.0)
    forger = bce(judge(fake), 1.0)
    d = torch.autograd.grad(critic.mean(), [p["d.b"], p["d.w"]], retain_graph=True)
    g = torch.autograd.grad(forger.mean(), [p["g.b"], p["g.w"]])
    return {
        "noise": flat(noise),
        "real": flat(real),
        "start": start,
        "losses": flat(critic + forger),
        "gradient": [v for part in (*d, *g) for v in flat(part)],
    }


def losses():
    classes = torch.tensor([0, 2, 1, 1, 0, 2, 2])
    hot = F.one_hot(classes, K).float()
    several = torch.tensor(
        [[0, 1, 1], [0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0], [0.5, 0.25, 1], [1, 0, 1]]
    )
    class_weights = torch.tensor([0.5, 2.0, 3.0])
    positive = torch.tensor([1.0, 4.0, 0.5])
    returns = torch.tensor([1.0, -0.5, 2.0, 0.0, -3.0, 0.25, 1.5])
    ce = lambda **k: lambda o, t: F.cross_entropy(o, t, reduction="none", **k)
    bce = lambda **k: rowwise(
        lambda o, t: F.binary_cross_entropy_with_logits(o, t, reduction="none", **k)
    )
    one_hot = lambda loss: lambda o, t: loss(o, hot)
    return {
        "about": {"torch": torch.__version__, "seed": SEED},
        "softmax": case(ce(), classes),
        "softmax_weights": case(ce(weight=class_weights), classes),
        "softmax_smoothing": case(ce(label_smoothing=0.2), classes),
        "softmax_both": case(ce(weight=class_weights, label_smoothing=0.2), classes),
        "reinforce": case(ce(), classes, returns),
        "sigmoid_classes": case(one_hot(bce()), classes),
        "sigmoid_values": case(bce(), several),
        "sigmoid_positive": case(bce(pos_weight=positive), several),
        "squared": case(rowwise(lambda o, t: (o - t) ** 2), torch.randn(N, K)),
        "huber": case(
            rowwise(lambda o, t: F.huber_loss(o, t, reduction="none", delta=1.5)),
            torch.randn(N, K),
        ),
        "hinge": case(
            lambda o, t: F.multi_margin_loss(o, t, margin=0.7, reduction="none"), classes
        ),
        "gan": gan(),
    }


if __name__ == "__main__":
    torch.manual_seed(SEED)
    text = json.dumps(losses(), separators=(",", ":")).replace('},"', '},\n"')
    (HERE / "losses.json").write_text(text + "\n")
