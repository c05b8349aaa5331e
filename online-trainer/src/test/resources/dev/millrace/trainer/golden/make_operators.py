"""Makes arithmetic.json, activations.json, reductions.json, shapes.json, indices.json and
products.json beside this file from PyTorch: python3 make_operators.py

A case's name ends in the operator set whose form it has, where the form changed over time.
"""

import torch
from torch.nn import functional as F

from operator_case import case, constant, numbers, write

# Sums of a few products of float32; functions differ in their last bit or two.
TOLERANCE = 3e-6


def kinkless(*shape):
    """Odd multiples of 1/32: none closer to a multiple of 1/16 than a difference's step."""
    return ((torch.randint(-16, 16, shape).float() + 0.5) / 16).requires_grad_()


def positive(*shape):
    return (torch.randint(12, 33, shape).float() / 16).requires_grad_()


def spread(*shape):
    """No two equal numbers, none closer to another than two steps, between −2 and 2 or so."""
    count = int(torch.tensor(shape).prod())
    steps = torch.randperm(count).float() - count // 2 + 0.5
    return (steps / 16).reshape(shape).requires_grad_()


def one(op, x, function, attributes=None, opset=17, **more):
    return case(op, {"x": x}, lambda x: function(x), TOLERANCE, attributes, opset=opset, **more)


def two(op, x, z, function, attributes=None, opset=17, **more):
    return case(op, {"x": x, "z": z}, lambda x, z: function(x, z), TOLERANCE, attributes,
                opset=opset, **more)


def whole(values):
    return constant(values, torch.int64)


def binary():
    made = {}
    functions = {
        "Add": lambda x, z: x + z,
        "Sub": lambda x, z: x - z,
        "Mul": lambda x, z: x * z,
        "Div": lambda x, z: x / z,
    }
    for op, f in functions.items():
        name = op.lower()
        made[name] = two(op, numbers(2, 3), positive(2, 3), f, dynamic={"x": 0, "z": 0})
        made[name + "_row"] = two(op, numbers(2, 3, 4), positive(4), f)
        made[name + "_column"] = two(op, numbers(3, 1), positive(2, 3, 4), f, dynamic={"z": 0})
        made[name + "_crossed"] = two(op, numbers(2, 1, 4), positive(3, 1), f)
        made[name + "_scalar_8"] = two(op, numbers(2, 3), positive(), f, opset=8)
        made[name + "_constant_21"] = two(op, numbers(2, 3), constant([0.5, 2, 3]), f, opset=21)
        made[name + "_6"] = two(op, numbers(2, 3), positive(3), f, {"broadcast": 1}, 6)
    power = lambda x, z: x ** z
    made["pow"] = two("Pow", positive(2, 3), numbers(2, 3), power)
    made["pow_row_8"] = two("Pow", positive(2, 3), numbers(3), power, opset=8)
    for p in (0.0, 1.0, 2.0, 3.0, 0.5, -1.0):
        made["pow_%g" % p] = two("Pow", positive(2, 3), constant(p), power)
    made["pow_integers"] = two("Pow", numbers(2, 3), whole([0, 1, 3]), power)
    made["pow_of_zero"] = two("Pow", constant([0.0, 0.5, 0.25]).requires_grad_(),
                              positive(3), power, dynamic={}, smooth=False)
    return made


def variadic():
    pick = {"Max": torch.maximum, "Min": torch.minimum}
    made = {}
    for op, f in pick.items():
        name = op.lower()
        made[name] = two(op, kinkless(2, 3), numbers(2, 3), f)
        made[name + "_row_8"] = two(op, spread(3, 4), constant([0.0, -0.5, 0.25, 1.0]), f, opset=8)
        made[name + "_three"] = case(
            op, {"x": numbers(2, 3), "z": numbers(3), "v": numbers(2, 1)},
            lambda x, z, v: f(f(x, z), v), TOLERANCE, smooth=False)
        made[name + "_one"] = one(op, numbers(2, 3), lambda x: x)
    made["max_tie"] = two("Max", constant([[1.0, 2.0]]).requires_grad_(),
                          constant([[1.0, 1.0]]).requires_grad_(), torch.maximum, smooth=False)
    three = {"x": numbers(2, 3), "z": numbers(3), "v": numbers(2, 1)}
    made["sum"] = case("Sum", three, lambda x, z, v: x + z + v, TOLERANCE)
    made["sum_8"] = case("Sum", three, lambda x, z, v: x + z + v, TOLERANCE, opset=8)
    made["mean"] = case("Mean", three, lambda x, z, v: (x + z + v) / 3, TOLERANCE)
    return made


