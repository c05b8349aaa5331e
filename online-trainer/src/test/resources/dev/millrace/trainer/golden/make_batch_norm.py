"""Makes batch_norm.json beside this file: ten steps of a small head in training mode by PyTorch.

    python3 make_batch_norm.py

The model is PyTorch's own export for training, in base64.
"""

import base64
import io
import json
import pathlib

import onnx
import onnx.numpy_helper
import torch

SEED = 20261125
ROWS, WIDTH, HIDDEN, CLASSES, STEPS = 8, 3, 5, 2, 10
HERE = pathlib.Path(__file__).parent


def flat(tensor):
    return [float(v) for v in tensor.detach().reshape(-1).tolist()]


torch.manual_seed(SEED)
model = torch.nn.Sequential(
    torch.nn.Linear(WIDTH, HIDDEN),
    torch.nn.BatchNorm1d(HIDDEN, momentum=0.2),
    torch.nn.ReLU(),
    torch.nn.Linear(HIDDEN, CLASSES),
    torch.nn.Softmax(1),
)
model.train()
exported = io.BytesIO()
torch.onnx.export(
    model,
    torch.randn(ROWS, WIDTH),
    exported,
    training=torch.onnx.TrainingMode.TRAINING,
    do_constant_folding=False,
    opset_version=15,
    input_names=["x"],
    output_names=["p"],
    dynamic_axes={"x": {0: "n"}, "p": {0: "n"}},
)
# The export runs the model in training mode; what it wrote is where the steps start.
start = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load_from_string(exported.getvalue()).graph.initializer}
with torch.no_grad():
    for name, value in model.state_dict().items():
        if name in start:
            value.copy_(torch.from_numpy(start[name].copy()))

optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
features = torch.randn(STEPS, ROWS, WIDTH) * torch.tensor([1.0, 3.0, 0.5]) + 1
classes = torch.randint(0, CLASSES, (STEPS, ROWS))
steps = []
for x, y in zip(features, classes):
    optimizer.zero_grad()
    logits = model[:4](x)
    torch.nn.functional.cross_entropy(logits, y).backward()
    optimizer.step()
    names = [n for n in sorted(model.state_dict()) if not n.endswith("num_batches_tracked")]
    steps.append(
        {
            "features": flat(x),
            "classes": y.tolist(),
            "parameters": {n: flat(model.state_dict()[n]) for n in names},
        }
    )
model.eval()
probe = torch.randn(4, WIDTH)
golden = {
    "about": {"torch": torch.__version__, "onnx": onnx.__version__, "seed": SEED},
    "model": base64.b64encode(exported.getvalue()).decode(),
    "steps": steps,
    "probe": flat(probe),
    "probabilities": flat(model(probe)),
}
(HERE / "batch_norm.json").write_text(json.dumps(golden) + "\n")
