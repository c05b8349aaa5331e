"""Makes convolutions.json beside this file from PyTorch: python3 make_convolutions.py"""

import torch
from torch.nn import functional as F

from operator_case import case, numbers, write

CONV = {1: F.conv1d, 2: F.conv2d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d}
TOLERANCE = 5e-6


def padded(x, begin, end):
    """Zeros around the spatial axes; F.pad wants the last axis first."""
    return F.pad(x, [v for b, e in reversed(list(zip(begin, end))) for v in (b, e)])


def same(size, kernel, stride, dilation, upper):
    """Padding of auto_pad SAME_UPPER and SAME_LOWER, by the ONNX specification."""
    begin, end = [], []
    for s, k, t, d in zip(size, kernel, stride, dilation):
        total = max((-(-s // t) - 1) * t + (k - 1) * d + 1 - s, 0)
        half = total // 2
        begin.append(half if upper else total - half)
        end.append(total - half if upper else half)
    return begin, end


def conv(
    size, kernel, channels=(2, 3), rows=2, stride=None, pads=None, dilation=None, group=1,
    bias=True, auto=None,
):
    dims = len(size)
    stride = stride or [1] * dims
    dilation = dilation or [1] * dims
    attributes = {"kernel_shape": kernel, "strides": stride, "dilations": dilation, "group": group}
    if auto:
        attributes["auto_pad"] = auto
        begin, end = [0] * dims, [0] * dims
        if auto != "VALID":
            begin, end = same(size, kernel, stride, dilation, auto == "SAME_UPPER")
    else:
        pads = pads or [0] * (2 * dims)
        attributes["pads"] = pads
        begin, end = pads[:dims], pads[dims:]
    inputs = {
        "x": numbers(rows, channels[0], *size),
        "w": numbers(channels[1], channels[0] // group, *kernel),
    }
    if bias:
        inputs["b"] = numbers(channels[1])

    def forward(x, w, b=None):
        return CONV[dims](padded(x, begin, end), w, b, stride, 0, dilation, group)

    return case("Conv", inputs, forward, TOLERANCE, attributes)


def transposed(
    size, kernel, channels=(3, 2), rows=2, stride=None, pads=None, extra=None, dilation=None,
    group=1, bias=True, shape=None, auto=None,
):
    dims = len(size)
    stride = stride or [1] * dims
    dilation = dilation or [1] * dims
    attributes = {"kernel_shape": kernel, "strides": stride, "dilations": dilation, "group": group}
    begin, end = [0] * dims, [0] * dims
    if shape:
        attributes["output_shape"] = shape
        for i in range(dims):
            full = stride[i] * (size[i] - 1) + (kernel[i] - 1) * dilation[i] + 1
            half = (full - shape[i]) // 2
            begin[i] = half if auto == "SAME_UPPER" else full - shape[i] - half
            end[i] = full - shape[i] - begin[i]
        if auto:
            attributes["auto_pad"] = auto
    elif pads:
        attributes["pads"] = pads
        begin, end = pads[:dims], pads[dims:]
    if extra:
        attributes["output_padding"] = extra
    inputs = {
        "x": numbers(rows, channels[0], *size),
        "w": numbers(channels[0], channels[1] // group, *kernel),
    }
    if bias:
        inputs["b"] = numbers(channels[1])

    def forward(x, w, b=None):
        # Unpadded, then cropped: PyTorch knows only equal padding on both sides.
        whole = TRANSPOSED[dims](x, w, None, stride, 0, 0, group, dilation)
        whole = padded(whole, [0] * dims, extra or [0] * dims)
        for i in range(dims):
            whole = whole.narrow(2 + i, begin[i], whole.shape[2 + i] - begin[i] - end[i])
        return whole if b is None else whole + b.reshape([1, -1] + [1] * dims)

    return case("ConvTranspose", inputs, forward, TOLERANCE, attributes)


def cases():
    return {
        "conv_1d": conv([7], [3], pads=[1, 1]),
        "conv_1d_strided_dilated": conv([11], [3], stride=[2], dilation=[2], pads=[1, 2]),
        "conv_3x3_padded": conv([5, 4], [3, 3], pads=[1, 1, 1, 1]),
        "conv_without_bias": conv([4, 5], [3, 2], bias=False),
        "conv_one_row": conv([4, 4], [3, 3], rows=1, pads=[1, 1, 1, 1]),
        "conv_1x1": conv([3, 4], [1, 1]),
        "conv_1x1_strided": conv([5, 4], [1, 1], stride=[2, 2]),
        "conv_strided_with_remainder": conv([8, 7], [3, 3], stride=[3, 2], pads=[1, 1, 1, 1]),
        "conv_dilated": conv([7, 6], [3, 2], dilation=[2, 3], pads=[2, 1, 2, 1]),
        "conv_pads_of_four_kinds": conv([5, 5], [3, 3], pads=[0, 2, 1, 0], stride=[2, 1]),
        "conv_wide_kernel": conv([7, 7], [5, 6], pads=[2, 2, 2, 3], channels=(2, 2)),
        "conv_groups": conv([5, 4], [3, 3], channels=(4, 6), group=2, pads=[1, 1, 1, 1]),
        "conv_groups_strided_dilated": conv(
            [8, 7], [3, 2], channels=(4, 4), group=2, stride=[2, 2], dilation=[2, 1],
            pads=[1, 0, 1, 1],
        ),
        "conv_depthwise": conv([5, 4], [3, 3], channels=(3, 3), group=3, pads=[1, 1, 1, 1]),
        "conv_depthwise_strided": conv(
            [7, 6], [3, 3], channels=(3, 3), group=3, stride=[2, 2], pads=[1, 1, 1, 1]
        ),
        "conv_depthwise_1d_dilated": conv(
            [9], [3], channels=(2, 2), group=2, dilation=[2], bias=False
        ),
        "conv_depthwise_two_filters_each": conv([5, 4], [3, 2], channels=(2, 4), group=2),
        "conv_same_upper": conv([5, 6], [2, 3], auto="SAME_UPPER"),
        "conv_same_upper_strided": conv([6, 7], [3, 4], stride=[2, 3], auto="SAME_UPPER"),
        "conv_same_lower": conv([5, 6], [2, 4], auto="SAME_LOWER"),
        "conv_valid_strided": conv([6, 5], [3, 2], stride=[2, 2], auto="VALID"),
        "transposed_1d": transposed([4], [3]),
        "transposed_plain": transposed([3, 4], [3, 2], channels=(2, 3)),
        "transposed_strided": transposed(
            [3, 4], [3, 3], stride=[2, 3], pads=[1, 1, 1, 0], extra=[1, 2]
        ),
        "transposed_dilated_without_bias": transposed(
            [3, 3], [2, 3], dilation=[2, 2], pads=[0, 1, 1, 1], bias=False
        ),
        "transposed_groups": transposed(
            [3, 3], [2, 2], channels=(4, 6), group=2, stride=[2, 2]
        ),
        "transposed_depthwise": transposed(
            [3, 3], [4, 4], channels=(3, 3), group=3, stride=[2, 2], pads=[1, 1, 1, 1]
        ),
        "transposed_to_a_shape": transposed([3, 3], [4, 3], stride=[2, 2], shape=[5, 6]),
        "transposed_to_a_shape_upper": transposed(
            [3, 3], [4, 3], stride=[2, 2], shape=[5, 6], auto="SAME_UPPER"
        ),
    }


if __name__ == "__main__":
    write("convolutions", cases)
