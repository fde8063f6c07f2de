"""BMDSRNet in float64 with PyTorch, written from the tables of the paper and independent of the TypeScript code.

Tensors are [N, C, H, W] here. Kernels are stored as TensorFlow has them: [height, width, inputs, outputs] for
convolutions and [height, width, outputs, inputs] for transposed ones. A parameter is drawn when a layer first asks
for it, so names and shapes follow from the forward pass alone.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

FRAMES, CENTRE = 7, 3


@dataclass
class Config:
    scale: int
    channels: int
    blocks: int
    fuBlocks: int
    reluAfterAdd: bool
    upsampling: str  # resize | subPixel
    globalResidual: bool
    encoder: list
    decoder: list
    steps: str  # all | toCentre
    decode: str = "last"  # last | every
    activation: str = "relu"  # relu | smooth, where ReLU and LeakyReLU are made of softplus


class Parameters:
    """Random values that float32 holds exactly, and the least distance of a (leaky) ReLU's input from its kink."""

    def __init__(self, seed, activation="relu"):
        self.random = np.random.default_rng(seed)
        self.activation = activation
        self.values = {}
        self.margin = float("inf")

    def get(self, name, shape, deviation):
        if name not in self.values:
            value = self.draw(shape, deviation).astype(np.float32).astype(np.float64)
            self.values[name] = torch.tensor(value, requires_grad=True)
        return self.values[name]

    def draw(self, shape, deviation):
        return deviation * self.random.standard_normal(shape)

    def leaky(self, x, slope):
        if self.activation == "smooth":
            return slope * x + (1 - slope) * F.softplus(x)
        self.margin = min(self.margin, x.detach().abs().min().item())
        return torch.where(x > 0, x, slope * x)

    def relu(self, x):
        return self.leaky(x, 0.0)


