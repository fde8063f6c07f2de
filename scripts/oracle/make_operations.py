"""Writes the golden values of single operations that every TensorFlow.js backend is compared with.

    python3 scripts/oracle/make_operations.py     (needs numpy and PyTorch; Debian: apt install python3-torch)

The file holds for each operation, as float32 computed in float64: its inputs, its output, a random gradient of that output
and what it means for each input. The last entry holds the losses of twenty steps of Adam on a small network.
Tensors are [n, h, w, c], as TensorFlow has them; `test/unit/kernel/compute/backends/operations.ts` has the same list.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from safetensors import safetensors

FILE = Path(__file__).resolve().parents[2] / "test/unit/kernel/compute/backends/operations.safetensors"


def images(f):
    """An operation on [n, c, h, w] as one on [n, h, w, c]."""
    return lambda x, *rest: f(x.permute(0, 3, 1, 2), *rest).permute(0, 2, 3, 1)


def oihw(w):
    return w.permute(3, 2, 0, 1)


def conv(stride=1, dilation=1, same=None):
    """`same` are rows and columns of zeros: above, below, left, right."""
    def run(x, w):
        if same:
            top, bottom, left, right = same
            x = F.pad(x, (left, right, top, bottom))
        return F.conv2d(x, oihw(w), stride=stride, dilation=dilation)
    return images(run)


def conv_transpose(x, w):
    return F.conv_transpose2d(x, w.permute(3, 2, 0, 1), stride=2, padding=1)  # HWOI


def depthwise(x, w):
    h, k, c, m = w.shape
    return F.conv2d(F.pad(x, (1, 1, 1, 1)), w.permute(2, 3, 0, 1).reshape(c * m, 1, h, k), groups=c)


def separable(x, depth, point):
    return F.conv2d(depthwise(x, depth), oihw(point))


def batch_norm(x, mean, variance, scale, offset):
    return (x - mean) / torch.sqrt(variance + 1e-3) * scale + offset


def pixel_shuffle(x):
    n, h, w, c = x.shape
    return x.reshape(n, h, w, 2, 2, c // 4).permute(0, 1, 3, 2, 4, 5).reshape(n, 2 * h, 2 * w, c // 4)


def cubic(x, s):
    """MATLAB's imresize: half-pixel centres, a = -0.5, mirrored border."""
    def taps(size):
        matrix = torch.zeros(s * size, size, dtype=torch.float64)
        for out in range(s * size):
            centre = (out + 0.5) / s - 0.5
            for i in range(int(np.floor(centre)) - 2, int(np.floor(centre)) + 4):
                d = abs(centre - i)
                weight = 1.5 * d**3 - 2.5 * d**2 + 1 if d <= 1 else -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2 if d < 2 else 0
                j = i
                while not 0 <= j < size:
                    j = -1 - j if j < 0 else 2 * size - 1 - j
                matrix[out, j] += weight
        return matrix
    return torch.einsum("ah,bw,nhwc->nabc", taps(x.shape[1]), taps(x.shape[2]), x)


def interpolate(size, mode="bilinear", **options):
    return lambda x: F.interpolate(x, size=size, mode=mode, **options)


def from_corners(x, height, width):
    """Bilinear with the upper left corners on each other, as TensorFlow 1 resizes; PyTorch has no such mode."""
    def matrix(size, to):
        places = torch.arange(to) * size / to
        return torch.clamp(1 - (places[:, None] - torch.arange(size)).abs(), min=0) + (
            torch.clamp(places[:, None] - (size - 1), min=0) * (torch.arange(size) == size - 1))
    return torch.einsum("ah,bw,nhwc->nabc", matrix(x.shape[1], height), matrix(x.shape[2], width), x)