def bounds():
    made = {}
    low, high = constant(-0.5), constant(0.5)
    both = lambda x, z=low, v=high: torch.clamp(x, z, v)
    made["clip"] = case("Clip", {"x": kinkless(3, 4), "z": low, "v": high}, both, TOLERANCE)
    made["clip_6"] = one("Clip", kinkless(3, 4), both, {"min": -0.5, "max": 0.5}, 9)
    made["clip_low_6"] = one("Clip", kinkless(3, 4), lambda x: x.clamp(min=-0.5), {"min": -0.5}, 8)
    made["clip_high"] = case("Clip", {"x": kinkless(3, 4), "none": None, "v": high},
                             lambda x, v: torch.clamp(x, max=v), TOLERANCE)
    made["clip_open"] = one("Clip", kinkless(3, 4), lambda x: x)
    made["clip_learned"] = case(
        "Clip", {"x": kinkless(3, 4), "z": constant(-0.25).requires_grad_(),
                 "v": constant(0.25).requires_grad_()}, both, TOLERANCE, opset=13)
    choice = constant([[True], [False], [True]], torch.bool)
    three = {"c": choice, "x": numbers(3, 4), "z": numbers(4)}
    made["where"] = case("Where", three, lambda c, x, z: torch.where(c, x, z), TOLERANCE,
                         dynamic={})
    made["where_9"] = case("Where", three, lambda c, x, z: torch.where(c, x, z), TOLERANCE,
                           dynamic={}, opset=9)
    return made


def functions():
    made = {}
    rows = {
        "Neg": (numbers, torch.neg),
        "Abs": (kinkless, torch.abs),
        "Exp": (numbers, torch.exp),
        "Log": (positive, torch.log),
        "Sqrt": (positive, torch.sqrt),
        "Reciprocal": (positive, torch.reciprocal),
        "Erf": (numbers, torch.erf),
        "Sin": (numbers, torch.sin),
        "Cos": (numbers, torch.cos),
        "Identity": (numbers, lambda x: x * 1),
    }
    for op, (make, f) in rows.items():
        made[op.lower()] = one(op, make(3, 4), f)
        made[op.lower() + "_9"] = one(op, make(3, 4), f, opset=9)
    made["cast"] = one("Cast", numbers(3, 4), lambda x: x * 1, {"to": 1})
    made["cast_9"] = one("Cast", numbers(3, 4), lambda x: x * 1, {"to": 1}, 9)
    made["dropout"] = one("Dropout", numbers(3, 4), lambda x: x * 1)
    made["dropout_7"] = one("Dropout", numbers(3, 4), lambda x: x * 1, {"ratio": 0.5}, 9)
    made["dropout_off"] = case(
        "Dropout", {"x": numbers(3, 4), "r": constant(0.5),
                    "t": constant(False, torch.bool)}, lambda x, r, t: x * 1, TOLERANCE)
    return made


def arithmetic():
    return {**binary(), **variadic(), **bounds(), **functions()}


def tanh_gelu(x):
    return F.gelu(x, approximate="tanh")


