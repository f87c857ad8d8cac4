"""The same as programs/million-calls.js: twisted-million-calls.py REACTOR CALLS FIRST SPREAD TIMERS."""

import resource
import sys
import time

from reactors import install, run_to_end

install(sys.argv[1])

from cost import took, turn
from talk import report, spread
from twisted.internet import defer, reactor, task

SHORT = 0.002

calls, first, width, timers = map(int, sys.argv[2:])
delays = [(first + i * 7919 % width) / 1000 for i in range(calls)]
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


def schedule():
    for i in range(calls):
        handles[i] = reactor.callLater(delays[i], fn)
    return turn()


def cancel():
    for i in range(0, calls, 2):
        handles[i].cancel()


@defer.inlineCallbacks
def main():
    empty = yield lateness()
    memory_before = memory()
    scheduling = yield took(schedule)
    last_due = time.monotonic() + (first + width) / 1000
    bytes_each = (memory() - memory_before) / calls
    pending = yield lateness()
    cancelling = yield took(cancel)
    if made > 0:
        raise Exception(f"a call was due before all {calls} were scheduled")
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
