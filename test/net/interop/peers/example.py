"""
Runs one of Twisted's example programs, unchanged, on this machine's own address: with a port that is free, which is printed,
instead of that which the program names, or against the one that is given.

    example.py EXAMPLE.py [PORT]        a .py that is a .tac is run by twistd
"""
import runpy
import sys
from pathlib import Path

from twisted.internet import reactor

example = sys.argv[1]
listen_tcp, connect_tcp = reactor.listenTCP, reactor.connectTCP


def listen(_port, factory, *args, **kwargs):
    port = listen_tcp(0, factory, interface="127.0.0.1")
    print("listens on", port.getHost().port, flush=True)
    return port


def connect(_host, _port, factory, *args, **kwargs):
    return connect_tcp("127.0.0.1", int(sys.argv[2]), factory)


reactor.listenTCP, reactor.connectTCP = listen, connect
sys.path.insert(0, str(Path(example).parent))
if "application = " in Path(example).read_text():
    from twisted.scripts.twistd import run

    sys.argv = ["twistd", "--nodaemon", "--pidfile=", "--python", example]
    run()
else:
    runpy.run_path(example, run_name="__main__")
