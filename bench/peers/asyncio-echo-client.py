import asyncio

from trips import Trips

trips = Trips()


class Pinger(asyncio.Protocol):
    def __init__(self, done):
        self.done = done

    def connection_made(self, transport):
        self.transport = transport
        transport.write(trips.next_message())

    def data_received(self, data):
        if trips.received(data):
            self.transport.write(trips.next_message())
        else:
            trips.report()
            self.done.set_result(None)


async def main():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    transport, _ = await loop.create_connection(lambda: Pinger(done), "127.0.0.1", trips.port)
    await done
    transport.close()


asyncio.run(main())
