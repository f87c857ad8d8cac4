import sys

import trio
from trips import Trips

trips = Trips()


async def ping():
    async with await trio.open_tcp_stream("127.0.0.1", trips.port) as stream:
        has_more = True
        while has_more:
            await stream.send_all(trips.next_message())
            has_more = trips.received(await stream.receive_some())
    trips.report()


def run_in_glib():
    from gi.repository import GLib

    loop = GLib.MainLoop()

    def done(outcome):
        loop.quit()
        outcome.unwrap()

    trio.lowlevel.start_guest_run(ping, run_sync_soon_threadsafe=GLib.idle_add, done_callback=done)
    loop.run()


if sys.argv[1] == "guest":
    run_in_glib()
else:
    trio.run(ping)
