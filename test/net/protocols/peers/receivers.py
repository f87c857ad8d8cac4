"""
What Twisted's receivers find: reads a list of [kind, most, chunks in hexadecimal] from stdin, writes their traces to stdout.
"""

import json
import sys

from twisted.internet.testing import StringTransport
from twisted.protocols import basic


def lines(base):
    class Lines(base):
        def lineReceived(self, line):
            self.trace.append("line " + line.hex())

        def lineLengthExceeded(self, line):
            self.trace.append("exceeded")
            return base.lineLengthExceeded(self, line)

    return Lines


def strings(base):
    class Strings(base):
        def stringReceived(self, string):
            self.trace.append("string " + string.hex())

        def lengthLimitExceeded(self, length):
            self.trace.append("exceeded %d" % length)
            base.lengthLimitExceeded(self, length)

    return Strings


KINDS = {
    "LineReceiver": lines(basic.LineReceiver),
    "NetstringReceiver": strings(basic.NetstringReceiver),
    "Int8StringReceiver": strings(basic.Int8StringReceiver),
    "Int16StringReceiver": strings(basic.Int16StringReceiver),
    "Int32StringReceiver": strings(basic.Int32StringReceiver),
}


def trace(kind, most, chunks):
    receiver = KINDS[kind]()
    receiver.trace = []
    receiver.MAX_LENGTH = most
    transport = StringTransport()
    receiver.makeConnection(transport)
    for chunk in chunks:
        if not transport.disconnecting:
            receiver.dataReceived(bytes.fromhex(chunk))
    if transport.disconnecting:
        receiver.trace.append("lost")
    return receiver.trace


json.dump([trace(*program) for program in json.load(sys.stdin)], sys.stdout)
