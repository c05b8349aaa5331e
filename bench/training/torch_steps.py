"""PyTorch's side of TrainingSpeed: does what it is told on standard input, a JSON object a line.

TrainingSpeed starts it; nobody else needs to. It writes models and examples for the other side and
makes training steps of the same models on the same examples: forward, cross-entropy, backward, Adam.

    {"do": "about"}                                        versions, BLAS, how it was built
    {"do": "model", "name": "mlp", "batch": 64, "folder": DIR}
        writes model.onnx with its first weights, x.bin and y.bin (batches one after the other, float32
        and int32, little-endian); gives mean loss and gradients of the first batch
    {"do": "steps", "threads": 2, "steps": 100}            gives nanoseconds and processor time
"""

import ctypes
import json
import os
import pathlib
import sys
import time

import numpy
import torch
from torch import nn

SEED = 20261125
BATCHES = 8
CLASSES = 4


class Digits(nn.Module):
    """Images [n, 1, 8, 8]: two convolutions, a pool, a linear layer."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)
        self.second = nn.Conv2d(8, 16, 3, padding=1)
        self.last = nn.Linear(16 * 16, CLASSES)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.max_pool2d(torch.relu(self.second(x)), 2)
        return self.last(x.flatten(1))


class Windows(nn.Module):
    """Windows [n, 50, 8]: one LSTM of 32 units, a linear layer on its last state."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 32)
        self.last = nn.Linear(32, CLASSES)

    def forward(self, x):
        steps, _ = self.lstm(x.transpose(0, 1))
        return self.last(steps[-1])


MODELS = {
    "linear": ((384,), lambda: nn.Sequential(nn.Linear(384, CLASSES))),
    "mlp": ((384,), lambda: nn.Sequential(nn.Linear(384, 128), nn.ReLU(), nn.Linear(128, CLASSES))),
    "cnn": ((1, 8, 8), Digits),
    "lstm": ((50, 8), Windows),
}


def blas():
    """The libraries that matrix products may come from, as they are loaded, and what they say."""
    found = []
    lines = open("/proc/self/maps") if os.path.exists("/proc/self/maps") else []
    for path in sorted({line.split()[-1] for line in lines if "blas" in line}):
        library = ctypes.CDLL(path)
        try:
            library.openblas_get_config.restype = ctypes.c_char_p
            found.append(library.openblas_get_config().decode().strip())
        except AttributeError:
            found.append(os.path.basename(path))
    return found


class Training:
    """One model and its examples."""

    def __init__(self, name, batch, folder):
        torch.manual_seed(SEED)
        shape, make = MODELS[name]
        self.model = make()
        random = numpy.random.RandomState(SEED + batch)
        x = random.randn(BATCHES, batch, *shape).astype(numpy.float32)
        y = random.randint(CLASSES, size=(BATCHES, batch))
        x.astype("<f4").tofile(folder / "x.bin")
        y.astype("<i4").tofile(folder / "y.bin")
        self.batches = [(torch.from_numpy(a), torch.from_numpy(b)) for a, b in zip(x, y)]
        torch.onnx.export(
            self.model,
            torch.from_numpy(x.reshape(-1, *shape)[:2]),
            str(folder / "model.onnx"),
            opset_version=16,
            input_names=["x"],
            output_names=["logits"],
            dynamic_axes={"x": {0: "n"}, "logits": {0: "n"}},
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
        )
        self.start = {k: v.clone() for k, v in self.model.state_dict().items()}

    def first(self):
        x, y = self.batches[0]
        loss = nn.functional.cross_entropy(self.model(x), y)
        loss.backward()
        gradients = {k: v.grad.flatten().tolist() for k, v in self.model.named_parameters()}
        return dict(loss=float(loss), gradients=gradients)

    def steps(self, count, rate):
        """From the first weights, as the other side."""
        self.model.load_state_dict(self.start)
        optimizer = torch.optim.Adam(self.model.parameters(), lr=rate)
        start, used = time.perf_counter_ns(), time.process_time_ns()
        for step in range(count):
            x, y = self.batches[step % BATCHES]
            optimizer.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(self.model(x), y).backward()
            optimizer.step()
        return dict(nanos=time.perf_counter_ns() - start, cpu=time.process_time_ns() - used)


def about():
    return dict(
        torch=torch.__version__,
        numpy=numpy.__version__,
        blas=blas(),
        config=torch.__config__.show(),
        batches=BATCHES,
    )


def main(answers):
    training = None
    for line in sys.stdin:
        told = json.loads(line)
        if told["do"] == "about":
            answer = about()
        elif told["do"] == "model":
            training = Training(told["name"], told["batch"], pathlib.Path(told["folder"]))
            answer = training.first()
        else:
            torch.set_num_threads(told["threads"])
            answer = training.steps(told["steps"], told["rate"])
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    # What libraries print must not come between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    main(answers)
