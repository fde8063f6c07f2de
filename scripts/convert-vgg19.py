"""Makes the file that `loadVGG19` reads from the weights of torchvision or Keras that you have downloaded.

    python3 convert-vgg19.py vgg19-dcbb9e9d.pth vgg19.safetensors                                     (needs torch)
    python3 convert-vgg19.py vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 vgg19.safetensors      (needs h5py)
"""

import json
import struct
import sys

import numpy as np

# The convolutions in order; torchvision counts them with the ReLUs and poolings between.
LAYERS = [f"conv{g}_{k}" for g, n in enumerate([2, 2, 4, 4, 4], start=1) for k in range(1, n + 1)]
TORCHVISION = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34]


def from_torchvision(path):
    import torch

    state = torch.load(path, map_location="cpu")
    for name, index in zip(LAYERS, TORCHVISION):
        # [outputs, inputs, height, width] -> [height, width, inputs, outputs]
        yield f"{name}.kernel", state[f"features.{index}.weight"].numpy().transpose(2, 3, 1, 0)
        yield f"{name}.bias", state[f"features.{index}.bias"].numpy()


def from_keras(path):
    import h5py

    with h5py.File(path, "r") as file:
        for name in LAYERS:
            layer = f"block{name[4]}_conv{name[6]}"
            arrays = {}  # by rank, because Keras has changed the names
            file[layer].visititems(lambda _, item: arrays.update({item.ndim: item[()]}) if hasattr(item, "ndim") else None)
            # The first layer sees BGR; here all is RGB.
            yield f"{name}.kernel", arrays[4][:, :, ::-1, :] if name == "conv1_1" else arrays[4]
            yield f"{name}.bias", arrays[1]


def main(source, target):
    keras = source.endswith(".h5")
    header = {"__metadata__": {"network": "VGG19", "preprocessing": "caffe" if keras else "torchvision"}}
    chunks, end = [], 0
    for name, value in (from_keras if keras else from_torchvision)(source):
        data = np.ascontiguousarray(value, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [end, end + len(data)]}
        chunks.append(data)
        end += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(target, "wb") as file:
        file.writelines([struct.pack("<Q", len(text)), text, *chunks])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
