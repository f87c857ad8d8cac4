"""Runs the programs of ../programs.ts with Twisted: reads a list of them from stdin, writes their traces to stdout.

What is different in Twisted on purpose is made the same here, and only here:

1. Calls that are due at the same time: Twisted leaves their order open, ours are first in, first out (`place`).
2. A call that is moved in a pass: Twisted may still make it in this pass, ours waits for the next (`place`).
3. A call is never moved to before now (`delay`); Twisted moves it into the past.
4. `callWhenRunning` while running: Twisted lets out what the function throws, ours logs it (`callWhenRunning`).
5. `crash`: Twisted's leaves a `stop` of the same pass in force, and lets one that comes after it pass (`crash`, `stop`).
   When it is called in a `startup` trigger, or the startup ends after the run, `running` becomes true for good
   (`_reallyStartRunning`, `fireSystemEvent`).
6. A `before` trigger's Deferred that fails: Twisted reports it when it is collected, ours logs it at once and it is
   answered for. The trace has neither.

The programs leave out what cannot be compared: events named startup and shutdown that are fired by hand (here the second
ends a run as `stop` does), a run that is begun inside of a pass, and promises, which Twisted does not have.
"""

import json
import sys
import warnings
from heapq import heapify

from twisted.internet import base, error, task
from twisted.internet.defer import AlreadyCalledError, Deferred
from twisted.logger import globalLogBeginner

CODES = [
    (error.AlreadyCalled, "ERR_INTERLOOP_ALREADY_CALLED"),
    (error.AlreadyCancelled, "ERR_INTERLOOP_ALREADY_CANCELLED"),
    (error.ReactorAlreadyRunning, "ERR_INTERLOOP_REACTOR_ALREADY_RUNNING"),
    (error.ReactorNotRestartable, "ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE"),
    (error.ReactorNotRunning, "ERR_INTERLOOP_REACTOR_NOT_RUNNING"),
    (AlreadyCalledError, "ERR_INTERLOOP_ALREADY_FIRED"),
    (ValueError, "ERR_INTERLOOP_TRIGGER_GONE"),
]


class Boom(Exception):
    pass


class OfDeferred(Exception):
    pass


class Reactor(base.ReactorBase):
    """One that has no loop: whoever has it makes its passes, at the times of a clock."""

    def __init__(self, clock):
        self.seconds = clock.seconds
        self.isPassing = False
        super().__init__()

    def installWaker(self):
        pass

    def wakeUp(self):
        pass

    def removeAll(self):
        return []

    def makePass(self):
        if self._started:
            self.isPassing = True
            self.runUntilCurrent()
            self.isPassing = False

    def crash(self):
        self._started = self.running = self._justStopped = False

    def stop(self):
        if not self._started:
            raise error.ReactorNotRunning()
        super().stop()

    def fireSystemEvent(self, event):
        if event == "startup":
            during = self._eventTriggers[event].during
            first = (self._reallyStartRunning, (), {})
            if first not in during:
                during.insert(0, first)
        super().fireSystemEvent(event)

    def _reallyStartRunning(self):
        self.running = self._started

    def put(self, call):
        """Makes a call that is in the heap one of those that wait for the next pass."""
        if call in self._pendingTimedCalls:
            self._pendingTimedCalls.remove(call)
            heapify(self._pendingTimedCalls)
            self._newTimedCalls.append(call)


def trace(program):
    clock = task.Clock()
    reactor = Reactor(clock)
    time = clock if program["on"] == "clock" else reactor
    triggers = []
    calls = []
    moves = 0
    deferreds = [Deferred() for _ in range(4)]
    names = iter(range(1 << 30))
    depth = 0

    def function_of(body):
        name = next(names)

        def function():
            nonlocal depth
            lines.append("%d at %d%s" % (name, time.seconds(), " running" if reactor.running else ""))
            depth += 1
            for operation in body["does"]:
                perform(operation)
            depth -= 1
            kind, *rest = body["ends"]
            if kind == "throw":
                raise Boom(rest[0])
            return deferreds[rest[0]] if kind == "deferred" else None

        return function

    def place(call, due):
        """Of calls with the same due time the one that was placed first is a little earlier."""
        nonlocal moves
        moves += 1
        call.due = due
        call.reset(due - 1 + moves * 2**-20 - time.seconds())
        if time is clock:
            clock._sortCalls()
        elif reactor.isPassing:
            reactor.put(call)

    def perform(operation):
        try:
            perform_on(*operation)
        except Exception as thrown:
            code = next((code for kind, code in CODES if isinstance(thrown, kind)), repr(thrown))
            lines.append("%s throws %s" % (operation[0], code))

    def guarded(function):
        try:
            function()
        except Boom as boom:
            lines.append("logged %d" % boom.args)

    def perform_on(kind, *rest):
        if kind == "trigger":
            phase, event, body = rest
            triggers.append(reactor.addSystemEventTrigger(phase, event, function_of(body)))
        elif kind == "callWhenRunning":
            function = function_of(rest[0])
            if reactor.running:
                guarded(function)
            else:
                triggers.append(reactor.callWhenRunning(function))
        elif kind == "callFromThread":
            reactor.callFromThread(function_of(rest[0]))
        elif kind == "callLater":
            call = time.callLater(rest[0], function_of(rest[1]))
            calls.append(call)
            place(call, time.seconds() + rest[0])
        elif kind == "remove":
            if rest[0] < len(triggers):
                reactor.removeSystemEventTrigger(triggers[rest[0]])
        elif kind in ("cancel", "reset", "delay"):
            if rest[0] < len(calls):
                change(kind, calls[rest[0]], *rest[1:])
        elif kind == "callback":
            deferreds[rest[0]].callback(rest[0])
        elif kind == "errback":
            deferreds[rest[0]].errback(OfDeferred())
        elif kind == "fire":
            reactor.fireSystemEvent(rest[0])
        elif kind == "run":
            if depth == 0 or reactor.running:
                reactor.startRunning()
            if depth == 0:
                reactor.makePass()
        elif kind == "stop":
            reactor.stop()
        elif kind == "crash":
            reactor.crash()
        elif kind == "pass":
            clock.advance(rest[0])
            reactor.makePass()
            to_come = sorted(time.getDelayedCalls(), key=lambda call: call.getTime())
            lines.append("to come: " + ",".join("%d at %d" % (calls.index(call), call.due) for call in to_come))

    def change(kind, call, *by):
        if kind == "cancel":
            call.cancel()
        elif kind == "reset":
            call.reset(by[0])
            place(call, time.seconds() + by[0])
        else:
            call.delay(by[0])
            place(call, max(time.seconds(), call.due + by[0]))

    for operation in program["operations"]:
        perform(operation)
    for index, deferred in enumerate(deferreds):
        deferred.addCallbacks(
            lambda value, index=index: lines.append("Deferred %d: %s" % (index, value)), lambda failure: None
        )
    return lines


def observe(event):
    failure = event.get("failure") or event.get("log_failure")
    if failure is not None and failure.check(Boom):
        lines.append("logged %d" % failure.value.args)


def fresh_trace(program):
    global lines
    lines = []
    return trace(program)


warnings.simplefilter("ignore")
globalLogBeginner.beginLoggingTo([observe], redirectStandardIO=False)
json.dump([fresh_trace(program) for program in json.load(sys.stdin)], sys.stdout)
