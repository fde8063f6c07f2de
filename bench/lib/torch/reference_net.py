"""The reference net of the benches: conv 3->64, conv, 9 residual blocks, conv, conv, conv 64->21, all 3x3."""

import torch
from torch import nn


class ReferenceNet(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [3, *[64] * 22, 21]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, 3, padding=1) for i, o in zip(widths, widths[1:]))

    def forward(self, x):
        first, second, *blocks, third, fourth, last = self.convs
        x = torch.relu(second(torch.relu(first(x))))
        for one, two in zip(blocks[::2], blocks[1::2]):
            x = x + two(torch.relu(one(x)))
        return last(torch.relu(fourth(torch.relu(third(x)))))

    def loss(self, batch):
        return ((self(batch["blurred"]) - batch["frames"]) ** 2).mean()
