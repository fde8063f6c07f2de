"""Runs a network in PyTorch on request: python3 peer.py THREADS DEVICE.

The first line on stdin is a JSON object: `net` ("reference" or "bmdsrnet"), `config` (its arguments), `weights` (name,
shape and data file of each, as TensorFlow.js has them) and `batch` (shape [n, h, w, c] and file of each image tensor).
Then `step`, `infer`, `restore` or `memory` on a line each; a JSON object answers each.
"""

import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import numpy
import torch

from bmdsrnet import BMDSRNet
from reference_net import ReferenceNet

torch.set_num_threads(int(sys.argv[1]))
device = torch.device(sys.argv[2])


def read(held):
    return torch.from_numpy(numpy.fromfile(held["file"], dtype=numpy.float32).reshape(held["shape"]))


def assign(net, held):
    path, leaf = held["name"].rsplit(".", 1)
    layer, value = net.get_submodule(path), read(held)
    if leaf != "bias":
        value = value.permute(3, 2, 0, 1)  # HWIO to OIHW; HWOI of a transposed convolution to IOHW
    if ".up" in path:  # our pixel shuffle has the channel innermost, PyTorch's the phase
        phases = value.shape[0] // layer.in_channels
        value = value.reshape(phases, -1, *value.shape[1:]).transpose(0, 1).reshape(value.shape)
    with torch.no_grad():
        getattr(layer, "weight" if leaf == "kernel" else leaf).copy_(value)


task = json.loads(sys.stdin.readline())
net = {"reference": ReferenceNet, "bmdsrnet": BMDSRNet}[task["net"]](**task["config"])
for held in task["weights"]:
    assign(net, held)
if len(task["weights"]) != sum(1 for _ in net.parameters()):
    raise ValueError("not all weights were given")
net = net.to(device, memory_format=torch.channels_last)
batch = {
    name: read(held).permute(0, 3, 1, 2).to(device).contiguous(memory_format=torch.channels_last)
    for name, held in task["batch"].items()
}
recipe = task["recipe"]
parameters = list(net.parameters())
adam = torch.optim.Adam(parameters, lr=recipe["learningRate"], eps=recipe["epsilon"], foreach=True)
average = [p.detach().clone() for p in parameters] if recipe["averageDecay"] else None
steps = 0


def step():
    global steps
    adam.zero_grad(set_to_none=True)
    loss = net.loss(batch)
    loss.backward()
    if recipe["clipNorm"]:
        torch.nn.utils.clip_grad_norm_(parameters, recipe["clipNorm"])
    adam.step()
    steps += 1
    if average:
        decay = min(recipe["averageDecay"], steps / (steps + 20))
        with torch.no_grad():
            torch._foreach_mul_(average, decay)
            torch._foreach_add_(average, parameters, alpha=1 - decay)
    return {"value": loss.item()}


def infer():
    with torch.inference_mode():
        return {"value": net(batch["blurred"]).mean().item()}


def restore():
    with torch.inference_mode():
        image = net(batch["blurred"]).clamp(0, 1).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return {"value": float(image.mean(dtype=numpy.float64))}


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    command = line.strip()
    if command == "memory":
        answer = {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    else:
        start, used = time.perf_counter(), time.process_time()
        answer = {"step": step, "infer": infer, "restore": restore}[command]()
        answer["milliseconds"] = (time.perf_counter() - start) * 1000
        answer["cpuMilliseconds"] = (time.process_time() - used) * 1000
    print(json.dumps(answer), flush=True)