def activations():
    made = {}
    rows = [
        ("relu", "Relu", kinkless, F.relu, {}, 8),
        ("leaky_relu", "LeakyRelu", kinkless, lambda x: F.leaky_relu(x, 0.125), {"alpha": 0.125}, 8),
        ("leaky_relu_default", "LeakyRelu", kinkless, F.leaky_relu, {}, 17),
        ("thresholded_relu", "ThresholdedRelu", kinkless, lambda x: F.threshold(x, 0.25, 0.0),
         {"alpha": 0.25}, 10),
        ("elu", "Elu", kinkless, lambda x: F.elu(x, 1.5), {"alpha": 1.5}, 8),
        ("celu", "Celu", kinkless, lambda x: F.celu(x, 1.5), {"alpha": 1.5}, 12),
        ("selu", "Selu", kinkless, F.selu, {}, 8),
        ("sigmoid", "Sigmoid", numbers, torch.sigmoid, {}, 8),
        ("hard_sigmoid", "HardSigmoid", lambda *s: four(s), F.hardsigmoid, {"alpha": 1 / 6}, 8),
        ("hard_swish", "HardSwish", lambda *s: four(s), F.hardswish, {}, 14),
        ("tanh", "Tanh", numbers, torch.tanh, {}, 8),
        ("softplus", "Softplus", numbers, F.softplus, {}, 8),
        ("softsign", "Softsign", kinkless, F.softsign, {}, 8),
        ("mish", "Mish", numbers, F.mish, {}, 18),
        ("gelu", "Gelu", numbers, F.gelu, {}, 20),
        ("gelu_tanh", "Gelu", numbers, tanh_gelu, {"approximate": "tanh"}, 20),
    ]
    for name, op, make, f, attributes, oldest in rows:
        made["%s_%d" % (name, oldest)] = one(op, make(3, 4), f, attributes, oldest)
        if oldest < 17:
            made[name] = one(op, make(3, 4), f, attributes, 17)
    prelu = lambda x, z: torch.where(x > 0, x, x * z)
    made["prelu"] = two("PRelu", kinkless(2, 3, 4), numbers(3, 1), prelu)
    made["prelu_scalar_8"] = two("PRelu", kinkless(2, 3), numbers(1), prelu, opset=8)
    made["prelu_full"] = two("PRelu", kinkless(2, 3), numbers(2, 3), prelu)
    for op, f in (("Softmax", F.softmax), ("LogSoftmax", F.log_softmax)):
        name = op.lower()
        made[name] = one(op, numbers(3, 4), lambda x: f(x, -1))
        made[name + "_first"] = one(op, numbers(3, 4), lambda x: f(x, 0), {"axis": 0}, dynamic={})
        made[name + "_middle"] = one(op, numbers(2, 3, 4), lambda x: f(x, 1), {"axis": 1})
        made[name + "_8"] = one(op, numbers(3, 4), lambda x: f(x, 1), {}, 8)
        made[name + "_joined_8"] = one(
            op, numbers(2, 3, 4), lambda x: f(x.flatten(1), 1).reshape(x.shape), {"axis": 1}, 8)
        made[name + "_joined_11"] = one(
            op, numbers(2, 3, 2, 2), lambda x: f(x.reshape(6, 4), 1).reshape(x.shape),
            {"axis": -2}, 11)
        made[name + "_last_12"] = one(op, numbers(2, 3, 4), lambda x: f(x, 2), {"axis": -1}, 12)
    return made


def four(shape):
    """Between −4 and 4, with no number near ±3."""
    return ((torch.randint(-16, 16, shape).float() + 0.5) / 4).requires_grad_()


