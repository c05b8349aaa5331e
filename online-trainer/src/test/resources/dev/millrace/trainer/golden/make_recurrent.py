"""Makes recurrent.json beside this file from PyTorch: python3 make_recurrent.py

LSTM and GRU run in PyTorch's own kernels, with the weights in ONNX's order of gates rearranged; the
GRU of Keras (linear_before_reset = 0), which PyTorch doesn't have, is written out.
"""

import torch

from operator_case import case, constant, numbers, write

TOLERANCE = 2e-5
T, N, I, H = 4, 2, 3, 2


def arranged(matrix, order):
    """Blocks of H rows in another order."""
    blocks = matrix.split(H)
    return torch.cat([blocks[i] for i in order])


def weights(w, r, b, order):
    """A direction's weights as PyTorch has them: W, R, and the two halves of B."""
    result = [arranged(w, order), arranged(r, order)]
    if b is not None:
        half = b.shape[0] // 2
        result += [arranged(b[:half], order), arranged(b[half:], order)]
    return result


def torch_run(kernel, x, states, w, r, b, order, direction):
    """Runs one or two directions; gives Y [T, D, N, H] and the last states [D, N, H]."""
    reverse = direction == "reverse"
    flat = []
    for d in range(w.shape[0]):
        flat += weights(w[d], r[d], None if b is None else b[d], order)
    run = kernel(
        x.flip(0) if reverse else x, states, flat, b is not None, 1, 0.0, False,
        direction == "bidirectional", False,
    )
    y = run[0].reshape(x.shape[0], x.shape[1], w.shape[0], H).transpose(1, 2)
    return (y.flip(0) if reverse else y,) + tuple(run[1:])


def inputs_of(gates, directions, biased, started, cell=False, steps=T, rows=N):
    inputs = {
        "x": numbers(steps, rows, I),
        "w": numbers(directions, gates * H, I),
        "r": numbers(directions, gates * H, H),
        "b": numbers(directions, 2 * gates * H) if biased else None,
        "lengths": None,
        "h0": numbers(directions, rows, H) if started else None,
    }
    if cell:
        inputs["c0"] = numbers(directions, rows, H) if started else None
    return inputs


def recurrent(op, inputs, forward, attributes, outputs):
    """A missing tail of inputs is not written; a result that nobody uses has no name."""
    while list(inputs.values())[-1] is None:
        inputs.pop(list(inputs)[-1])
    return case(
        op, inputs, forward, TOLERANCE, attributes, outputs, dynamic={"x": 1, "h0": 1, "c0": 1}
    )


def lstm(direction, outputs=("y", "y_h", "y_c"), biased=True, started=True, **size):
    directions = 2 if direction == "bidirectional" else 1

    def forward(x, w, r, b=None, h0=None, c0=None):
        zero = torch.zeros(directions, x.shape[1], H)
        states = (zero if h0 is None else h0, zero if c0 is None else c0)
        # ONNX: input, output, forget, cell; PyTorch: input, forget, cell, output.
        return torch_run(torch._VF.lstm, x, states, w, r, b, [0, 2, 3, 1], direction)

    inputs = inputs_of(4, directions, biased, started, cell=True, **size)
    return recurrent(
        "LSTM", inputs, forward, {"hidden_size": H, "direction": direction}, outputs
    )


def gru(direction, outputs=("y", "y_h"), biased=True, started=True):
    directions = 2 if direction == "bidirectional" else 1

    def forward(x, w, r, b=None, h0=None):
        states = torch.zeros(directions, x.shape[1], H) if h0 is None else h0
        # ONNX: update, reset, hidden; PyTorch: reset, update, hidden.
        return torch_run(torch._VF.gru, x, states, w, r, b, [1, 0, 2], direction)

    attributes = {"hidden_size": H, "direction": direction, "linear_before_reset": 1}
    return recurrent("GRU", inputs_of(3, directions, biased, started), forward, attributes, outputs)


def keras_gru(direction, outputs=("y", "y_h"), biased=True, started=True):
    """The reset gate multiplies the state before the matrix does."""
    directions = 2 if direction == "bidirectional" else 1

    def one(x, h, w, r, b, backwards):
        wz, wr, wh = w.split(H)
        rz, rr, rh = r.split(H)
        bz, br, bh, cz, cr, ch = b.split(H) if b is not None else [torch.zeros(H)] * 6
        states = {}
        for t in reversed(range(x.shape[0])) if backwards else range(x.shape[0]):
            z = torch.sigmoid(x[t] @ wz.t() + bz + h @ rz.t() + cz)
            g = torch.sigmoid(x[t] @ wr.t() + br + h @ rr.t() + cr)
            n = torch.tanh(x[t] @ wh.t() + bh + (g * h) @ rh.t() + ch)
            h = (1 - z) * n + z * h
            states[t] = h
        return torch.stack([states[t] for t in range(x.shape[0])]), h

    def forward(x, w, r, b=None, h0=None):
        runs = []
        for d in range(directions):
            h = torch.zeros(x.shape[1], H) if h0 is None else h0[d]
            backwards = d == 1 or direction == "reverse"
            runs.append(one(x, h, w[d], r[d], None if b is None else b[d], backwards))
        return torch.stack([y for y, _ in runs], 1), torch.stack([h for _, h in runs])

    attributes = {"hidden_size": H, "direction": direction}
    return recurrent("GRU", inputs_of(3, directions, biased, started), forward, attributes, outputs)


def rnn(direction, activation, outputs=("y", "y_h"), biased=True, started=True):
    directions = 2 if direction == "bidirectional" else 1

    def forward(x, w, r, b=None, h0=None):
        states = torch.zeros(directions, x.shape[1], H) if h0 is None else h0
        kernel = torch._VF.rnn_tanh if activation == "Tanh" else torch._VF.rnn_relu
        return torch_run(kernel, x, states, w, r, b, [0], direction)

    attributes = {
        "hidden_size": H, "direction": direction, "activations": [activation] * directions,
    }
    return recurrent("RNN", inputs_of(1, directions, biased, started), forward, attributes, outputs)


def cases():
    return {
        "lstm": lstm("forward"),
        "lstm_reverse": lstm("reverse"),
        "lstm_bidirectional": lstm("bidirectional"),
        "lstm_plain_all_states": lstm("forward", ("y",), biased=False, started=False),
        "lstm_last_state_only": lstm("forward", ("", "y_h"), started=False),
        "lstm_last_cell_only": lstm("bidirectional", ("", "", "y_c")),
        "lstm_one_step_one_row": lstm("bidirectional", steps=1, rows=1),
        "gru": gru("forward"),
        "gru_reverse": gru("reverse", biased=False),
        "gru_bidirectional": gru("bidirectional"),
        "gru_last_state_only": gru("forward", ("", "y_h"), started=False),
        "gru_keras": keras_gru("forward"),
        "gru_keras_reverse": keras_gru("reverse", started=False),
        "gru_keras_bidirectional": keras_gru("bidirectional"),
        "rnn": rnn("forward", "Tanh"),
        "rnn_bidirectional_relu": rnn("bidirectional", "Relu"),
        "rnn_last_state_only": rnn("reverse", "Tanh", ("", "y_h"), biased=False, started=False),
    }


if __name__ == "__main__":
    write("recurrent", cases)
