"""The same as programs/million-calls.js: twisted-million-calls.py REACTOR CALLS SPREAD TIMERS."""

import resource
import sys
import time

from reactors import install, run_to_end

install(sys.argv[1])

from cost import took, turn
from talk import report, spread
from twisted.internet import defer, reactor, task

SHORT = 0.002
LATER = 3

calls, width, timers = map(int, sys.argv[2:])
delays = [(i * 7919 % width) / 1000 for i in range(calls)]
handles = [None] * calls
made = 0
first_at = 0
all_made = defer.Deferred()


def memory():
    """What the process holds; Python frees at once what nobody has any more."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def fn():
    global made, first_at
    if made == 0:
        first_at = time.monotonic_ns()
    made += 1
    if made == calls // 2:
        all_made.callback(time.monotonic_ns() - first_at)


@defer.inlineCallbacks
def lateness():
    late = []
    for _ in range(timers):
        due = time.monotonic() + SHORT
        yield task.deferLater(reactor, SHORT, lambda: None)
        late.append(max(0, time.monotonic() - due) * 1000)
    return spread(late)


def schedule(count, first):
    for i in range(count):
        handles[i] = reactor.callLater(first + delays[i], fn)
    return turn()


def cancel_every(step, count):
    for i in range(0, count, step):
        handles[i].cancel()


@defer.inlineCallbacks
def main():
    empty = yield lateness()
    trial = yield took(lambda: schedule(calls // 10, 10 * LATER))
    cancel_every(1, calls // 10)
    handles[:] = [None] * calls
    yield turn()
    first = LATER + trial / 1e9 * 50
    memory_before = memory()
    scheduling = yield took(lambda: schedule(calls, first))
    last_due = time.monotonic() + first + width / 1000
    bytes_each = (memory() - memory_before) / calls
    pending = yield lateness()
    if made > 0:
        raise Exception("a call was due before it was waited for: this machine is too busy")
    cancelling = yield took(lambda: cancel_every(2, calls))
    time.sleep(max(0, last_due - time.monotonic()) + 0.001)
    making = yield all_made
    report(
        {
            "bytes": bytes_each,
            "schedule": scheduling / calls,
            "cancel": cancelling / (calls / 2),
            "fire": making / (calls / 2),
            "late": pending["p99"],
            "latest": pending["max"],
            "lateEmpty": empty["p99"],
        }
    )


run_to_end(main)
