"""Writes the golden vectors that the unit tests compare forward outputs and gradients with.

    python3 scripts/oracle/make_vectors.py     (needs numpy and PyTorch; Debian: apt install python3-torch)

Each file holds, as float32 computed in float64: the weights, the inputs, the outputs, and the gradients of
half the sum of squares of all outputs with respect to every weight and to the input. The seed is
the first for which no input of a ReLU lies within 1e-5 of zero, where float32 could take the other side.

The names `wide-*` have 16 channels, a whole block of onnxruntime's blocked layout; in `smooth-*` the ReLUs are made of
softplus. To stay small these hold no weights but what draws them again (see `SeededParameters`), and of a large gradient
its largest value and some of its values.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

import reference as ref
from seeded import SeededParameters, some
from safetensors import safetensors

FOLDER = Path(__file__).resolve().parents[2] / "test/unit/kernel/bmdsrnet/networks/oracle"
LEAST_MARGIN = 1e-5

SMALL = dict(channels=3, blocks=1, fuBlocks=1, encoder=[3, 4], decoder=[4, 3])
CASES = {
    "whole-x2": (
        ref.Config(2, **SMALL, reluAfterAdd=False, upsampling="subPixel", globalResidual=True, steps="all"),
        (2, 5, 3),
    ),
    # As Tables 1 to 3: no residual, bilinear upsampling; sizes that no level divides.
    "whole-x3": (
        ref.Config(3, 3, 2, 1, True, "resize", False, [3, 3, 3], [3, 3, 3], "all"),
        (1, 7, 5),
    ),
    "whole-x4": (
        ref.Config(4, **SMALL, reluAfterAdd=False, upsampling="subPixel", globalResidual=True, steps="toCentre"),
        (1, 4, 5),
    ),
}


WIDE = dict(channels=16, blocks=1, fuBlocks=1, encoder=[16, 16], decoder=[16, 16])
WIDE_CONFIG = ref.Config(4, **WIDE, reluAfterAdd=False, upsampling="subPixel", globalResidual=True, steps="all")


def image(random, n, channels, h, w):
    values = random.uniform(0, 1, (n, channels, h, w)).astype(np.float32).astype(np.float64)
    return torch.tensor(values, requires_grad=True)


def whole(p, config, random, n, h, w):
    x = image(random, n, 3, h, w)
    return {"blurred": x}, ref.bmdsr_net(p, config, x)


def one_block(name):
    """The block alone, on noise instead of what the blocks before it give."""
    def run(p, config, random, n, h, w):
        s = config.scale
        if name == "BMDNet":
            x = image(random, n, 3, h, w)
            return {"x": x}, {"y": ref.bmd_net(p, config, x)}
        if name == "CoreNet":
            x = image(random, n, 3, h, w)
            return {"x": x}, {"y": ref.core_net(p, config, x, None)}
        if name == "ForNet":
            frames = [image(random, n, 3, h, w) for _ in range(ref.FRAMES)]
            x = torch.cat(frames, 0)  # [7N, 3, h, w]
            x.retain_grad()
            sequence = list(x.split(n, 0))
            forward = ref.for_net(p, config, sequence, None)
            return {"x": x}, ref.streams(config, forward, ref.for_net(p, config, sequence[::-1], None))
        images = [image(random, n, 3, s * h, s * w) for _ in range(3)]
        x = torch.cat(images, 1)  # ForNet, CoreNet, BackNet
        x.retain_grad()
        return {"x": x}, {"y": ref.fu_net(p, config, *x.split(3, 1))}
    return run


def attempt(run, config, size, seed, seeded):
    p = (SeededParameters if seeded else ref.Parameters)(seed, config.activation)
    inputs, outputs = run(p, config, np.random.default_rng(seed + 1_000_000), *size)
    sum((y**2).sum() / 2 for y in outputs.values()).backward()
    return p, inputs, outputs


def nhwc(x):
    return x.detach().permute(0, 2, 3, 1).contiguous().numpy()


def write(name, run, config, size, seeded=False):
    seed = 1
    while True:
        p, inputs, outputs = attempt(run, config, size, seed, seeded)
        if p.margin >= LEAST_MARGIN:
            break
        seed += 1
    gradients = {key: value.grad.numpy() for key, value in p.values.items()}
    metadata = {"config": json.dumps(asdict(config)), "seed": str(seed), "margin": f"{p.margin:.3g}"}
    if seeded:
        strides, gradients = some(gradients)
        metadata.update(weights=json.dumps(p.drawn), strides=json.dumps(strides))
        tensors = {}
    else:
        tensors = {f"weight/{key}": value.detach().numpy() for key, value in p.values.items()}
    tensors.update({f"gradient/{key}": value for key, value in gradients.items()})
    tensors.update({f"input/{key}": nhwc(value) for key, value in inputs.items()})
    tensors.update({f"gradient/{key}": nhwc(value.grad) for key, value in inputs.items()})
    tensors.update({f"output/{key}": nhwc(value) for key, value in outputs.items()})
    path = FOLDER / f"{name}.safetensors"
    path.write_bytes(safetensors(tensors, metadata))
    print(f"{path.name}: seed {seed}, margin {p.margin:.2g}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for name, (config, size) in CASES.items():
        write(name, whole, config, size)
    config, size = CASES["whole-x2"]
    blocks = ("BMDNet", "ForNet", "CoreNet", "FuNet")
    for name in blocks:
        write(name, one_block(name), config, (1, 4, 5))
    write("every-x2", whole, replace(config, decode="every", steps="toCentre"), (2, 5, 3))
    for kind, activation in (("wide", "relu"), ("smooth", "smooth")):
        config = replace(WIDE_CONFIG, activation=activation)
        write(f"{kind}-x4", whole, config, (1, 4, 3), seeded=True)
        for name in blocks:
            # FuNet works at HR.
            block = replace(config, scale=1) if name == "FuNet" else config
            write(f"{kind}-{name}", one_block(name), block, (1, 4, 5), seeded=True)
