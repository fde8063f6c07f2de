"""Writes the losses of fifty training steps of a smooth network, which the compiled and the eager training are compared with.

    python3 scripts/oracle/make_losses.py     (needs numpy and PyTorch; Debian: apt install python3-torch)

Three convolutions with biases round softplus and a skip, a sub-pixel upsampling on a bicubic base, mean squared error, Adam;
everything in float64. The file holds the batch, the weights at the start and the losses.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from make_operations import conv, cubic, fresh, pixel_shuffle
from safetensors import safetensors

FILE = Path(__file__).resolve().parents[2] / "test/unit/kernel/compute/compiler/losses.safetensors"
STEPS, RATE, EPSILON = 50, 1e-3, 1e-7


def main():
    random = np.random.default_rng(7)
    x, target = (fresh(random, shape, True).detach() for shape in ([2, 8, 16, 3], [2, 16, 32, 3]))
    shapes = [[3, 3, 3, 16], [16], [3, 3, 16, 16], [16], [3, 3, 16, 12], [12]]
    weights = [fresh(random, shape, False) for shape in shapes]
    with torch.no_grad():
        for weight in weights:
            weight.copy_((weight * 0.2).float().double())
    held = {"x": x, "target": target, **{f"weight{i}": w.detach().clone() for i, w in enumerate(weights)}}
    same = conv(same=(1, 1, 1, 1))
    adam = torch.optim.Adam(weights, lr=RATE, eps=EPSILON)
    losses = []
    for _ in range(STEPS):
        adam.zero_grad()
        low = F.softplus(same(x, weights[0]) + weights[1])
        features = low + F.softplus(same(low, weights[2]) + weights[3])
        y = cubic(x, 2) + pixel_shuffle(same(features, weights[4]) + weights[5])
        loss = ((y - target) ** 2).mean()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    held["losses"] = torch.tensor(losses)
    tensors = {key: value.numpy() for key, value in held.items()}
    FILE.write_bytes(safetensors(tensors, {"steps": str(STEPS)}))
    print(f"{FILE.name}: {losses[0]:.6f} to {losses[-1]:.6f}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    main()
