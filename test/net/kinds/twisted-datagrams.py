"""Datagrams by Twisted: prints its port, echoes, and asks the echo at a port when it is told to."""

import sys

from twisted.internet import reactor
from twisted.internet.protocol import DatagramProtocol

ECHO = ("127.0.0.1", int(sys.argv[1]))


class Echo(DatagramProtocol):
    asked_by = None

    def startProtocol(self):
        print(self.transport.getHost().port, flush=True)

    def datagramReceived(self, data, address):
        if data == b"ask":
            self.asked_by = address
            self.transport.write(b"from Twisted", ECHO)
        elif address == ECHO:
            self.transport.write(b"answered: " + data, self.asked_by)
        else:
            self.transport.write(data, address)


reactor.listenUDP(0, Echo(), interface="127.0.0.1")
reactor.run()
