"""A Jupyter client of raw sockets: it keeps every message in the order of arrival, so that order can be tested."""

import time
from pathlib import Path

import zmq
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

KERNEL = "bmdsrnet"


class Client:
    """Shell, control, stdin, iopub and heartbeat sockets of one front end."""

    def __init__(self, info, key=None):
        self.session = Session(key=key or info["key"], signature_scheme=info["signature_scheme"])
        self.context = zmq.Context()
        self.messages = []
        self.sockets = {
            name: self._connect(info, name, kind)
            for name, kind in {"shell": zmq.DEALER, "control": zmq.DEALER, "stdin": zmq.DEALER, "iopub": zmq.SUB}.items()
        }
        self.heartbeat = self._connect(info, "hb", zmq.REQ)

    def _connect(self, info, name, kind):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.set_hwm(0)
        # Connects within milliseconds of the kernel's listening, not 100 ms later.
        socket.reconnect_ivl = 5
        if kind == zmq.DEALER:
            socket.identity = self.session.bsession
        if kind == zmq.SUB:
            socket.subscribe(b"")
        socket.connect(f"tcp://{info['ip']}:{info[f'{name}_port']}")
        return socket

    def close(self):
        self.context.destroy(linger=0)

    def send(self, type, content=None, channel="shell", **kwargs):
        """Sends a request and returns its msg_id."""
        return self.session.send(self.sockets[channel], type, content or {}, **kwargs)["header"]["msg_id"]

    def submit(self, code, **content):
        """Sends an execute_request and returns its msg_id."""
        defaults = {"silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        return self.send("execute_request", {"code": code, **defaults, **content})

    def pump(self, seconds):
        """Receives what arrives within this time; returns after the first piece."""
        poller = zmq.Poller()
        for socket in self.sockets.values():
            poller.register(socket, zmq.POLLIN)
        ready = dict(poller.poll(seconds * 1000))
        for name, socket in self.sockets.items():
            while socket in ready:
                try:
                    _, parts = self.session.feed_identities(socket.recv_multipart(zmq.NOBLOCK), copy=True)
                except zmq.Again:
                    break
                self.messages.append((name, self.session.deserialize(parts)))

    def until(self, condition, timeout=20.0):
        """Receives until `condition()` holds and returns its value; fails with the transcript after `timeout` seconds."""
        end = time.monotonic() + timeout
        while not (value := condition()):
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not seen within {timeout} s; received:\n{self.transcript()}")
            self.pump(min(left, 0.2))
        return value

    def quiet(self, seconds):
        """Receives for this long; returns how many messages came."""
        before, end = len(self.messages), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.pump(left)
        return len(self.messages) - before

    def of(self, msg_id, channel=None, type=None):
        """What came in answer to a request."""
        return [
            message
            for name, message in self.messages
            if message["parent_header"].get("msg_id") == msg_id and channel in (None, name) and type in (None, message["msg_type"])
        ]

    def reply(self, msg_id, channel="shell"):
        replies = self.of(msg_id, channel)
        return replies[0]["content"] if replies else None

    def idle(self, msg_id):
        return any(m["content"]["execution_state"] == "idle" for m in self.of(msg_id, "iopub", "status"))

    def finish(self, msg_id, timeout=20.0):
        """Waits for a cell's reply and its idle; returns the content of the reply."""
        self.until(lambda: self.reply(msg_id) and self.idle(msg_id), timeout)
        return self.reply(msg_id)

    def run(self, code, timeout=20.0, **content):
        """Runs a cell to its end; returns the content of the reply and the iopub messages between busy and idle."""
        msg_id = self.submit(code, **content)
        reply = self.finish(msg_id, timeout)
        return reply, [m for m in self.of(msg_id, "iopub") if m["msg_type"] not in ("status", "execute_input")]

    def value(self, code):
        """The text of an expression's result."""
        reply, outputs = self.run(code)
        results = [m for m in outputs if m["msg_type"] == "execute_result"]
        if reply["status"] != "ok" or len(results) != 1:
            raise AssertionError(f"{code}: {reply} {outputs}")
        return results[0]["content"]["data"]["text/plain"]

    def text(self, msg_id, name="stdout"):
        """What a cell has printed so far."""
        return "".join(m["content"]["text"] for m in self.of(msg_id, "iopub", "stream") if m["content"]["name"] == name)

    def transcript(self, last=30):
        return "\n".join(f"  {name} {m['msg_type']} {str(m['content'])[:200]}" for name, m in self.messages[-last:])


class Kernel:
    """A kernel process and a client that has seen it alive on shell and iopub."""

    def __init__(self, cwd=None, name=KERNEL):
        self.manager = KernelManager(kernel_name=name)
        self.began = time.monotonic()
        self.manager.start_kernel(**({"cwd": cwd} if cwd else {}))
        self.info = self.manager.get_connection_info()
        self.client = Client(self.info)
        self.client.send("kernel_info_request")
        self.client.until(lambda: self.client.messages, timeout=60)
        self.seconds_to_info = time.monotonic() - self.began
        self.client.until(self._alive, timeout=30)

    def _alive(self):
        self.client.send("kernel_info_request")
        self.client.pump(0.5)
        return {"shell", "iopub"} <= {name for name, _ in self.client.messages}

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def exit_code(self, timeout=10.0):
        """The code the process ends with; fails when it does not end in time."""
        return self.manager.provisioner.process.wait(timeout)

    def close(self):
        self.client.close()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)


def descendants(pid):
    """Process ids of a process's children, their children and so on, from /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, open_ = [], [pid]
    while open_:
        children = parents.get(open_.pop(), [])
        found += children
        open_ += children
    return found


def running(pids):
    """Those of the processes that still run; a zombie does not."""
    alive = []
    for pid in pids:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                alive.append(pid)
        except OSError:
            pass
    return alive


def eventually(condition, timeout=10.0):
    """Polls until the condition holds; returns whether it did."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
