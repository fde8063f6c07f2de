"""Makes the file that `loadLPIPS` reads from weights that you have downloaded: torchvision's and those of the package lpips.

    python3 convert-lpips.py alex alexnet-owt-7be5be79.pth lpips/weights/v0.1/alex.pth lpips-alex.safetensors    (needs torch)
    python3 convert-lpips.py vgg vgg16-397923af.pth lpips/weights/v0.1/vgg.pth lpips-vgg.safetensors
"""

import json
import struct
import sys

import numpy as np
import torch

# The convolutions and their places in torchvision's `features`, which counts the ReLUs and poolings between.
LAYERS = {
    "alex": dict(zip([f"conv{k}" for k in range(1, 6)], [0, 3, 6, 8, 10])),
    "vgg": dict(
        zip(
            [f"conv{g}_{k}" for g, n in enumerate([2, 2, 3, 3, 3], start=1) for k in range(1, n + 1)],
            [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28],
        )
    ),
}


def tensors(network, backbone, linear):
    state = torch.load(backbone, map_location="cpu")
    for name, index in LAYERS[network].items():
        # [outputs, inputs, height, width] -> [height, width, inputs, outputs]
        yield f"{name}.kernel", state[f"features.{index}.weight"].numpy().transpose(2, 3, 1, 0)
        yield f"{name}.bias", state[f"features.{index}.bias"].numpy()
    state = torch.load(linear, map_location="cpu")
    for k in range(5):
        yield f"lin{k}", state[f"lin{k}.model.1.weight"].numpy().reshape(-1)


def main(network, backbone, linear, target):
    header = {"__metadata__": {"network": network, "format": "LPIPS 0.1"}}
    chunks, end = [], 0
    for name, value in tensors(network, backbone, linear):
        data = np.ascontiguousarray(value, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [end, end + len(data)]}
        chunks.append(data)
        end += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(target, "wb") as file:
        file.writelines([struct.pack("<Q", len(text)), text, *chunks])


if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] not in LAYERS:
        sys.exit(__doc__)
    main(*sys.argv[1:])
