"""Three models, their data and order, and what PyTorch makes of them, for FromScratch.

    /usr/bin/python3 bench/scratch/make_scratch.py OUT [DATA]

Each model gets a folder below OUT: model.onnx with its first weights, train.bin and test.bin
(little-endian float32: the inputs of an example, row after row), train.labels, test.labels and
order.bin (int32; the order has one permutation an epoch), and run.json: settings, versions and
PyTorch's curve. Seeds and versions are in run.json. The models have no dropout.
"""

import csv
import json
import pathlib
import re
import sys
import time

import numpy
import onnx
import sklearn
import sklearn.datasets
import torch
from torch import nn

SEED = 20261125


class Digits(nn.Module):
    """Images [n, 1, 8, 8]: two convolutions, a pool, a linear layer."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)
        self.second = nn.Conv2d(8, 16, 3, padding=1)
        self.last = nn.Linear(16 * 16, 10)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.max_pool2d(torch.relu(self.second(x)), 2)
        return self.last(x.flatten(1))


class Windows(nn.Module):
    """Windows [n, steps, channels]: one LSTM, a linear layer on its last state."""

    def __init__(self, channels):
        super().__init__()
        self.lstm = nn.LSTM(channels, 32)
        self.last = nn.Linear(32, 2)

    def forward(self, x):
        steps, _ = self.lstm(x.transpose(0, 1))
        return self.last(steps[-1])


class Block(nn.Module):
    """Attention over known words, then a feed-forward layer; each after a normalization."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.merge = nn.Linear(width, width)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)

    def split(self, x):
        return x.reshape(-1, x.shape[1], self.heads, x.shape[2] // self.heads).transpose(1, 2)

    def forward(self, x, hidden):
        y = self.norm1(x)
        q, k, v = self.split(self.query(y)), self.split(self.key(y)), self.split(self.value(y))
        weights = torch.softmax(q @ k.transpose(2, 3) / q.shape[3] ** 0.5 + hidden, 3)
        x = x + self.merge((weights @ v).transpose(1, 2).reshape(x.shape))
        return x + self.down(torch.relu(self.up(self.norm2(x))))


class Intents(nn.Module):
    """Word ids [n, words], 0 for none: embeddings, two blocks, the mean over the words."""

    def __init__(self, vocabulary, words, classes, width=48):
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.place = nn.Parameter(0.1 * torch.randn(words, width))
        self.one = Block(width, 4, 96)
        self.two = Block(width, 4, 96)
        self.last = nn.Linear(width, classes)

    def forward(self, ids):
        known = (ids > 0).float()
        hidden = (known - 1).unsqueeze(1).unsqueeze(1) * 10000.0
        x = self.word(ids) + self.place
        x = self.two(self.one(x, hidden), hidden)
        known = known.unsqueeze(2)
        return self.last((x * known).sum(1) / known.sum(1))


def digits(data):
    x, y = sklearn.datasets.load_digits(return_X_y=True)
    x = (x / 16).astype(numpy.float32).reshape(-1, 1, 8, 8)
    mixed = numpy.random.RandomState(SEED).permutation(len(x))
    train, test = mixed[:1400], mixed[1400:]
    split = (x[train], y[train], x[test], y[test])
    return Digits(), split, dict(batch=32, epochs=10, rate=0.003)


def windows(data):
    """Windows of 30 s, every 10 s; anomalous where most seconds are; each fourth file is for tests."""
    parts = {0: ([], []), 1: ([], [])}
    files = sorted((data / "skab").glob("valve*/*.csv"))
    for number, file in enumerate(files):
        table = numpy.genfromtxt(file, delimiter=";", skip_header=1, usecols=range(1, 10))
        xs, ys = parts[int(number % 4 == 3)]
        for start in range(0, len(table) - 30 + 1, 10):
            part = table[start : start + 30]
            xs.append(part[:, :8])
            ys.append(int(part[:, 8].mean() > 0.5))
    (x, y), (u, v) = ([numpy.array(a) for a in parts[i]] for i in (0, 1))
    mean, deviation = x.mean((0, 1)), x.std((0, 1)) + 1e-6
    scale = lambda a: ((a - mean) / deviation).astype(numpy.float32)
    return Windows(8), (scale(x), y, scale(u), v), dict(batch=32, epochs=12, rate=0.0005)


def intents(data):
    """Words seen twice in the training texts; id 1 for others; 20 words a text."""
    read = lambda name: list(csv.DictReader(open(data / "text-banking77" / name, newline="")))
    train, test = read("train.csv"), read("test.csv")
    words = lambda row: re.findall(r"[a-z]+|[0-9]", row["text"].lower())[:20]
    counts = {}
    for row in train:
        for word in words(row):
            counts[word] = counts.get(word, 0) + 1
    ids = {w: i + 2 for i, w in enumerate(sorted(w for w in counts if counts[w] > 1))}
    classes = {c: i for i, c in enumerate(sorted({row["category"] for row in train}))}

    def rows(part):
        x = numpy.zeros((len(part), 20), numpy.int64)
        for i, row in enumerate(part):
            for j, word in enumerate(words(row) or ["?"]):
                x[i, j] = ids.get(word, 1)
        return x, numpy.array([classes[row["category"]] for row in part])

    model = Intents(len(ids) + 2, 20, len(classes))
    return model, rows(train) + rows(test), dict(batch=64, epochs=6, rate=0.002)


def judge(model, x, y):
    """Mean loss and share of right answers."""
    with torch.no_grad():
        logits = torch.cat([model(part) for part in x.split(256)])
    return dict(
        loss=float(nn.functional.cross_entropy(logits.double(), y)),
        accuracy=float((logits.argmax(1) == y).double().mean()),
    )


def curve(model, split, order, settings):
    """The state before the first epoch and after each; the last incomplete batch is left out."""
    x, y, u, v = (torch.from_numpy(a) for a in split)
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["rate"])
    epochs = [dict(trained=float("nan"), **judge(model, u, v))]
    start = time.process_time()
    for permutation in order:
        sums, steps = 0.0, 0
        for at in range(0, len(x) - settings["batch"] + 1, settings["batch"]):
            rows = torch.from_numpy(permutation[at : at + settings["batch"]].astype(numpy.int64))
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            sums, steps = sums + float(loss), steps + 1
        epochs.append(dict(trained=sums / steps, **judge(model, u, v)))
    return epochs, time.process_time() - start


