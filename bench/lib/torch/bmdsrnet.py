"""BMDSRNet (Niu et al., arXiv 2105.13077) in PyTorch, with the submodule names of our files of weights.

Written for speed: both directions of ForNet are one batch, and each level convolves its whole input sequence at once.
Sizes must be multiples of 2^levels.
"""

from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import nn

FRAMES, CENTRE = 7, 3


def conv(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1, self.conv2 = conv(c, c), conv(c, c)

    def forward(self, x):
        return x + self.conv2(torch.relu(self.conv1(x)))


class Body(nn.Module):
    """L1, L2, B1 to Bn, something between, L3, L4, L5: BMDNet, CoreNet and FuNet (Tables 1 and 3)."""

    def __init__(self, inputs, c, blocks, outputs, stages=()):
        super().__init__()
        self.L1, self.L2, self.L3, self.L4, self.L5 = conv(inputs, c), conv(c, c), conv(c, c), conv(c, c), conv(c, outputs)
        self.blocks = [f"B{i + 1}" for i in range(blocks)]
        for name in self.blocks:
            self.add_module(name, Block(c))
        self.stages = stages
        for i, s in enumerate(stages):
            self.add_module(f"up{i + 1}", conv(c, s * s * c))

    def forward(self, x):
        x = torch.relu(self.L2(torch.relu(self.L1(x))))
        for name in self.blocks:
            x = getattr(self, name)(x)
        for i, s in enumerate(self.stages):
            x = F.pixel_shuffle(getattr(self, f"up{i + 1}")(x), s)
        return self.L5(torch.relu(self.L4(torch.relu(self.L3(x)))))


class Lstm(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.input, self.state = (nn.Parameter(torch.empty(4 * c, c, 3, 3)) for _ in range(2))
        self.bias = nn.Parameter(torch.empty(4 * c))
        forget = torch.zeros(4 * c)
        forget[2 * c : 3 * c] = 1
        self.register_buffer("forget", forget)

    def project(self, x):
        return F.conv2d(x, self.input, self.bias + self.forget, padding=1)

    def forward(self, steps):
        hidden, cell, sequence = None, None, []
        for gates in steps:
            if hidden is not None:
                gates = gates + F.conv2d(hidden, self.state, padding=1)
            i, j, f, o = gates.chunk(4, 1)
            fresh = torch.sigmoid(i) * torch.tanh(j)
            cell = fresh if cell is None else cell * torch.sigmoid(f) + fresh
            hidden = torch.tanh(cell) * torch.sigmoid(o)
            sequence.append(hidden)
        return sequence


class Encoder(nn.Module):
    def __init__(self, inputs, c):
        super().__init__()
        self.conv, self.lstm = nn.Conv2d(inputs, c, 3, stride=2), Lstm(c)

    def forward(self, x):
        """TensorFlow's SAME: an even size gets its one row and column of zeros at the end."""
        return self.lstm.project(F.leaky_relu(self.conv(F.pad(x, (0, 1, 0, 1))), 0.2))


class Decoder(nn.Module):
    def __init__(self, inputs, c, skip):
        super().__init__()
        self.deconv = nn.ConvTranspose2d(inputs, c, 3, stride=2)
        if skip:
            self.conv = conv(c + skip, c)

    def forward(self, x, skip=None):
        x = F.leaky_relu(self.deconv(x)[:, :, :-1, :-1], 0.2)
        return x if skip is None else F.leaky_relu(self.conv(torch.cat([x, skip], 1)), 0.2)


class ForNet(nn.Module):
    def __init__(self, encoder, decoder, scale):
        super().__init__()
        self.scale, self.levels = scale, len(encoder)
        for i, c in enumerate(encoder):
            self.add_module(f"encoder{i + 1}", Encoder(encoder[i - 1] if i else 3, c))
        width = encoder[-1]
        for i, c in zip(range(self.levels, 0, -1), decoder):
            self.add_module(f"decoder{i}", Decoder(width, c, encoder[i - 2] if i > 1 else 0))
            width = c
        self.refine, self.output = conv(width, width), conv(width, 3)

    def forward(self, frames, base):
        skips, sequence = [], None
        for i in range(self.levels):
            encoder = getattr(self, f"encoder{i + 1}")
            if i == 0:
                steps = encoder(frames).chunk(FRAMES, 0)
                steps = [torch.cat(pair, 0) for pair in zip(steps, steps[::-1])]
            else:
                steps = encoder(torch.cat(sequence, 0)).chunk(FRAMES, 0)
            sequence = encoder.lstm(steps)
            skips.append(sequence[-1])
        x = skips.pop()
        for i in range(self.levels, 0, -1):
            x = getattr(self, f"decoder{i}")(x, skips.pop() if i > 1 else None)
        x = F.interpolate(x, scale_factor=self.scale, mode="bilinear", align_corners=False)
        x = self.output(F.leaky_relu(self.refine(x), 0.2))
        forward, backward = x.chunk(2, 0)
        return forward + base, backward + base


class BMDSRNet(nn.Module):
    def __init__(self, channels, blocks, fuBlocks, forNet, scale):
        super().__init__()
        self.scale = scale
        self.BMDNet = Body(3, channels, blocks, 3 * FRAMES)
        self.ForNet = ForNet(forNet["encoder"], forNet["decoder"], scale)
        self.CoreNet = Body(3, channels, blocks, 3, [2, 2] if scale == 4 else [scale])
        self.FuNet = Body(9, channels, fuBlocks, 3)

    def streams(self, blurred):
        frames = self.BMDNet(blurred) + blurred.repeat(1, FRAMES, 1, 1)
        in_time = frames.split(3, 1)
        base = bicubic(in_time[CENTRE], self.scale)
        forward, backward = self.ForNet(torch.cat(in_time, 0), base)
        core = self.CoreNet(in_time[CENTRE]) + base
        return frames, forward, backward, core, self.FuNet(torch.cat([forward, core, backward], 1)) + core

    def forward(self, blurred):
        multiple = 2**self.ForNet.levels
        h, w = blurred.shape[2:]
        padded = F.pad(blurred, (0, -w % multiple, 0, -h % multiple), "reflect")
        return self.streams(padded)[-1][:, :, : h * self.scale, : w * self.scale]

    def loss(self, batch):
        """The recipe `practical`: L1 at HR for all streams, a tenth of Eqs. 1 and 2."""
        frames, *images = self.streams(batch["blurred"])
        y, s = frames.split(3, 1), batch["frames"].split(3, 1)
        static = (y[CENTRE] - s[CENTRE]).abs().mean()
        for i in range(CENTRE):
            j = FRAMES - 1 - i
            static = static + ((y[i] + y[j]).abs() - (s[i] + s[j]).abs()).abs().mean()
            static = static + ((y[i] - y[j]).abs() - (s[i] - s[j]).abs()).abs().mean()
        return sum((image - batch["sharp"]).abs().mean() for image in images) + 0.1 * static


def bicubic(x, s):
    """MATLAB's imresize by s: half-pixel centres, a = -0.5, symmetric border."""
    rows, columns = (taps(size, s).to(x.device) for size in x.shape[2:])
    return (rows @ x @ columns.T).contiguous(memory_format=torch.channels_last)


@lru_cache
@torch.inference_mode(False)
def taps(size, s):
    """[s size, size]: the weights of each output pixel."""
    matrix = torch.zeros(s * size, size, dtype=torch.float64)
    for to in range(s * size):
        centre = (to + 0.5) / s - 0.5
        near = range(int(centre // 1) - 1, int(centre // 1) + 3)
        weights = [cubic(abs(centre - at)) for at in near]
        for at, weight in zip(near, weights):
            folded = at % (2 * size)
            matrix[to, min(folded, 2 * size - 1 - folded)] += weight / sum(weights)
    return matrix.to(torch.float32)


def cubic(d):
    return (1.5 * d - 2.5) * d * d + 1 if d <= 1 else ((-0.5 * d + 2.5) * d - 4) * d + 2 if d < 2 else 0.0
