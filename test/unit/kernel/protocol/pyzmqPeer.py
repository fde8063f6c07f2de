"""The other side of zmtpPyzmq.test.ts: libzmq talks to the sockets under test and prints what it saw as JSON."""

import json
import sys

import zmq

router, publisher, replier = sys.argv[1:4]
context = zmq.Context()
seen = {"libzmq": zmq.zmq_version()}


def connect(kind, port, **options):
    socket = context.socket(kind)
    socket.linger = 0
    socket.rcvtimeo = 20_000
    socket.set_hwm(0)
    for name, value in options.items():
        setattr(socket, name, value)
    socket.connect(f"tcp://127.0.0.1:{port}")
    return socket


# Heartbeats of ZMTP 3.1 on: a wrong PONG would close the connection and lose replies.
dealer = connect(zmq.DEALER, router, identity=b"shell", heartbeat_ivl=50, heartbeat_timeout=2000)
twin = connect(zmq.DEALER, router, identity=b"shell")
big = bytes(range(256)) * 20_000
dealer.send_multipart([b"echo", b"", b"x" * 255, b"y" * 256, big])
seen["echo"] = dealer.recv_multipart() == [b"echo", b"", b"x" * 255, b"y" * 256, big]
twin.send_multipart([b"echo", b"twin"])
seen["twin"] = [part.decode() for part in twin.recv_multipart()]
for index in range(10_000):
    dealer.send_multipart([b"echo", b"%d" % index])
seen["inOrder"] = all(dealer.recv_multipart()[1] == b"%d" % index for index in range(10_000))

req = connect(zmq.REQ, replier)
req.send(b"ping")
seen["heartbeat"] = req.recv().decode()

sub = connect(zmq.SUB, publisher)
sub.subscribe(b"cell")
sub.subscribe(b"done")
# Subscriptions travel by themselves: ask for a sign of life until the first one arrives.
sub.rcvtimeo = 50
while True:
    dealer.send_multipart([b"publish", b"cell", b"sync"])
    try:
        sub.recv_multipart()
        break
    except zmq.Again:
        pass
sub.rcvtimeo = 20_000
dealer.send_multipart([b"burst"])
numbers = []
while True:
    topic, body = sub.recv_multipart()
    if topic == b"done":
        break
    if body != b"sync":
        numbers.append(int(body))
seen["published"] = numbers == list(range(10_000))
print(json.dumps(seen))