def write(folder, make, data):
    torch.manual_seed(SEED)
    model, split, settings = make(data)
    x, y, u, v = split = tuple(
        a.astype(numpy.int64) if a.ndim == 1 else a for a in split
    )
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.RandomState(SEED + 1)
    order = numpy.stack([random.permutation(len(x)) for _ in range(settings["epochs"])])
    for name, array, kind in (
        ("train.bin", x, "<f4"),
        ("test.bin", u, "<f4"),
        ("train.labels", y, "<i4"),
        ("test.labels", v, "<i4"),
        ("order.bin", order, "<i4"),
    ):
        array.astype(kind).tofile(folder / name)
    torch.onnx.export(
        model,
        torch.from_numpy(x[:2]),
        str(folder / "model.onnx"),
        opset_version=16,
        input_names=["x"],
        output_names=["logits"],
        dynamic_axes={"x": {0: "n"}, "logits": {0: "n"}},
        training=torch.onnx.TrainingMode.PRESERVE,
        do_constant_folding=False,
    )
    epochs, seconds = curve(model, split, order, settings)
    about = dict(
        torch=torch.__version__,
        onnx=onnx.__version__,
        sklearn=sklearn.__version__,
        numpy=numpy.__version__,
        threads=torch.get_num_threads(),
        seed=SEED,
        parameters=sum(p.numel() for p in model.parameters()),
        processorSeconds=seconds,
        width=int(numpy.prod(x.shape[1:])),
    )
    (folder / "run.json").write_text(
        json.dumps(dict(about=about, settings=settings, epochs=epochs), indent=1).replace(
            "NaN", "null"
        )
    )
    print(folder.name, len(x), len(u), about, epochs[-1], flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    out = pathlib.Path(sys.argv[1])
    data = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "../shared/data")
    for name, make in (("digits", digits), ("windows", windows), ("intents", intents)):
        write(out / name, make, data)
