"""The reference net of the benches in PyTorch: python3 torchNet.py N,H,W threads; then `step` or `infer` on stdin."""
import sys, time, warnings
warnings.filterwarnings("ignore")
import torch
import torch.nn as nn

n, h, w = (int(v) for v in sys.argv[1].split(","))
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(64, 64, 3, padding=1), nn.Conv2d(64, 64, 3, padding=1)

    def forward(self, x):
        return x + self.b(torch.relu(self.a(x)))


conv = lambda i, o: nn.Conv2d(i, o, 3, padding=1)
net = nn.Sequential(conv(3, 64), nn.ReLU(), conv(64, 64), nn.ReLU(), *[Block() for _ in range(9)],
                    conv(64, 64), nn.ReLU(), conv(64, 64), nn.ReLU(), conv(64, 21))
net = net.to(memory_format=torch.channels_last)
x = torch.rand(n, 3, h, w).to(memory_format=torch.channels_last)
target = torch.rand(n, 21, h, w).to(memory_format=torch.channels_last)
adam = torch.optim.Adam(net.parameters(), lr=1e-4)


def step():
    adam.zero_grad()
    loss = ((net(x) - target) ** 2).mean()
    loss.backward()
    adam.step()
    return loss.item()


def infer():
    with torch.no_grad():
        return net(x).sum().item()


print(torch.__version__, flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    {"step": step, "infer": infer}[line.strip()]()
    print((time.perf_counter() - start) * 1000, flush=True)
