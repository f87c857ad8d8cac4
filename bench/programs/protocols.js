/** What `net.js` measures, with protocols. */
import { ClientFactory, Factory, LineReceiver, Protocol, reactor } from '../interloop.js';
import { CLIENT_TLS, LOOPBACK, linesOf, MESSAGE, PIECE, SERVER_TLS, stopwatch, Trips, Visits } from './net-common.js';

reactor.run({ installSignalHandlers: false });

async function listen(kind, protocol, ...args) {
  const factory = Factory.forProtocol(protocol, ...args);
  const options = { interface: LOOPBACK };
  const port =
    kind === 'tls' ? reactor.listenTLS(0, factory, SERVER_TLS, options) : reactor.listenTCP(0, factory, options);
  await port.whenListening();
  return port.getHost().port;
}

function dial(kind, port, factory) {
  if (kind === 'tls') reactor.connectTLS(LOOPBACK, port, factory, CLIENT_TLS);
  else reactor.connectTCP(LOOPBACK, port, factory);
}

/** There is always somebody. */
class Dialer extends ClientFactory {
  clientConnectionFailed(_, reason) {
    setImmediate(() => {
      throw reason;
    });
  }
}

/** What the only connection of a client resolves with. */
function outcomeOf(kind, port, protocol, ...args) {
  return new Promise((resolve) => dial(kind, port, Dialer.forProtocol(protocol, resolve, ...args)));
}

/** Writes the piece until so many bytes are written, as a push producer. */
class Pour {
  #transport;
  #piece;
  #left;
  #isPaused = false;

  constructor(transport, piece, bytes) {
    this.#transport = transport;
    this.#piece = piece;
    this.#left = bytes;
    transport.registerProducer(this, true);
    this.resumeProducing();
  }

  pauseProducing() {
    this.#isPaused = true;
  }

  resumeProducing() {
    this.#isPaused = false;
    while (this.#left > 0 && !this.#isPaused) {
      this.#left -= this.#piece.length;
      this.#transport.write(this.#piece);
    }
    if (this.#left <= 0) this.#transport.unregisterProducer();
  }

  stopProducing() {
    this.#left = 0;
  }
}

class Echo extends Protocol {
  connectionMade() {
    this.transport.setTcpNoDelay(true);
  }
  dataReceived(data) {
    this.transport.write(data);
  }
}

class Sink extends Protocol {
  #left;
  constructor(bytes) {
    super();
    this.#left = bytes;
  }
  dataReceived(data) {
    this.#left -= data.length;
    if (this.#left <= 0) this.transport.write('.');
  }
}

class Greeter extends Protocol {
  connectionMade() {
    this.transport.write('.');
    this.transport.loseConnection();
  }
}

class Lines extends Protocol {
  #lines;
  constructor(lines) {
    super();
    this.#lines = lines;
  }
  dataReceived([length]) {
    new Pour(this.transport, linesOf(length), this.#lines * (length + 1));
  }
}

export const servers = {
  echo: (kind) => listen(kind, Echo),
  sink: (kind, bytes) => listen(kind, Sink, bytes),
  greeter: (kind) => listen(kind, Greeter),
  lines: (kind, lines) => listen(kind, Lines, lines),
};

class Pinger extends Protocol {
  #resolve;
  #trips;
  constructor(resolve, trips, warmup) {
    super();
    this.#resolve = resolve;
    this.#trips = new Trips(trips, warmup);
  }
  connectionMade() {
    this.transport.setTcpNoDelay(true);
    this.#send();
  }
  dataReceived() {
    if (this.#trips.end()) this.#send();
    else this.#resolve(this.#trips.figures);
  }
  #send() {
    this.#trips.begin();
    this.transport.write(MESSAGE);
  }
}

class Source extends Protocol {
  #resolve;
  #bytes;
  #perSecond;
  constructor(resolve, bytes) {
    super();
    this.#resolve = resolve;
    this.#bytes = bytes;
  }
  connectionMade() {
    this.#perSecond = stopwatch();
    new Pour(this.transport, PIECE, this.#bytes);
  }
  dataReceived() {
    this.#resolve({ rate: this.#perSecond(this.#bytes / 2 ** 20) });
  }
}

class Visitor extends Protocol {
  #onLost;
  constructor(onLost) {
    super();
    this.#onLost = onLost;
  }
  connectionLost() {
    this.#onLost();
  }
}

class Reader extends LineReceiver {
  delimiter = Buffer.from('\n');
  #resolve;
  #lines;
  #left;
  #length;
  #perSecond = stopwatch();
  constructor(resolve, lines, length) {
    super();
    this.#resolve = resolve;
    this.#lines = lines;
    this.#left = lines;
    this.#length = length;
  }
  connectionMade() {
    this.transport.write(Buffer.of(this.#length));
  }
  lineReceived(line) {
    this.count(line);
  }
  count(line) {
    if (line.length !== this.#length) throw new Error(`a line of ${line.length}`);
    if (--this.#left === 0) this.#resolve({ rate: this.#perSecond(this.#lines) });
  }
}

class TextReader extends Reader {
  textReceived(line) {
    this.count(line);
  }
}

export const clients = {
  echo: (kind, port, trips, warmup) => outcomeOf(kind, port, Pinger, trips, warmup),
  sink: (kind, port, bytes) => outcomeOf(kind, port, Source, bytes),
  greeter: (kind, port, connections, warmup, atOnce) =>
    new Promise((resolve) => {
      const visits = new Visits(connections, warmup, resolve);
      const begin = () => dial(kind, port, factory);
      const factory = Dialer.forProtocol(Visitor, () => visits.end() && begin());
      visits.begin(atOnce, begin);
    }),
  lines: (kind, port, lines, length, isText) => outcomeOf(kind, port, isText ? TextReader : Reader, lines, length),
};