def same(x, stride):
    """TensorFlow's SAME padding for 3x3 kernels: what is missing, the odd one at the bottom and right."""
    def both(size):
        total = max((-(-size // stride) - 1) * stride + 3 - size, 0)
        return total // 2, total - total // 2
    top, bottom = both(x.shape[2])
    left, right = both(x.shape[3])
    return F.pad(x, (left, right, top, bottom))


def conv(p, name, x, outputs, stride=1, bias=True):
    inputs = x.shape[1]
    kernel = p.get(f"{name}.kernel", (3, 3, inputs, outputs), (1.5 / (9 * inputs)) ** 0.5)
    return F.conv2d(same(x, stride), kernel.permute(3, 2, 0, 1), bias_of(p, name, outputs), stride=stride)


def bias_of(p, name, outputs):
    return p.get(f"{name}.bias", (outputs,), 0.1)


def deconv(p, name, x, outputs):
    """Transposed convolution of stride 2 to exactly twice the size: the adjoint of a SAME convolution."""
    inputs = x.shape[1]
    kernel = p.get(f"{name}.kernel", (3, 3, outputs, inputs), (6 / (9 * inputs)) ** 0.5)
    y = F.conv_transpose2d(x, kernel.permute(3, 2, 0, 1), stride=2)
    y = y[:, :, : 2 * x.shape[2], : 2 * x.shape[3]]
    return p.leaky(y + bias_of(p, name, outputs).view(1, -1, 1, 1), 0.2)


def blocks(p, name, x, count, after_add):
    for k in range(1, count + 1):
        y = p.relu(conv(p, f"{name}.B{k}.conv1", x, x.shape[1]))
        x = x + conv(p, f"{name}.B{k}.conv2", y, x.shape[1])
        if after_add:
            x = p.relu(x)
    return x


def head(p, name, x, c):
    return p.relu(conv(p, f"{name}.L2", p.relu(conv(p, f"{name}.L1", x, c)), c))


def tail(p, name, x, c, outputs):
    x = p.relu(conv(p, f"{name}.L4", p.relu(conv(p, f"{name}.L3", x, c)), c))
    return conv(p, f"{name}.L5", x, outputs)


def bmd_net(p, config, blurred):
    """Table 1: [N, 3, h, w] -> [N, 21, h, w]."""
    c = config.channels
    x = blocks(p, "BMDNet", head(p, "BMDNet", blurred, c), config.blocks, config.reluAfterAdd)
    frames = tail(p, "BMDNet", x, c, 3 * FRAMES)
    return frames + blurred.repeat(1, FRAMES, 1, 1) if config.globalResidual else frames


def core_net(p, config, centre, base):
    """Table 3: [N, 3, h, w] -> [N, 3, s h, s w]."""
    c, s = config.channels, config.scale
    x = blocks(p, "CoreNet", head(p, "CoreNet", centre, c), config.blocks, config.reluAfterAdd)
    if config.upsampling == "resize":
        x = bilinear(x, s)
    else:
        for k, factor in enumerate([2, 2] if s == 4 else [s], start=1):
            x = depth_to_space(conv(p, f"CoreNet.up{k}", x, factor * factor * c), factor)
    return add(tail(p, "CoreNet", x, c, 3), base)


def fu_net(p, config, for_net, core, back_net):
    """Fig. 6: three HR images -> one."""
    c = config.channels
    x = head(p, "FuNet", torch.cat([for_net, core, back_net], 1), c)
    sharp = tail(p, "FuNet", blocks(p, "FuNet", x, config.fuBlocks, config.reluAfterAdd), c, 3)
    return sharp + core if config.globalResidual else sharp


def conv_lstm(p, name, x, state):
    """i, j, f, o = conv([x, h]) + b; c' = c sigmoid(f + 1) + sigmoid(i) tanh(j); h' = tanh(c') sigmoid(o)."""
    n, c, height, width = x.shape
    h, cell = state if state else (torch.zeros_like(x), torch.zeros_like(x))
    deviation = (1 / (9 * 2 * c)) ** 0.5
    kernel = torch.cat([p.get(f"{name}.{part}", (3, 3, c, 4 * c), deviation) for part in ("input", "state")], 2)
    gates = F.conv2d(same(torch.cat([x, h], 1), 1), kernel.permute(3, 2, 0, 1), bias_of(p, name, 4 * c))
    i, j, f, o = gates.split(c, 1)
    cell = cell * torch.sigmoid(f + 1) + torch.sigmoid(i) * torch.tanh(j)
    return torch.tanh(cell) * torch.sigmoid(o), cell


def for_net(p, config, sequence, base):
    """Table 2, step by step through all levels; the image that the decoder makes of the last states, or of each step's."""
    levels = len(config.encoder)
    states, images = [None] * levels, []
    steps = sequence if config.steps == "all" else sequence[: CENTRE + 1]
    for x in steps:
        for k, width in enumerate(config.encoder):
            x = p.leaky(conv(p, f"ForNet.encoder{k + 1}.conv", x, width, stride=2), 0.2)
            states[k] = conv_lstm(p, f"ForNet.encoder{k + 1}.lstm", x, states[k])
            x = states[k][0]
        if config.decode == "every":
            images.append(decoded(p, config, states, sequence[0], base))
    return images or [decoded(p, config, states, sequence[0], base)]


def decoded(p, config, states, like, base):
    x = states[-1][0]
    for k, width in zip(range(len(states), 1, -1), config.decoder):
        skip = states[k - 2][0]
        x = resize_like(deconv(p, f"ForNet.decoder{k}.deconv", x, width), skip)
        x = p.leaky(conv(p, f"ForNet.decoder{k}.conv", torch.cat([x, skip], 1), width), 0.2)
    x = resize_like(deconv(p, "ForNet.decoder1.deconv", x, config.decoder[-1]), like)
    x = p.leaky(conv(p, "ForNet.refine", bilinear(x, config.scale), config.decoder[-1]), 0.2)
    return add(conv(p, "ForNet.output", x, 3), base)


def bmdsr_net(p, config, blurred):
    """Fig. 1."""
    frames = bmd_net(p, config, blurred)
    sequence = list(frames.split(3, 1))
    centre = sequence[CENTRE]
    base = bicubic(centre, config.scale) if config.globalResidual else None
    forward = for_net(p, config, sequence, base)
    backward = for_net(p, config, sequence[::-1], base)
    core = core_net(p, config, centre, base)
    output = fu_net(p, config, forward[-1], core, backward[-1])
    return {"frames": frames, **streams(config, forward, backward), "coreNet": core, "output": output}


def streams(config, forward, backward):
    last = {"forNet": forward[-1], "backNet": backward[-1]}
    if config.decode == "last":
        return last
    return {**last, "forNetSteps": torch.cat(forward, 0), "backNetSteps": torch.cat(backward, 0)}


def add(x, base):
    return x if base is None else x + base


def resize_like(x, other):
    """`tf.image.resize_nearest_neighbor` of TensorFlow 1, with which ForNet's model was written: floor(i in / out)."""
    def chosen(size, wanted):
        return torch.tensor([i * size // wanted for i in range(wanted)])
    return x[:, :, chosen(x.shape[2], other.shape[2])][:, :, :, chosen(x.shape[3], other.shape[3])]


def depth_to_space(x, s):
    """Channel (dy s + dx) C + c becomes channel c of pixel (dy, dx) of its block."""
    n, depth, h, w = x.shape
    c = depth // (s * s)
    return x.view(n, s, s, c, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, c, s * h, s * w)


def bilinear(x, s):
    return F.interpolate(x, scale_factor=s, mode="bilinear", align_corners=False)


def bicubic(x, s):
    """MATLAB's imresize: a = -0.5, half-pixel centres, symmetric border."""
    def weight(d):
        d = abs(d)
        if d <= 1:
            return 1.5 * d**3 - 2.5 * d**2 + 1
        return -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2 if d < 2 else 0.0

    def matrix(size):
        m = np.zeros((s * size, size))
        for i in range(s * size):
            centre = (i + 0.5) / s - 0.5
            for j in range(int(np.floor(centre)) - 2, int(np.floor(centre)) + 4):
                k = j % (2 * size)  # symmetric: 0 1 2 2 1 0 0 1 ...
                m[i, min(k, 2 * size - 1 - k)] += weight(centre - j)
        return torch.tensor(m)

    return matrix(x.shape[2]) @ x @ matrix(x.shape[3]).T
