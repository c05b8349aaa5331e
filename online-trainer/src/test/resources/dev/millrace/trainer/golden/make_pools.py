"""Makes pools.json beside this file from PyTorch: python3 make_pools.py"""

import torch
from torch.nn import functional as F

from make_convolutions import padded, same
from operator_case import case, constant, distinct, numbers, write

TOLERANCE = 2e-6


def max_pool(size, kernel, stride=None, pads=None, dilation=None, auto=None, ceil=0, x=None, smooth=True):
    dims = len(size)
    stride = stride or [1] * dims
    dilation = dilation or [1] * dims
    attributes = {"kernel_shape": kernel, "strides": stride, "dilations": dilation}
    begin = end = [0] * dims
    if auto:
        attributes["auto_pad"] = auto
        begin, end = same(size, kernel, stride, dilation, auto == "SAME_UPPER")
    elif pads:
        attributes["pads"] = pads
        begin, end = pads[:dims], pads[dims:]
    if ceil:
        attributes["ceil_mode"] = ceil

    def forward(x):
        lowest = F.pad(x, [v for b, e in reversed(list(zip(begin, end))) for v in (b, e)], value=-99)
        pool = {1: F.max_pool1d, 2: F.max_pool2d}[dims]
        return pool(lowest, kernel, stride, 0, dilation, ceil_mode=bool(ceil))

    x = distinct(2, 2, *size) if x is None else x
    return case("MaxPool", {"x": x}, forward, TOLERANCE, attributes, smooth=smooth)


def average_pool(size, kernel, stride=None, pads=None, count_pad=0, auto=None, ceil=0):
    dims = len(size)
    stride = stride or [1] * dims
    attributes = {"kernel_shape": kernel, "strides": stride, "count_include_pad": count_pad}
    begin = end = [0] * dims
    if auto:
        attributes["auto_pad"] = auto
        begin, end = same(size, kernel, stride, [1] * dims, auto == "SAME_UPPER")
    elif pads:
        attributes["pads"] = pads
        begin, end = pads[:dims], pads[dims:]
    if ceil:
        attributes["ceil_mode"] = ceil

    def forward(x):
        """Sum over what lies under the kernel, divided by how much of it counts."""
        counted = padded(torch.ones_like(x), begin, end) if not count_pad else torch.ones(
            [2, 2] + [s + b + e for s, b, e in zip(size, begin, end)]
        )
        pool = {1: F.avg_pool1d, 2: F.avg_pool2d}[dims]
        over = [stride[i] if ceil else 0 for i in range(dims)]
        lengths = None
        if ceil:
            plain = pool(padded(x, begin, end), kernel, stride, ceil_mode=True)
            lengths = plain.shape[2:]
        mean = pool(padded(padded(x, begin, end), [0] * dims, over), kernel, stride)
        part = pool(padded(counted, [0] * dims, over), kernel, stride)
        y = mean / part
        if lengths:
            y = y[tuple([slice(None)] * 2 + [slice(0, n) for n in lengths])]
        return y

    return case("AveragePool", {"x": numbers(2, 2, *size)}, forward, TOLERANCE, attributes)


def resize(size, to, mode, coordinates, nearest=None, forward=None, by_sizes=False):
    """By scales, or by the sizes where a scale would not be a short number."""
    attributes = {"mode": mode, "coordinate_transformation_mode": coordinates}
    if nearest:
        attributes["nearest_mode"] = nearest
    inputs = {"x": numbers(2, 2, *size), "roi": None}
    if by_sizes:
        inputs["scales"] = None
        inputs["sizes"] = constant([2, 2] + to, torch.int64)
    else:
        inputs["scales"] = constant([1.0, 1.0] + [t / s for t, s in zip(to, size)])
    run = lambda x, **rest: forward(x)
    return case("Resize", inputs, run, TOLERANCE, attributes)


def interpolated(to, mode, **more):
    return lambda x: F.interpolate(x, to, mode=mode, **more)


def linear_asymmetric(to):
    """Source position = position / scale, which PyTorch doesn't offer."""

    def axis(x, dim, length):
        size = x.shape[dim]
        at = torch.arange(length).float() * (size / length)
        low = at.floor().long().clamp(max=size - 1)
        high = (low + 1).clamp(max=size - 1)
        part = (at - low).reshape([-1 if d == dim else 1 for d in range(x.dim())])
        return x.index_select(dim, low) * (1 - part) + x.index_select(dim, high) * part

    return lambda x: axis(axis(x, 2, to[0]), 3, to[1])


