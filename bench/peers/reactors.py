"""Twisted's reactors by name, and GLib's loop around the one that has none of its own."""


def install(name):
    """Makes this reactor the process's own; answers what runs it."""
    if name == "threadedselect":
        from twisted.internet import _threadedselect

        _threadedselect.install()
        return run_in_glib
    if name == "gi":
        from twisted.internet import gireactor

        gireactor.install(useGtk=False)
    elif name == "epoll":
        from twisted.internet import epollreactor

        epollreactor.install()
    else:
        raise SystemExit(f"no reactor is called {name}")
    return run_alone


def run_alone():
    from twisted.internet import reactor

    reactor.run()


def run_in_glib():
    from gi.repository import GLib
    from twisted.internet import reactor

    loop = GLib.MainLoop()
    reactor.interleave(GLib.idle_add)
    reactor.addSystemEventTrigger("after", "shutdown", loop.quit)
    loop.run()


def run_to_end(main):
    """Runs the reactor until the Deferred that `main()` returns has fired."""
    from twisted.internet import reactor

    outcome = []

    def begin():
        main().addBoth(outcome.append).addBoth(lambda _: reactor.stop())

    reactor.callWhenRunning(begin)
    reactor.run()
    if outcome[0] is not None:
        raise SystemExit(outcome[0].getTraceback())
