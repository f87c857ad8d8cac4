"""The same as programs/net.js: twisted-net.py REACTOR serve WHAT KIND [ARGUMENT], or REACTOR WHAT KIND PORT ARGUMENTS."""

import os
import sys
import time

from reactors import install

run = install(sys.argv[1])

from talk import answer_lines, report, spread
from twisted.internet import protocol, reactor, ssl
from twisted.protocols.basic import LineReceiver

LOOPBACK = "127.0.0.1"
FIXTURES = os.path.join(os.path.dirname(__file__), "../../test/net/fixtures/")
MESSAGE = bytes(32)
PIECE = bytes(65536)

is_server = sys.argv[2] == "serve"
what, kind, *rest = sys.argv[3:] if is_server else sys.argv[2:]
numbers = [int(each) for each in rest if each != "NaN"]


def now():
    return time.monotonic_ns() / 1000


def listen(protocol_class):
    factory = protocol.Factory.forProtocol(protocol_class)
    factory.noisy = False
    if kind == "tls":
        context = ssl.DefaultOpenSSLContextFactory(FIXTURES + "localhost-key.pem", FIXTURES + "localhost-cert.pem")
        port = reactor.listenSSL(0, factory, context, interface=LOOPBACK, backlog=511)
    else:
        port = reactor.listenTCP(0, factory, interface=LOOPBACK, backlog=511)
    report({"port": port.getHost().port})
    answer_lines()


def authority():
    with open(FIXTURES + "localhost-cert.pem") as file:
        return ssl.Certificate.loadPEM(file.read())


contexts = ssl.optionsForClientTLS("localhost", trustRoot=authority()) if kind == "tls" and not is_server else None


def dial(port, protocol_class):
    factory = protocol.ClientFactory.forProtocol(protocol_class)
    factory.noisy = False
    if kind == "tls":
        reactor.connectSSL(LOOPBACK, port, factory, contexts)
    else:
        reactor.connectTCP(LOOPBACK, port, factory)


def cpu():
    return time.process_time() * 1000


cpu_before = cpu()


def finish(value):
    report({**value, "cpu": cpu() - cpu_before})
    reactor.stop()


class Pour:
    def __init__(self, transport, left):
        self.transport, self.left, self.paused = transport, left, False
        transport.registerProducer(self, True)
        self.resumeProducing()

    def pauseProducing(self):
        self.paused = True

    def resumeProducing(self):
        self.paused = False
        while self.left > 0 and not self.paused:
            self.left -= len(PIECE)
            self.transport.write(PIECE)
        if self.left <= 0:
            self.transport.unregisterProducer()

    def stopProducing(self):
        self.left = 0


class Echo(protocol.Protocol):
    def connectionMade(self):
        self.transport.setTcpNoDelay(True)

    def dataReceived(self, data):
        self.transport.write(data)


class Sink(protocol.Protocol):
    received = 0

    def dataReceived(self, data):
        self.received += len(data)
        if self.received >= numbers[0]:
            self.transport.write(b".")


class Greeter(protocol.Protocol):
    def connectionMade(self):
        self.transport.write(b".")
        self.transport.loseConnection()


class Pinger(protocol.Protocol):
    def connectionMade(self):
        _, trips, warmup = numbers
        self.trips, self.left, self.took = trips, trips + warmup, []
        self.transport.setTcpNoDelay(True)
        self.send()

    def send(self):
        self.sent_at = now()
        self.transport.write(MESSAGE)

    def dataReceived(self, data):
        if self.left <= self.trips:
            self.took.append(now() - self.sent_at)
        self.left -= 1
        if self.left > 0:
            self.send()
        else:
            finish(spread(self.took))


class Source(protocol.Protocol):
    def connectionMade(self):
        self.began_at = now()
        Pour(self.transport, numbers[1])

    def dataReceived(self, data):
        finish({"rate": numbers[1] / 2**20 / ((now() - self.began_at) / 1e6)})


class Visitor(protocol.Protocol):
    begun = ended = 0

    def connectionLost(self, reason):
        port, connections, warmup, _ = numbers
        if Visitor.ended == warmup:
            Visitor.began_at = now()
        Visitor.ended += 1
        if Visitor.ended == connections + warmup:
            finish({"rate": connections / ((now() - Visitor.began_at) / 1e6)})
        elif Visitor.begun < connections + warmup:
            visit()


def visit():
    Visitor.begun += 1
    dial(numbers[0], Visitor)


class Reader(LineReceiver):
    delimiter = b"\n"

    def connectionMade(self):
        _, self.left, self.length, self.is_text = numbers
        self.began_at = now()
        self.transport.write(bytes([self.length]))

    def lineReceived(self, line):
        if self.is_text:
            line = line.decode()
        if len(line) != self.length:
            raise ValueError(len(line))
        self.left -= 1
        if self.left == 0:
            finish({"rate": numbers[1] / ((now() - self.began_at) / 1e6)})


if is_server:
    listen({"echo": Echo, "sink": Sink, "greeter": Greeter}[what])
elif what == "greeter":
    for _ in range(numbers[3]):
        visit()
else:
    dial(numbers[0], {"echo": Pinger, "sink": Source, "lines": Reader}[what])
run()