X, Y = [2, 6, 5, 4], [2, 6, 5, 4]
# name: (shapes of the inputs, the operation); an operation whose name starts with + takes inputs in (0.5, 1.5)
OPERATIONS = {
    "conv2d": ([X, [3, 3, 4, 5]], conv(same=(1, 1, 1, 1))),
    "conv2d of few channels": ([[2, 9, 7, 3], [3, 3, 3, 2]], conv(same=(1, 1, 1, 1))),
    "conv2d of many channels": ([[1, 10, 9, 20], [3, 3, 20, 36]], conv(same=(1, 1, 1, 1))),
    "conv2d, pointwise": ([X, [1, 1, 4, 6]], conv()),
    "conv2d, 5x5, valid": ([X, [5, 5, 4, 3]], conv()),
    "conv2d, stride 2": ([[2, 7, 6, 4], [3, 3, 4, 5]], conv(stride=2, same=(1, 1, 0, 1))),
    "conv2d, dilation 2, forward": ([X, [3, 3, 4, 5]], conv(dilation=2, same=(2, 2, 2, 2))),
    "conv2dTranspose": ([[2, 4, 3, 5], [4, 4, 6, 5]], images(conv_transpose)),
    "depthwiseConv2d": ([X, [3, 3, 4, 2]], images(depthwise)),
    "separableConv2d": ([X, [3, 3, 4, 1], [1, 1, 4, 5]], images(separable)),
    "matMul": ([[7, 33], [33, 5]], torch.matmul),
    "matMul, transposed": ([[33, 7], [5, 33]], lambda a, b: a.T @ b.T),
    "matMul, batched": ([[3, 4, 6], [3, 6, 5]], torch.matmul),
    "add, broadcast": ([X, [4]], torch.add),
    "sub, broadcast": ([[6, 1, 4], X], torch.sub),
    "mul, broadcast": ([X, [2, 1, 5, 1]], torch.mul),
    "+div": ([X, Y], torch.div),
    "+pow": ([X, Y], torch.pow),
    "maximum": ([X, Y], torch.maximum),
    "minimum": ([X, Y], torch.minimum),
    "squaredDifference": ([X, Y], lambda a, b: (a - b) ** 2),
    "relu": ([X], F.relu),
    "leakyRelu": ([X], lambda x: F.leaky_relu(x, 0.2)),
    "prelu": ([X, [4]], lambda x, a: torch.where(x > 0, x, a * x)),
    "elu": ([X], F.elu),
    "sigmoid": ([X], torch.sigmoid),
    "tanh": ([X], torch.tanh),
    "softplus": ([X], F.softplus),
    "exp": ([X], torch.exp),
    "+log": ([X], torch.log),
    "+sqrt": ([X], torch.sqrt),
    "+rsqrt": ([X], torch.rsqrt),
    "abs": ([X], torch.abs),
    "square": ([X], torch.square),
    "clipByValue": ([X], lambda x: torch.clamp(x, -0.3, 0.4)),
    "softmax": ([X], lambda x: torch.softmax(x, -1)),
    "sum of an axis": ([X], lambda x: x.sum(2)),
    "mean of rows and columns": ([X], lambda x: x.mean((1, 2))),
    "sum of all": ([X], torch.sum),
    "max of an axis": ([X], lambda x: x.amax(-1)),
    "concat": ([X, [2, 6, 5, 3]], lambda a, b: torch.cat([a, b], 3)),
    "slice": ([X], lambda x: x[:, 1:5, 2:, 1:3]),
    "split": ([X], lambda x: torch.sigmoid(x[..., :2]) * torch.tanh(x[..., 2:])),
    "pad": ([X], lambda x: F.pad(x, (0, 0, 2, 1, 1, 3))),
    "mirrorPad, reflect": ([X], images(lambda x: F.pad(x, (2, 1, 1, 3), mode="reflect"))),
    "mirrorPad, symmetric": ([X], lambda x: x[:, [0, *range(6), 5, 4, 3, 2, 1, 0]][:, :, [4, 3, 2, 1, 0, *range(5)]]),
    "tile": ([[2, 3, 1, 2]], lambda x: x.repeat(1, 2, 3, 2)),
    "stridedSlice, steps": ([X], lambda x: x[:, 1:6:2, [4, 1]][..., ::3]),
    "stridedSlice, masks": ([X], lambda x: x[1:2, 0:5:3, 1::2]),
    "transpose": ([X], lambda x: x.permute(0, 3, 1, 2)),
    "reverse": ([X], lambda x: x.flip(2)),
    "stack": ([X, Y], lambda a, b: torch.stack([a, b], 1)),
    "gather": ([X], lambda x: x[:, :, [4, 0, 0, 2]]),
    "where": ([X, Y], lambda a, b: torch.where(a > b, a, b * b)),
    "maxPool": ([[2, 6, 4, 3]], images(lambda x: F.max_pool2d(x, 2))),
    "avgPool": ([[2, 6, 4, 3]], images(lambda x: F.avg_pool2d(x, 2))),
    "avgPool, same": ([[2, 7, 5, 3]], images(lambda x: F.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False))),
    "+batchNorm": ([X, [4], [4], [4], [4]], batch_norm),
    "depthToSpace": ([[2, 3, 5, 8]], pixel_shuffle),
    "pixelShuffle": ([[2, 3, 5, 8]], pixel_shuffle),
    "tf.image.resizeBilinear, corners": ([X], lambda x: from_corners(x, 9, 4)),
    "tf.image.resizeBilinear, aligned corners": ([X], images(interpolate((9, 4), align_corners=True))),
    "tf.image.resizeBilinear, half-pixel": ([X], images(interpolate((9, 13), align_corners=False))),
    "tf.image.resizeBilinear, half-pixel, smaller": ([X], images(interpolate((4, 3), align_corners=False))),
    "tf.image.resizeNearestNeighbor, corners": ([X], images(interpolate((9, 3), mode="nearest"))),
    "tf.image.resizeNearestNeighbor, half-pixel": ([X], images(interpolate((4, 13), mode="nearest-exact"))),
    "resizeBilinear": ([X], images(lambda x: F.interpolate(x, scale_factor=3, mode="bilinear", align_corners=False))),
    "resizeNearest": ([X], images(lambda x: F.interpolate(x, scale_factor=2, mode="nearest"))),
    "bicubicUpsample": ([X], lambda x: cubic(x, 2)),
    "selu": ([X], F.selu),
    "erf": ([X], torch.erf),
    "atan": ([X], torch.atan),
    "sinh": ([X], torch.sinh),
    "cosh": ([X], torch.cosh),
    "asinh": ([X], torch.asinh),
    "expm1": ([X], torch.expm1),
    "+log1p": ([X], torch.log1p),
    "+reciprocal": ([X], torch.reciprocal),
    "+mod, forward": ([X, Y], torch.remainder),
    "logSoftmax": ([X], lambda x: torch.log_softmax(x, -1)),
    "logSumExp": ([X], lambda x: torch.logsumexp(x, 2)),
    "+prod": ([[2, 3, 4]], lambda x: x.prod(1)),
    "min of an axis": ([X], lambda x: x.amin(-1)),
    "norm": ([X], torch.linalg.vector_norm),
    "cumsum": ([X], lambda x: x.cumsum(-1)),
    "variance": ([X], lambda x: x.var((1, 2), unbiased=False)),
    "space to batch": ([X], lambda x: x.reshape(2, 3, 2, 5, 4).permute(2, 0, 1, 3, 4).reshape(4, 3, 5, 4)),
    "maxPool, stride 1": ([[2, 6, 5, 3]], images(lambda x: F.max_pool2d(x, 3, 1))),
    "avgPool, stride 1": ([[2, 6, 5, 3]], images(lambda x: F.avg_pool2d(x, 3, 1))),
    "conv2dTranspose, stride 1": ([[2, 4, 3, 5], [3, 3, 6, 5]], images(
        lambda x, w: F.conv_transpose2d(x, w.permute(3, 2, 0, 1), padding=1))),
    "attention": ([[2, 5, 4], [2, 5, 4], [2, 5, 4]], lambda q, k, v: torch.softmax(q @ k.mT / 2, -1) @ v),
}


