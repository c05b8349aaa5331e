"""One operator, its inputs, outputs and every input's gradient, as a JSON case.

Used by make_convolutions.py, make_pools.py, make_normalizations.py and make_recurrent.py beside
this file. The loss is the sum of all outputs, each element times a number of its own: so every
element of the gradient depends on another mix of them.
"""

import json
import pathlib

import numpy
import torch

SEED = 20261125
HERE = pathlib.Path(__file__).parent


def about():
    return {"torch": torch.__version__, "numpy": numpy.__version__, "seed": SEED}


def numbers(*shape, low=-1.0, high=1.0):
    """Multiples of 1/16: sums of their products are exact in float32, and short in the file."""
    steps = torch.randint(int(low * 16), int(high * 16) + 1, shape)
    return (steps.float() / 16).requires_grad_()


def distinct(*shape):
    """No two equal numbers, and no two closer than a central difference's step."""
    count = int(numpy.prod(shape))
    steps = torch.randperm(count).float() - count // 2
    return (steps / 16).reshape(shape).requires_grad_()


def constant(values, dtype=torch.float32):
    return torch.tensor(values, dtype=dtype)


def flat(tensor):
    return [float("%.9g" % v) for v in tensor.detach().reshape(-1).tolist()]


def case(op, inputs, forward, tolerance, attributes=None, outputs=("y",), opset=17, dynamic=None,
         observed=(), smooth=True):
    """Runs forward(**inputs) and differentiates it.

    inputs: name -> tensor, in the operator's order; "" before a name's number leaves one out.
    dynamic: name -> axis whose length the graph doesn't know; without it, axis 0 of x.
    observed: results that are compared but are no part of the loss.
    smooth: whether differences of the operator give its gradient at this point.
    tolerance: largest difference as a part of the largest number.
    """
    values = {n: t for n, t in inputs.items() if t is not None}
    made = forward(**values)
    made = made if isinstance(made, tuple) else (made,)
    used = [(n, t) for n, t in zip(outputs, made) if n]
    weights = [torch.randint(-16, 17, t.shape).float() / 16 for _, t in used]
    for i, (n, _) in enumerate(used):
        if n in observed:
            weights[i].zero_()
    loss = sum((t * w).sum() for (_, t), w in zip(used, weights))
    learned = {n: t for n, t in values.items() if t.requires_grad}
    slopes = torch.autograd.grad(loss, list(learned.values()), allow_unused=True)
    axes = dynamic if dynamic is not None else {"x": 0}
    return {
        "operator": op,
        "opset": opset,
        "attributes": attributes or {},
        "inputs": [None if t is None else given(n, t, axes) for n, t in inputs.items()],
        "outputs": [
            {"name": n, "shape": list(t.shape), "values": flat(t), "weights": flat(w)}
            for (n, t), w in zip(used, weights)
        ],
        "slots": list(outputs),
        "gradients": {n: flat(g) for n, g in zip(learned, slopes) if g is not None},
        "tolerance": tolerance,
        "smooth": smooth,
    }


def given(name, tensor, axes):
    declared = list(tensor.shape)
    if name in axes:
        declared[axes[name]] = -1
    whole = not tensor.dtype.is_floating_point
    kind = "bool" if tensor.dtype == torch.bool else "int64" if whole else "float32"
    return {
        "name": name,
        "type": kind,
        "shape": list(tensor.shape),
        "declared": declared,
        "constant": not tensor.requires_grad,
        "values": tensor.reshape(-1).long().tolist() if whole else flat(tensor),
    }


def write(name, make):
    torch.manual_seed(SEED)
    cases = {"about": about()}
    cases.update(make())
    text = json.dumps(cases, separators=(",", ":")).replace(',"', ',\n"')
    (HERE / (name + ".json")).write_text(text + "\n")
