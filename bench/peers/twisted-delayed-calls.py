"""The batches of programs/delayed-calls.js: twisted-delayed-calls.py REACTOR CALLS BATCHES WARMUP."""

import sys
import time

from reactors import install, run_to_end

install(sys.argv[1])

from cost import cost_of_each, took, turn
from talk import report
from twisted.internet import defer, reactor

SOON = 0.010
SCATTER = 100
LATE = 60

calls, batches, warmup = map(int, sys.argv[2:])
same = [SOON] * calls
scattered = [SOON + (i * 7919 % SCATTER) / 1000 for i in range(calls)]


@defer.inlineCallbacks
def made(delays, longest):
    """Scheduling all, and from the first that is made to the last."""
    done = defer.Deferred()
    left = calls
    first_at = 0

    def fn():
        nonlocal left, first_at
        if left == calls:
            first_at = time.monotonic_ns()
        left -= 1
        if left == 0:
            done.callback(time.monotonic_ns() - first_at)

    def schedule():
        for delay in delays:
            reactor.callLater(delay, fn)
        return turn()

    scheduling = yield took(schedule)
    time.sleep(longest + 0.001)
    making = yield done
    return scheduling + making


def nothing():
    pass


def cancelled():
    handles = [reactor.callLater(LATE, nothing) for _ in range(calls)]
    for handle in handles:
        handle.cancel()


def cancelled_at_once():
    for _ in range(calls):
        reactor.callLater(LATE, nothing).cancel()


def cost(batch):
    return cost_of_each(calls, batch, batches, warmup)


@defer.inlineCallbacks
def main():
    report(
        {
            "made": (yield cost(lambda: made(same, SOON))),
            "cancelled": (yield cost(lambda: took(cancelled))),
            "atOnce": (yield cost(lambda: took(cancelled_at_once))),
            "scattered": (yield cost(lambda: made(scattered, SOON + SCATTER / 1000))),
        }
    )


run_to_end(main)
