"""What programs/echo-client.js notes of its round trips, for every peer: CLIENT HOW PORT TRIPS WARMUP."""

import struct
import sys
import time

from talk import report, spread

MESSAGE = bytes(32)


def now():
    """Microseconds of the monotonic clock, which is the same one in every process of this machine."""
    return time.monotonic_ns() / 1000


class Trips:
    def __init__(self):
        self.port, self.trips, self.left = map(int, sys.argv[2:])
        self.left += self.trips
        self.trip = []
        self.delivery = []

    def next_message(self):
        self.sent_at = now()
        return MESSAGE

    def received(self, data):
        """Answers whether there is more to send."""
        received_at = now()
        if self.left <= self.trips:
            self.trip.append(received_at - self.sent_at)
            self.delivery.append(received_at - struct.unpack_from("<d", data)[0])
        self.left -= 1
        return self.left > 0

    def report(self):
        report({"trip": spread(self.trip), "delivery": spread(self.delivery)})
