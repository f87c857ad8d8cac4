"""Runs the programs of ../programs.ts with Twisted: reads a list of them from stdin, writes their traces to stdout."""

import json
import sys

from twisted.internet import defer
from twisted.python.failure import Failure


class Boom(Exception):
    pass


def show(result):
    if isinstance(result, Failure):
        result = result.value
    if isinstance(result, Boom):
        return "!%d" % result.args
    if isinstance(result, defer.CancelledError):
        return "!ERR_INTERLOOP_CANCELLED"
    if isinstance(result, defer.AlreadyCalledError):
        return "!ERR_INTERLOOP_ALREADY_FIRED"
    if isinstance(result, defer.FirstError):
        return "!first %d %s" % (result.index, show(result.subFailure))
    if isinstance(result, BaseException):
        return "!" + repr(result)
    if isinstance(result, (list, tuple)):
        return "[%s]" % ", ".join(map(show, result))
    if result is None:
        return "undefined"
    if isinstance(result, bool):
        return str(result).lower()
    return str(result)


def trace(program):
    lines = []
    reach = list(range(len(program["cancellers"])))
    depth = 0
    is_cancelling = False
    pauses = {}
    names = iter(range(1 << 30))
    subjects = []

    def canceller_of(index, kind):
        def canceller(subject):
            lines.append("canceller %d" % index)
            if kind == "callback":
                subject.callback("from canceller")
            if kind == "errback":
                subject.errback(Boom(100))

        return None if kind == "none" else canceller

    def there(index):
        return subjects[index] if index < len(subjects) else None

    def function_of(index, body):
        name = next(names)
        kind, *rest = body["ends"]

        def function(result):
            nonlocal depth
            lines.append("%d: %s" % (name, show(result)))
            depth += 1
            for operation in body["does"]:
                perform(operation)
            depth -= 1
            if kind == "value":
                return rest[0]
            if kind == "throw":
                raise Boom(rest[0])
            if kind == "deferred" and index % 2 == 1 and there(rest[0]) and reach[rest[0]] > index:
                return subjects[rest[0]]
            return result

        return function

    def perform(operation):
        try:
            perform_on(*operation)
        except Exception as error:
            lines.append("%s throws %s" % (operation[0], show(error)))

    def perform_on(kind, index, *rest):
        nonlocal is_cancelling
        if kind == "list":
            inputs = [i for i in index if there(i)]
            reach.append(min([reach[i] for i in inputs] + [len(subjects)]))
            subjects.append(defer.DeferredList([subjects[i] for i in inputs], **rest[0]))
            return
        subject = there(index)
        if subject is None:
            return
        if kind == "callback":
            subject.callback(rest[0])
        elif kind == "errback":
            subject.errback(Boom(rest[0]))
        elif kind == "cancel":
            if not is_cancelling:
                is_cancelling = True
                subject.cancel()
                is_cancelling = False
        elif kind == "pause":
            if index % 2 == 0 and depth == 0:
                pauses[subject] = pauses.get(subject, 0) + 1
                subject.pause()
        elif kind == "unpause":
            if pauses.get(subject):
                pauses[subject] -= 1
                subject.unpause()
        elif kind == "chain":
            if there(rest[0]):
                subject.chainDeferred(subjects[rest[0]])
        elif kind == "add":
            add = {"callback": subject.addCallback, "errback": subject.addErrback, "both": subject.addBoth}[rest[0]]
            add(function_of(index, rest[1]))
        elif kind == "pair":
            subject.addCallbacks(function_of(index, rest[0]), function_of(index, rest[1]))

    for index, kind in enumerate(program["cancellers"]):
        subjects.append(defer.Deferred(canceller_of(index, kind)))
    for operation in program["operations"]:
        perform(operation)
    for index, subject in enumerate(subjects):
        subject.addBoth(lambda result, index=index: lines.append("end %d: %s" % (index, show(result))))
    return lines


json.dump([trace(program) for program in json.load(sys.stdin)], sys.stdout)
