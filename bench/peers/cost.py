"""The same as programs/cost.js: what small things take."""

import statistics
import time

from twisted.internet import defer, reactor, task


def turn():
    """Fires when the reactor has turned, and has put into order what was asked for before."""
    return task.deferLater(reactor, 0, lambda: None)


@defer.inlineCallbacks
def took(work):
    """How many nanoseconds it takes, to the end of the Deferred that it may return."""
    before = time.monotonic_ns()
    end = work()
    if end is not None:
        yield end
    return time.monotonic_ns() - before


@defer.inlineCallbacks
def cost_of_each(count, batch, batches, warmup):
    """`batch` does `count` things and tells how many nanoseconds they took."""
    costs = []
    for i in range(-warmup, batches):
        cost = yield batch()
        if i >= 0:
            costs.append(cost / count)
        yield turn()
    return statistics.median(costs)
