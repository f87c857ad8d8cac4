import sys

from reactors import install
from trips import Trips

run = install(sys.argv[1])

from twisted.internet import protocol, reactor

trips = Trips()


class Pinger(protocol.Protocol):
    def connectionMade(self):
        self.transport.setTcpNoDelay(True)
        self.transport.write(trips.next_message())

    def dataReceived(self, data):
        if trips.received(data):
            self.transport.write(trips.next_message())
        else:
            trips.report()
            reactor.stop()


factory = protocol.ClientFactory.forProtocol(Pinger)
factory.noisy = False
reactor.connectTCP("127.0.0.1", trips.port, factory)
run()