def fresh(random, shape, positive):
    values = random.uniform(0.5, 1.5, shape) if positive else random.uniform(-1, 1, shape)
    return torch.tensor(values.astype(np.float32).astype(np.float64), requires_grad=True)


def operation(name, shapes, run, seed):
    random = np.random.default_rng(seed)
    inputs = [fresh(random, shape, name.startswith("+")) for shape in shapes]
    output = run(*inputs)
    dy = fresh(random, list(output.shape), False).detach()
    output.backward(dy)
    held = {"output": output.detach(), "dy": dy}
    for i, x in enumerate(inputs):
        held[f"input{i}"] = x.detach()
        held[f"gradient{i}"] = torch.zeros_like(x) if x.grad is None else x.grad
    return {f"{name.lstrip('+')}/{key}": value.numpy() for key, value in held.items()}


def training():
    """Twenty steps of Adam on two convolutions round a tanh, and a bicubic base."""
    random = np.random.default_rng(0)
    x, target = (fresh(random, shape, True).detach() for shape in ([2, 6, 5, 3], [2, 12, 10, 3]))
    weights = [fresh(random, shape, False) for shape in ([3, 3, 3, 8], [8], [3, 3, 8, 12])]
    held = {"x": x, "target": target, **{f"weight{i}": w.detach().clone() for i, w in enumerate(weights)}}
    adam = torch.optim.Adam(weights, lr=0.01, eps=1e-7)
    same = conv(same=(1, 1, 1, 1))
    losses = []
    for _ in range(20):
        adam.zero_grad()
        y = cubic(x, 2) + pixel_shuffle(same(torch.tanh(same(x, weights[0]) + weights[1]), weights[2]))
        loss = ((y - target) ** 2).mean()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    held["losses"] = torch.tensor(losses)
    return {f"training/{key}": value.numpy() for key, value in held.items()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    tensors = {}
    for seed, (name, (shapes, run)) in enumerate(OPERATIONS.items(), 1):
        tensors.update(operation(name, shapes, run, seed))
    tensors.update(training())
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(safetensors(tensors, {"operations": str(len(OPERATIONS))}))
    print(f"{FILE.name}: {len(OPERATIONS)} operations, {FILE.stat().st_size} bytes")
