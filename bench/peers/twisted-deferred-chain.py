"""The same as programs/deferreds.js and programs/deferred-chain.js: twisted-deferred-chain.py REACTOR BATCHES WARMUP."""

import sys

from reactors import install, run_to_end

install(sys.argv[1])

from cost import cost_of_each, took
from talk import report
from twisted.internet import defer

DEEP = 20_000
MANY = 1_000

batches, warmup = map(int, sys.argv[2:])
error = Exception("no answer")


def increment(x):
    return x + 1


def ignore(_):
    pass


def add_ten(deferred):
    for _ in range(9):
        deferred.addCallback(increment)
    deferred.addCallback(ignore)


def later():
    for i in range(MANY):
        deferred = defer.Deferred()
        add_ten(deferred)
        deferred.callback(i)


def ready():
    for i in range(MANY):
        add_ten(defer.succeed(i))


def failure():
    for _ in range(MANY):
        defer.fail(error).addErrback(ignore)


def nested():
    deferreds = [defer.Deferred() for _ in range(DEEP + 1)]
    for deferred, following in zip(deferreds, deferreds[1:]):
        deferred.addCallback(lambda _, following=following: following)
    for deferred in deferreds:
        deferred.callback(1)


@defer.inlineCallbacks
def coroutine():
    for i in range(DEEP):
        yield defer.succeed(i)


def queue():
    queue = defer.DeferredQueue()
    for i in range(MANY):
        queue.get().addCallback(ignore)
        queue.put(i)


def lock():
    lock = defer.DeferredLock()
    for _ in range(MANY):
        lock.acquire().addCallback(ignore)
        lock.release()


@defer.inlineCallbacks
def main():
    costs = {}
    for fn in later, ready, failure, nested, coroutine, queue, lock:
        count, share = (DEEP, 10) if fn in (nested, coroutine) else (MANY, 1)
        costs[fn.__name__] = yield cost_of_each(count, lambda: took(fn), batches // share, warmup // share)
    report(costs)


run_to_end(main)