def reductions():
    made = {}
    rows = {
        "ReduceSum": (numbers, lambda x, a, k: x.sum(a, k), 13),
        "ReduceMean": (numbers, lambda x, a, k: x.mean(a, k), 18),
        "ReduceMax": (spread, lambda x, a, k: x.amax(a, k), 18),
        "ReduceMin": (spread, lambda x, a, k: x.amin(a, k), 18),
        "ReduceL1": (kinkless, lambda x, a, k: x.abs().sum(a, k), 18),
        "ReduceL2": (positive, lambda x, a, k: torch.norm(x, 2, a, k), 18),
        "ReduceSumSquare": (numbers, lambda x, a, k: (x * x).sum(a, k), 18),
        "ReduceLogSum": (positive, lambda x, a, k: x.sum(a, k).log(), 18),
        "ReduceLogSumExp": (numbers, lambda x, a, k: torch.logsumexp(x, a, k), 18),
    }
    every = [0, 1, 2]
    for op, (make, f, inputs) in rows.items():
        name = op[6:].lower()
        for axes, keep in (([1], 1), ([1], 0), ([0, 2], 1), ([-1, 0], 0), ([1, 2], 0)):
            label = "%s_%s_%s" % (name, "".join(map(str, axes)), "kept" if keep else "lost")
            g = lambda x, a=None: f(x, axes, bool(keep))
            made[label] = case(op, {"x": make(2, 3, 4), "a": whole(axes)}, g, TOLERANCE,
                               {"keepdims": keep}, opset=inputs)
            made[label + "_8"] = one(op, make(2, 3, 4), g, {"keepdims": keep, "axes": axes},
                                     8 if min(axes) >= 0 else 11)
        made[name + "_all"] = one(op, make(2, 3, 4), lambda x: f(x, every, True), {}, inputs)
        made[name + "_all_8"] = one(op, make(2, 3, 4), lambda x: f(x, every, False),
                                    {"keepdims": 0}, 8)
        made[name + "_all_20"] = one(op, make(2, 3, 4), lambda x: f(x, every, False),
                                     {"keepdims": 0}, 20)
    made["sum_nothing"] = one("ReduceSum", numbers(2, 3), lambda x: x * 1,
                              {"noop_with_empty_axes": 1}, 13)
    made["max_ties"] = case(
        "ReduceMax", {"x": constant([[1.0, 1.0, 0.5], [2.0, 1.0, 2.0]]).requires_grad_(),
                      "a": whole([1])}, lambda x, a: x.amax(1, True), TOLERANCE, opset=18,
        smooth=False)
    made["l2_of_zeros"] = case(
        "ReduceL2", {"x": constant([[0.0, 0.0], [3.0, 4.0]]).requires_grad_(), "a": whole([1])},
        lambda x, a: torch.norm(x, 2, 1, True), TOLERANCE, opset=18, smooth=False)
    for reverse in (0, 1):
        made["cumsum_%d" % reverse] = case(
            "CumSum", {"x": numbers(2, 3), "a": whole(1)},
            lambda x, a: (x.flip(1).cumsum(1).flip(1) if reverse else x.cumsum(1)), TOLERANCE,
            {"reverse": reverse})
    made["cumsum_exclusive_11"] = case(
        "CumSum", {"x": numbers(2, 3), "a": whole(-1)}, lambda x, a: x.cumsum(1) - x, TOLERANCE,
        {"exclusive": 1}, opset=11)
    return made


