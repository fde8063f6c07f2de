"""Drives our kernel and ipykernel alternately with one raw Jupyter client: python3 kernels.py ROUNDS; prints JSON samples."""

import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "test" / "conformance"))
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_peer import KERNEL, Kernel

CODE = {
    KERNEL: {
        "expression": "1 + 1",
        "declaration": "const value = @; class Point { x = value }",
        "lines": "for (let i = 0; i < 10_000; i++) console.log(i);",
        "loop": "console.log('started'); while (true) {}",
    },
    "python3": {
        "expression": "1 + 1",
        "declaration": "value = @\nclass Point:\n    x = value",
        "lines": "for i in range(10_000): print(i)",
        "loop": "print('started', flush=True)\nwhile True: pass",
    },
}
CELLS = 100


def milliseconds(act):
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def lines(client, code):
    cell = client.submit(code)
    client.finish(cell)
    if client.text(cell).count("\n") != 10_000:
        raise AssertionError("lines were lost")


def stop(kernel, code):
    """Milliseconds from the interrupt to the idle of a loop."""
    client = kernel.client
    cell = client.submit(code)
    client.until(lambda: "started" in client.text(cell))
    time.sleep(0.05)
    by_message = kernel.manager.kernel_spec.interrupt_mode == "message"
    interrupt = (lambda: client.send("interrupt_request", channel="control")) if by_message else kernel.manager.interrupt_kernel
    return milliseconds(lambda: (interrupt(), client.finish(cell)))


def measure(name):
    code = CODE[name]
    kernel = Kernel(name=name)
    client = kernel.client
    try:
        client.run(code["expression"])
        first = time.monotonic() - kernel.began
        client.messages.clear()
        cells = statistics.median(milliseconds(lambda: client.run(code["expression"])) for _ in range(CELLS))
        client.messages.clear()
        declared = statistics.median(
            milliseconds(lambda: client.run(code["declaration"].replace("@", str(index)))) for index in range(CELLS)
        )
        client.messages.clear()
        return {
            "start to kernel_info_reply": kernel.seconds_to_info * 1000,
            "start to the idle of 1 + 1": first * 1000,
            f"1 + 1 to idle, median of {CELLS}": cells,
            f"declarations to idle, median of {CELLS}": declared,
            "10,000 printed lines to idle": milliseconds(lambda: lines(client, code["lines"])),
            "interrupt of a loop to idle": stop(kernel, code["loop"]),
            "shutdown_request to exit": milliseconds(
                lambda: (client.send("shutdown_request", {"restart": False}, "control"), kernel.exit_code())
            ),
        }
    finally:
        kernel.close()


peer = "python3" in KernelSpecManager().find_kernel_specs()
samples = {}
for _ in range(int(sys.argv[1])):
    for who, name in (("ours", KERNEL), ("peer", "python3")):
        if who == "peer" and not peer:
            continue
        for case, value in measure(name).items():
            samples.setdefault(case, {}).setdefault(who, []).append(value)
version = None
if peer:
    import ipykernel

    version = ipykernel.__version__
print(json.dumps({"samples": samples, "ipykernel": version}))
