/** The news: a line a second to whoever connects; with `--flood` as many as each takes. */
import { parseArgs } from 'node:util';
import { Factory, LoopingCall, Protocol, reactor, serverFromString } from 'interloop';

const { values } = parseArgs({ options: { listen: { type: 'string' }, flood: { type: 'boolean' } } });
const SUBJECTS = ['The weather', 'A ship', 'The parrot', 'Somebody', 'A fish', 'The moon'];
const VERBS = ['came by and left', 'was seen in the harbour', 'is late again', 'wrote a letter', 'sang', 'is back'];
const FLOOD_LINES = 64;

let number = 0;

function headline(): string {
  number++;
  return `${number}: ${SUBJECTS[number % 6]} ${VERBS[(number * 7) % 5]}.\n`;
}

class Reader extends Protocol {
  #calls: LoopingCall | undefined;

  override connectionMade(): void {
    if (values.flood) {
      const { transport } = this;
      const resumeProducing = () => transport.write(Array.from({ length: FLOOD_LINES }, headline).join(''));
      transport.registerProducer({ resumeProducing, stopProducing: () => {} }, false);
    } else {
      this.#calls = new LoopingCall(() => this.transport.write(headline()));
      void this.#calls.start(1000);
    }
  }

  override connectionLost(): void {
    if (this.#calls?.running) this.#calls.stop();
  }
}

reactor.callWhenRunning(async () => {
  const port = await serverFromString(values.listen ?? 'tcp:7010:127.0.0.1').listen(Factory.forProtocol(Reader));
  console.log(`listening on ${port.getHost()}`);
});
await reactor.run();