def arranged():
    made = {}
    x = lambda: numbers(2, 3, 4)
    none = {"dynamic": {}}
    made["reshape"] = two("Reshape", x(), whole([-1, 12]), lambda x, z: x.reshape(2, 12))
    made["reshape_copy_8"] = two("Reshape", x(), whole([0, 2, -1]), lambda x, z: x.reshape(2, 2, 6),
                                 opset=8)
    made["flatten"] = one("Flatten", x(), lambda x: x.flatten(1))
    made["flatten_first_8"] = one("Flatten", x(), lambda x: x.reshape(6, 4), {"axis": 2}, 8)
    made["flatten_none"] = one("Flatten", x(), lambda x: x.reshape(1, 24), {"axis": 0})
    made["transpose"] = one("Transpose", x(), lambda x: x.permute(1, 2, 0), {"perm": [1, 2, 0]})
    made["transpose_default_8"] = one("Transpose", x(), lambda x: x.permute(2, 1, 0), {}, 8)
    thin = lambda: numbers(2, 1, 4, 1)
    made["squeeze"] = two("Squeeze", thin(), whole([1, -1]), lambda x, z: x.reshape(2, 4))
    made["squeeze_all"] = one("Squeeze", thin(), lambda x: x.reshape(2, 4), **none)
    made["squeeze_8"] = one("Squeeze", thin(), lambda x: x.reshape(2, 4, 1), {"axes": [1]}, 8)
    made["squeeze_11"] = one("Squeeze", thin(), lambda x: x.reshape(2, 1, 4), {"axes": [-1]}, 11)
    made["unsqueeze"] = two("Unsqueeze", x(), whole([1, -1]), lambda x, z: x.reshape(2, 1, 3, 4, 1))
    made["unsqueeze_8"] = one("Unsqueeze", x(), lambda x: x.reshape(2, 1, 3, 1, 4),
                              {"axes": [1, 3]}, 8)
    made["unsqueeze_21"] = two("Unsqueeze", x(), whole([0]), lambda x, z: x.reshape(1, 2, 3, 4),
                               opset=21)
    made["expand"] = two("Expand", numbers(3, 1), whole([2, 3, 4]),
                         lambda x, z: x.expand(2, 3, 4), **none)
    made["expand_8"] = two("Expand", numbers(2, 3, 1), whole([1, 1, 4]),
                           lambda x, z: x.expand(2, 3, 4), opset=8)
    made["tile"] = two("Tile", x(), whole([1, 2, 3]), lambda x, z: x.repeat(1, 2, 3))
    made["tile_rows_8"] = two("Tile", numbers(2, 3), whole([2, 1]), lambda x, z: x.repeat(2, 1),
                              opset=8)
    for upper in (0, 1):
        f = torch.triu if upper else torch.tril
        made["trilu_%d" % upper] = one("Trilu", numbers(2, 3, 3), f, {"upper": upper})
    made["trilu_shifted"] = two("Trilu", numbers(2, 3, 3), whole(1), lambda x, z: torch.triu(x, 1))
    made["depth_to_space"] = one("DepthToSpace", numbers(2, 8, 2, 3), depth_first,
                                 {"blocksize": 2})
    made["depth_to_space_crd_11"] = one(
        "DepthToSpace", numbers(2, 8, 2, 3), lambda x: F.pixel_shuffle(x, 2),
        {"blocksize": 2, "mode": "CRD"}, 11)
    made["space_to_depth_8"] = one("SpaceToDepth", numbers(2, 2, 4, 6), blocks, {"blocksize": 2}, 8)
    return made


