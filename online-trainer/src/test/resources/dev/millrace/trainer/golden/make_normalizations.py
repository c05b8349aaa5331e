"""Makes normalizations.json beside this file from PyTorch: python3 make_normalizations.py"""

import torch
from torch.nn import functional as F

from operator_case import case, numbers, write

TOLERANCE = 1e-5
EPSILON = 1e-3


def layer(shape, axis, bias=True, epsilon=EPSILON):
    normal = list(shape[axis:])
    inputs = {"x": numbers(*shape), "scale": numbers(*normal)}
    if bias:
        inputs["b"] = numbers(*normal)

    def forward(x, scale, b=None):
        return F.layer_norm(x, normal, scale, b, epsilon)

    attributes = {"axis": axis, "epsilon": epsilon}
    return case("LayerNormalization", inputs, forward, TOLERANCE, attributes)


def instance(*size):
    inputs = {"x": numbers(2, 3, *size), "scale": numbers(3), "b": numbers(3)}

    def forward(x, scale, b):
        return F.instance_norm(x, None, None, scale, b, True, 0.1, EPSILON)

    return case(
        "InstanceNormalization", inputs, forward, TOLERANCE, {"epsilon": EPSILON}
    )


def group(opset, groups, channels, *size):
    width = groups if opset < 21 else channels
    inputs = {"x": numbers(2, channels, *size), "scale": numbers(width), "b": numbers(width)}

    def forward(x, scale, b):
        repeat = channels // width
        return F.group_norm(
            x, groups, scale.repeat_interleave(repeat), b.repeat_interleave(repeat), EPSILON
        )

    attributes = {"epsilon": EPSILON, "num_groups": groups}
    return case(
        "GroupNormalization", inputs, forward, TOLERANCE, attributes, opset=opset
    )


def batch(shape, opset=17):
    channels = shape[1]
    inputs = {
        "x": numbers(*shape),
        "scale": numbers(channels),
        "b": numbers(channels),
        "mean": numbers(channels),
        "var": numbers(channels, low=0.5, high=2.0),
    }

    def forward(x, scale, b, mean, var):
        column = lambda v: v.reshape([1, -1] + [1] * (len(shape) - 2))
        return (x - column(mean)) * column(scale / torch.sqrt(var + EPSILON)) + column(b)

    return case(
        "BatchNormalization", inputs, forward, TOLERANCE, {"epsilon": EPSILON}, opset=opset
    )


def batch_training(shape, momentum):
    """ONNX's momentum is what is kept; PyTorch's is what is taken from the batch. PyTorch's running
    variance is the batch's divided by n - 1, ONNX's by n, so it is computed here."""
    channels = shape[1]
    axes = [0] + list(range(2, len(shape)))
    inputs = {
        "x": numbers(*shape),
        "scale": numbers(channels),
        "b": numbers(channels),
        "mean": numbers(channels).detach(),
        "var": numbers(channels, low=0.5, high=2.0).detach(),
    }

    def forward(x, scale, b, mean, var):
        y = F.batch_norm(x, None, None, scale, b, True, 0.0, EPSILON)
        now = x.detach()
        return (
            y,
            mean * momentum + now.mean(axes) * (1 - momentum),
            var * momentum + now.var(axes, unbiased=False) * (1 - momentum),
        )

    attributes = {"epsilon": EPSILON, "momentum": momentum, "training_mode": 1}
    return case(
        "BatchNormalization", inputs, forward, TOLERANCE, attributes, ("y", "mean_", "var_"),
        observed=("mean_", "var_"),
    )


def cases():
    return {
        "layer_last_axis": layer((2, 3, 4), -1),
        "layer_two_axes": layer((2, 3, 4), 1),
        "layer_without_bias": layer((4, 5), -1, bias=False),
        "instance_2d": instance(3, 4),
        "instance_1d": instance(6),
        "group_one_scale_each": group(21, 2, 4, 3, 2),
        "group_one_scale_a_group": group(18, 2, 6, 4),
        "batch_frozen": batch((3, 2, 3, 2)),
        "batch_frozen_of_rows": batch((4, 3)),
        "batch_frozen_of_old": batch((2, 3, 4), opset=11),
        "batch_training": batch_training((3, 2, 3, 2), 0.9),
        "batch_training_of_rows": batch_training((5, 3), 0.75),
    }


if __name__ == "__main__":
    write("normalizations", cases)
