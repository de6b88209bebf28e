"""Several machines on one: network namespaces joined by two wires, one to the target and one to the ledger.

Target and ledger stay where they are, on this machine's loopback. In a namespace of its own, each wire ends at a relay
that passes connections on to them. A machine whose port is taken out of the wire's bridge is cut off without a word, as
by a pulled cable; nothing outside of the namespaces is changed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CLONE_NEWNET = 0x40000000
NETWORKS = {"target": "10.211.1", "ledger": "10.211.2"}
CHUNK = 65536


def why_not() -> str:
    """Why this machine cannot play several; empty when it can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None or shutil.which("unshare") is None:
        return "network namespaces need ip and unshare (packages iproute2, util-linux)"
    probe = f"rpa-probe-{uuid.uuid4().hex[:8]}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"network namespaces are not allowed here: {made.stderr.strip()}"
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return ""


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


@dataclass(frozen=True)
class Machine:
    """A machine with a network and a name of its own.

    Attributes:
        name: Its host name.
        space: Its network namespace.
    """

    name: str
    space: str

    def command(self, words: Sequence[str]) -> list[str]:
        """A command as it is run on the machine; it keeps its process number."""
        named = 'hostname "$0" && exec "$@"'
        return ["ip", "netns", "exec", self.space, "unshare", "--uts", "sh", "-c", named, self.name, *words]


@dataclass
class Lan:
    """The machines and their wires.

    Attributes:
        mark: Begins the names of everything that is made.
        machines: Those there are.
    """

    mark: str = field(default_factory=lambda: f"rpa-{uuid.uuid4().hex[:6]}")
    machines: list[Machine] = field(default_factory=list)
    _spaces: list[str] = field(default_factory=list)
    _relays: list[socket.socket] = field(default_factory=list)

    def lay_wire(self, wire: str) -> None:
        """Make a wire's own namespace, with a bridge as its switch."""
        space = self._new_space(wire)
        _ip("-n", space, "link", "add", "switch", "type", "bridge")
        _ip("-n", space, "addr", "add", f"{NETWORKS[wire]}.1/24", "dev", "switch")
        _ip("-n", space, "link", "set", "switch", "up")

    def add_machine(self, name: str) -> Machine:
        """A machine on both wires."""
        machine = Machine(name, self._new_space(name))
        self.machines.append(machine)
        number = len(self.machines)
        for wire, network in NETWORKS.items():
            other = f"{self.mark}-{wire}"
            near, far = f"to-{wire}", f"port-{number}"
            _ip("link", "add", near, "netns", machine.space, "type", "veth", "peer", "name", far, "netns", other)
            _ip("-n", machine.space, "addr", "add", f"{network}.{number + 1}/24", "dev", near)
            _ip("-n", machine.space, "link", "set", near, "up")
            _ip("-n", other, "link", "set", far, "up", "master", "switch")
        return machine

    def cut(self, machine: Machine, wire: str) -> None:
        """Pull a machine's cable."""
        _ip("-n", f"{self.mark}-{wire}", "link", "set", self._port(machine), "nomaster")

    def heal(self, machine: Machine, wire: str) -> None:
        """Put it back."""
        _ip("-n", f"{self.mark}-{wire}", "link", "set", self._port(machine), "master", "switch")

    def relay(self, wire: str, port: int) -> str:
        """Let a port of this machine's loopback be reached over a wire; returns the address, `host:port`."""
        listener = _inside(f"{self.mark}-{wire}", lambda: socket.create_server((f"{NETWORKS[wire]}.1", 0)))
        self._relays.append(listener)
        threading.Thread(target=_accept, args=(listener, port), daemon=True).start()
        host, own_port = listener.getsockname()
        return f"{host}:{own_port}"

    def _port(self, machine: Machine) -> str:
        return f"port-{self.machines.index(machine) + 1}"

    def _new_space(self, name: str) -> str:
        space = f"{self.mark}-{name}"
        _ip("netns", "add", space)
        self._spaces.append(space)
        _ip("-n", space, "link", "set", "lo", "up")
        return space

    def tear_down(self) -> None:
        """Take everything away again."""
        for listener in self._relays:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for space in self._spaces:
            subprocess.run(["ip", "netns", "del", space], check=False)


@contextmanager
def open_lan(*names: str) -> Iterator[Lan]:
    """Both wires and machines of these names."""
    lan = Lan()
    try:
        for wire in NETWORKS:
            lan.lay_wire(wire)
        for name in names:
            lan.add_machine(name)
        yield lan
    finally:
        lan.tear_down()


def _inside(space: str, make: Callable[[], socket.socket]) -> socket.socket:
    """Make a socket in a namespace: it stays there, while only the thread that made it ever went in."""
    made: list[socket.socket] = []

    def enter() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        with Path(f"/run/netns/{space}").open() as handle:
            if libc.setns(handle.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), f"setns {space}")
        made.append(make())

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    return made[0]


def _accept(listener: socket.socket, port: int) -> None:
    while True:
        try:
            near, _ = listener.accept()
        except OSError:
            return  # torn down
        threading.Thread(target=_join, args=(near, port), daemon=True).start()


def _join(near: socket.socket, port: int) -> None:
    """One connection through to the other side, until either side has ended it, or is gone without a word."""
    # As the server asks it of its own connections: of one that was cut off in the middle of a message it hears no more.
    near.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    near.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 5)
    near.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 3)
    near.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    with near, suppress(OSError), socket.create_connection(("127.0.0.1", port)) as far:
        back = threading.Thread(target=_pass_on, args=(far, near), daemon=True)
        back.start()
        _pass_on(near, far)
        back.join()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(CHUNK):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