def depth_first(x):
    n, c, h, w = x.shape
    parted = x.reshape(n, 2, 2, c // 4, h, w)
    return parted.permute(0, 3, 4, 1, 5, 2).reshape(n, c // 4, 2 * h, 2 * w)


def blocks(x):
    n, c, h, w = x.shape
    parted = x.reshape(n, c, h // 2, 2, w // 2, 2)
    return parted.permute(0, 3, 5, 1, 2, 4).reshape(n, 4 * c, h // 2, w // 2)


def joined():
    made = {}
    three = lambda: {"x": numbers(2, 3), "z": numbers(2, 1), "v": numbers(2, 4)}
    rows = {"x": 0, "z": 0, "v": 0}
    f = lambda x, z, v: torch.cat([x, z, v], 1)
    made["concat"] = case("Concat", three(), f, TOLERANCE, {"axis": 1}, dynamic=rows)
    made["concat_last_11"] = case("Concat", three(), f, TOLERANCE, {"axis": -1}, opset=11)
    made["concat_open"] = case(
        "Concat", {"x": numbers(2, 3), "z": numbers(1, 3)}, lambda x, z: torch.cat([x, z]),
        TOLERANCE, {"axis": 0}, dynamic={"x": 0, "z": 0})
    made["concat_constant_8"] = case(
        "Concat", {"c": constant([[1.0], [2.0]]), "x": numbers(2, 3)},
        lambda c, x: torch.cat([c, x], 1), TOLERANCE, {"axis": 1}, opset=8)
    parts = ("y", "u", "w")
    uneven = lambda x, z=None: x.split([1, 2, 3], 1)
    made["split"] = two("Split", numbers(2, 6), whole([1, 2, 3]), uneven, {"axis": 1},
                        outputs=parts)
    made["split_18"] = two("Split", numbers(2, 6), whole([1, 2, 3]), uneven, {"axis": -1}, 18,
                           outputs=parts)
    made["split_8"] = one("Split", numbers(2, 6), uneven, {"axis": 1, "split": [1, 2, 3]}, 8,
                          outputs=parts)
    even = lambda x: x.split(2, 1)
    made["split_even_11"] = one("Split", numbers(2, 6), even, {"axis": -1}, 11, outputs=parts)
    made["split_even"] = one("Split", numbers(2, 6), even, {"axis": 1}, outputs=parts)
    made["split_even_18"] = one("Split", numbers(2, 6), even, {"axis": 1, "num_outputs": 3}, 18,
                                outputs=parts)
    made["split_partly"] = two("Split", numbers(2, 6), whole([1, 2, 3]), uneven, {"axis": 1},
                               outputs=parts, observed=("y", "w"))
    return made


def shapes():
    return {**arranged(), **joined()}


def picked():
    made = {}
    table = lambda: numbers(5, 3)
    none = {"dynamic": {}}
    index = whole([[0, 3], [3, 4]])
    made["gather"] = two("Gather", table(), index, lambda x, z: x[z], **none)
    made["gather_8"] = two("Gather", table(), index, lambda x, z: x[z], {"axis": 0}, 8, **none)
    made["gather_negative"] = two("Gather", table(), whole([-1, 0, -1]), lambda x, z: x[z], **none)
    made["gather_columns"] = two("Gather", numbers(2, 5, 3), index, lambda x, z: x[:, z],
                                 {"axis": 1})
    made["gather_last"] = two("Gather", numbers(2, 5), whole([2, 2, 0]), lambda x, z: x[:, z],
                              {"axis": -1})
    made["gather_one"] = two("Gather", numbers(2, 5, 3), whole(0), lambda x, z: x[:, 0],
                             {"axis": 1})
    made["gather_final_11"] = two("Gather", numbers(2, 5, 3), whole(-1), lambda x, z: x[:, -1],
                                  {"axis": 1}, 11)
    made["gather_kept"] = two("Gather", numbers(2, 5, 3), whole([2]), lambda x, z: x[:, 2:3],
                              {"axis": 1})
    made["gather_row"] = two("Gather", numbers(2, 3), whole(1), lambda x, z: x[1], {"axis": 0})
    places = whole([[0, 0, 2], [1, 0, 1]])
    made["gather_elements"] = two("GatherElements", numbers(3, 3), places,
                                  lambda x, z: x.gather(0, z), {"axis": 0})
    made["gather_elements_11"] = two("GatherElements", numbers(2, 4), places,
                                     lambda x, z: x.gather(1, z), {"axis": 1}, 11)
    points = whole([[0, 1], [1, 2], [0, 1]])
    made["gather_nd"] = two("GatherND", numbers(2, 3, 2), points, lambda x, z: x[z[:, 0], z[:, 1]])
    put = whole([[0, 2, 1]])
    made["scatter_elements"] = case(
        "ScatterElements", {"x": numbers(2, 3), "z": put, "v": numbers(1, 3)},
        lambda x, z, v: x.scatter(1, z, v), TOLERANCE, {"axis": 1})
    made["scatter_9"] = case(
        "Scatter", {"x": numbers(2, 3), "z": put, "v": numbers(1, 3)},
        lambda x, z, v: x.scatter(1, z, v), TOLERANCE, {"axis": 1}, opset=9)
    made["scatter_elements_add"] = case(
        "ScatterElements", {"x": numbers(2, 3), "z": whole([[1, 1, 0]]), "v": numbers(1, 3)},
        lambda x, z, v: x.scatter_add(1, z, v), TOLERANCE, {"axis": 1, "reduction": "add"},
        opset=16)
    where = whole([[2], [0]])
    made["scatter_nd"] = case(
        "ScatterND", {"x": numbers(3, 2), "z": where, "v": numbers(2, 2)},
        lambda x, z, v: x.index_put((z[:, 0],), v), TOLERANCE)
    made["scatter_nd_add"] = case(
        "ScatterND", {"x": numbers(3, 2), "z": whole([[2], [2]]), "v": numbers(2, 2)},
        lambda x, z, v: x.index_put((z[:, 0],), v, accumulate=True), TOLERANCE,
        {"reduction": "add"}, opset=16)
    made["topk"] = two("TopK", spread(3, 5), whole([2]), lambda x, z: x.topk(2)[0],
                       outputs=("y", "i"))
    made["topk_smallest_11"] = two(
        "TopK", spread(3, 5), whole([2]), lambda x, z: x.topk(2, 0, largest=False)[0],
        {"axis": 0, "largest": 0}, 11, outputs=("y", "i"))
    made["topk_9"] = one("TopK", spread(3, 5), lambda x: x.topk(2)[0], {"k": 2}, 9,
                         outputs=("y", "i"))
    return made


def cut():
    made = {}
    far = 2 ** 31 - 1

    def sliced(x, z, f, axes, steps=None, opset=17, **more):
        inputs = {"x": x, "b": whole(z[0]), "e": whole(z[1]), "a": axes and whole(axes),
                  "s": steps and whole(steps)}
        while list(inputs.values())[-1] is None:
            inputs.popitem()
        return case("Slice", inputs, lambda x, **k: f(x), TOLERANCE, opset=opset, **more)

    x = lambda: numbers(2, 5, 4)
    made["slice"] = sliced(x(), ([1], [3]), lambda x: x[:, 1:3], [1])
    made["slice_two"] = sliced(x(), ([1, -3], [far, -1]), lambda x: x[:, 1:, 1:3], [1, 2])
    made["slice_all_axes"] = sliced(x(), ([0, 1, 0], [1, 9, 2]), lambda x: x[:1, 1:, :2], None,
                                    dynamic={})
    made["slice_open"] = sliced(x(), ([1], [far]), lambda x: x[1:], [0])
    made["slice_steps"] = sliced(x(), ([0, 1], [far, far]), lambda x: x[:, ::2, 1::2], [1, 2],
                                 [2, 2])
    made["slice_backwards"] = sliced(x(), ([-1], [-far]), lambda x: x.flip(1), [1], [-1])
    made["slice_backwards_by_two"] = sliced(x(), ([3], [-far]), lambda x: x[:, [3, 1]], [1], [-2])
    made["slice_10"] = sliced(x(), ([1], [3]), lambda x: x[:, 1:3], [1], [1], 10)
    made["slice_8"] = one("Slice", x(), lambda x: x[:, 1:3, -2:],
                          {"axes": [1, 2], "starts": [1, -2], "ends": [3, far]}, 8)
    made["slice_no_axes_8"] = one("Slice", x(), lambda x: x[0:2, 1:3],
                                  {"starts": [0, 1], "ends": [2, 3]}, 8, dynamic={})

    ends = whole([0, 1, 0, 2])
    small = lambda: numbers(2, 3)
    zeros = lambda x, z=None, v=None: F.pad(x, (1, 2))
    made["pad"] = two("Pad", small(), ends, zeros)
    made["pad_value"] = case("Pad", {"x": small(), "z": ends, "v": constant(0.5)},
                             lambda x, z, v: F.pad(x, (1, 2), value=0.5), TOLERANCE)
    made["pad_axes_18"] = case(
        "Pad", {"x": small(), "z": whole([1, 2]), "v": constant(0.5), "a": whole([1])},
        lambda x, z, v, a: F.pad(x, (1, 2), value=0.5), TOLERANCE, opset=18)
    made["pad_8"] = one("Pad", small(), lambda x: F.pad(x, (1, 2), value=0.5),
                        {"pads": [0, 1, 0, 2], "value": 0.5}, 8)
    made["pad_negative"] = two("Pad", small(), whole([0, -1, 0, 1]), lambda x, z: F.pad(x, (-1, 1)))
    line = lambda: numbers(2, 3, 4)
    made["pad_reflect"] = two("Pad", line(), whole([0, 0, 2, 0, 0, 1]),
                              lambda x, z: F.pad(x, (2, 1), mode="reflect"), {"mode": "reflect"})
    made["pad_edge"] = two("Pad", line(), whole([0, 0, 1, 0, 0, 3]),
                           lambda x, z: F.pad(x, (1, 3), mode="replicate"), {"mode": "edge"})
    made["pad_reflect_8"] = one("Pad", line(), lambda x: F.pad(x, (2, 1), mode="reflect"),
                                {"mode": "reflect", "pads": [0, 0, 2, 0, 0, 1]}, 8)
    return made


def indices():
    return {**picked(), **cut()}


def products():
    made = {}
    f = torch.matmul
    sides = {
        "matrix": ((3, 4), (4, 2)),
        "rows": ((2, 3, 4), (4, 2)),
        "rows_of_rows": ((2, 2, 3, 4), (4, 2)),
        "batched": ((2, 3, 4), (2, 4, 2)),
        "heads": ((2, 2, 3, 4), (2, 2, 4, 3)),
        "left_repeated": ((3, 4), (2, 4, 2)),
        "both_repeated": ((2, 1, 3, 4), (3, 4, 2)),
        "one_batch": ((1, 3, 4), (2, 4, 2)),
        "vectors": ((4,), (4,)),
        "vector_right": ((2, 3, 4), (4,)),
        "vector_left": ((4,), (2, 4, 3)),
        "vector_matrix": ((4,), (4, 3)),
        "matrix_vector": ((3, 4), (4,)),
    }
    for name, (left, right) in sides.items():
        open_axis = {"x": 0} if len(left) == len(right) == 2 or len(left) > len(right) > 1 else {}
        made["matmul_" + name] = two("MatMul", numbers(*left), numbers(*right), f,
                                     dynamic=open_axis)
    made["matmul_batched_open"] = two("MatMul", numbers(2, 3, 4), numbers(2, 4, 2), f,
                                      dynamic={"x": 0, "z": 0})
    made["matmul_8"] = two("MatMul", numbers(3, 4), numbers(4, 2), f, opset=8)
    for flip_a in (0, 1):
        for flip_b in (0, 1):
            made["gemm_%d%d" % (flip_a, flip_b)] = case(
                "Gemm",
                {"x": numbers(*((4, 3) if flip_a else (3, 4))),
                 "z": numbers(*((2, 4) if flip_b else (4, 2))), "v": numbers(2)},
                lambda x, z, v: 0.5 * (x.t() if flip_a else x) @ (z.t() if flip_b else z) + 2 * v,
                TOLERANCE, {"transA": flip_a, "transB": flip_b, "alpha": 0.5, "beta": 2.0},
                dynamic={"x": 1 if flip_a else 0})
    made["gemm_8"] = case("Gemm", {"x": numbers(3, 4), "z": numbers(4, 2), "v": numbers(3, 1)},
                          lambda x, z, v: x @ z + v, TOLERANCE, opset=8, dynamic={})
    made["gemm_6"] = case("Gemm", {"x": numbers(3, 4), "z": numbers(4, 2), "v": numbers(2)},
                          lambda x, z, v: x @ z + v, TOLERANCE, {"broadcast": 1}, opset=6)
    made["gemm_plain_11"] = two("Gemm", numbers(3, 4), numbers(4, 2), lambda x, z: x @ z, opset=11)
    made["gemm_scalar"] = case("Gemm", {"x": numbers(3, 4), "z": numbers(4, 2), "v": numbers()},
                               lambda x, z, v: x @ z + v, TOLERANCE)
    equations = {
        "matrix": ("ij,jk->ik", (3, 4), (4, 2)),
        "attention": ("bhid,bhjd->bhij", (2, 2, 3, 4), (2, 2, 2, 4)),
        "mixed": ("bij,bhjd->bhid", (2, 3, 4), (2, 2, 4, 2)),
        "outer": ("i,j->ij", (3,), (2,)),
        "summed": ("ij,k->ik", (3, 4), (2,)),
        "implied": ("bj, jk", (3, 4), (4, 2)),
    }
    for name, (equation, left, right) in equations.items():
        made["einsum_" + name] = two(
            "Einsum", numbers(*left), numbers(*right),
            lambda x, z: torch.einsum(equation, x, z), {"equation": equation},
            dynamic={"x": 0, "z": 0} if equation.startswith("bh") else {})
    made["einsum_transpose"] = one("Einsum", numbers(3, 4),
                                   lambda x: torch.einsum("ij->ji", x), {"equation": "ij->ji"})
    made["einsum_total_12"] = one("Einsum", numbers(3, 4),
                                  lambda x: torch.einsum("ij->j", x), {"equation": "ij->j"}, 12)
    return made


if __name__ == "__main__":
    for family in (arithmetic, activations, reductions, shapes, indices, products):
        write(family.__name__, family)