def pools():
    tied = torch.tensor([1.0, 1, 1, 1, 2, 2, 0, 0, 2, 2, 0, 0, 3, 1, 3, 3])
    return {
        "max_pool_tiled": max_pool([4, 6], [2, 2], stride=[2, 2]),
        "max_pool_tiled_with_remainder": max_pool([5, 5], [2, 2], stride=[2, 2]),
        "max_pool_overlapping": max_pool([5, 5], [3, 3], stride=[2, 2], pads=[1, 1, 1, 1]),
        "max_pool_1d": max_pool([7], [3], pads=[0, 1]),
        "max_pool_dilated": max_pool([6, 5], [2, 2], dilation=[2, 2]),
        "max_pool_same_upper": max_pool([5, 4], [2, 3], stride=[2, 2], auto="SAME_UPPER"),
        "max_pool_ceil": max_pool([6, 5], [3, 2], stride=[2, 2], ceil=1),
        "max_pool_ties_go_to_the_first": max_pool(
            [4, 4], [2, 2], stride=[1, 1], x=tied.reshape(1, 1, 4, 4).requires_grad_(),
            smooth=False,
        ),
        "max_pool_tiled_ties_go_to_the_first": max_pool(
            [4, 4], [2, 2], stride=[2, 2], x=tied.reshape(1, 1, 4, 4).clone().requires_grad_(),
            smooth=False,
        ),
        "average_pool": average_pool([4, 5], [2, 2], stride=[2, 2]),
        "average_pool_overlapping": average_pool([5, 5], [3, 2]),
        "average_pool_without_pad": average_pool(
            [5, 4], [3, 3], stride=[2, 1], pads=[1, 1, 1, 1]
        ),
        "average_pool_counting_pad": average_pool(
            [5, 4], [3, 3], stride=[2, 1], pads=[1, 1, 1, 1], count_pad=1
        ),
        "average_pool_1d": average_pool([7], [3], stride=[2], pads=[1, 0], count_pad=1),
        "average_pool_same_lower": average_pool(
            [5, 4], [2, 3], stride=[2, 2], auto="SAME_LOWER"
        ),
        "average_pool_ceil": average_pool([6, 5], [3, 2], stride=[2, 2], ceil=1),
        "global_average_pool": case(
            "GlobalAveragePool",
            {"x": numbers(2, 3, 4, 2)},
            lambda x: x.mean((2, 3), keepdim=True),
            TOLERANCE,
        ),
        "global_max_pool": case(
            "GlobalMaxPool",
            {"x": distinct(2, 3, 4, 2)},
            lambda x: F.adaptive_max_pool2d(x, 1),
            TOLERANCE,
        ),
    }


def resizes():
    half = "half_pixel"
    return {
        "resize_nearest_twofold": resize(
            [3, 4], [6, 8], "nearest", "asymmetric", "floor", interpolated([6, 8], "nearest")
        ),
        "resize_nearest_uneven": resize(
            [3, 4], [5, 7], "nearest", "asymmetric", "floor", interpolated([5, 7], "nearest"),
            by_sizes=True,
        ),
        "resize_nearest_smaller": resize(
            [6, 8], [3, 2], "nearest", "asymmetric", "floor", interpolated([3, 2], "nearest")
        ),
        "resize_nearest_half_pixel": resize(
            [3, 4], [6, 12], "nearest", half, "round_prefer_ceil",
            interpolated([6, 12], "nearest-exact"),
        ),
        "resize_nearest_1d": resize(
            [5], [10], "nearest", "asymmetric", "floor", interpolated([10], "nearest")
        ),
        "resize_linear_half_pixel": resize(
            [3, 4], [6, 6], "linear", half,
            forward=interpolated([6, 6], "bilinear", align_corners=False),
        ),
        "resize_linear_pytorch": resize(
            [3, 4], [5, 9], "linear", "pytorch_half_pixel",
            forward=interpolated([5, 9], "bilinear", align_corners=False), by_sizes=True,
        ),
        "resize_linear_corners": resize(
            [3, 4], [6, 7], "linear", "align_corners",
            forward=interpolated([6, 7], "bilinear", align_corners=True), by_sizes=True,
        ),
        "resize_linear_asymmetric": resize(
            [3, 4], [6, 8], "linear", "asymmetric", forward=linear_asymmetric([6, 8])
        ),
        "resize_linear_smaller": resize(
            [6, 8], [3, 4], "linear", half,
            forward=interpolated([3, 4], "bilinear", align_corners=False),
        ),
        "resize_linear_1d": resize(
            [4], [8], "linear", half,
            forward=interpolated([8], "linear", align_corners=False),
        ),
    }


if __name__ == "__main__":
    write("pools", pools)
    write("resizes", resizes)
