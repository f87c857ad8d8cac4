/** The news: a line a second to whoever connects; with `--flood` as many as each takes. */
import { Factory, LoopingCall, Protocol } from 'interloop';
import { listenAt } from '../support/endpoint-options.ts';
import { flag } from '../support/option-kinds.ts';
import { listen, runProgram } from '../support/program.ts';

const SUBJECTS = ['The weather', 'A ship', 'The parrot', 'Somebody', 'A fish', 'The moon'];
const VERBS = ['came by and left', 'was seen in the harbour', 'is late again', 'wrote a letter', 'sang', 'is back'];
const FLOOD_LINES = 64;

let number = 0;

function headline(): string {
  number++;
  return `${number}: ${SUBJECTS[number % 6]} ${VERBS[(number * 7) % 5]}.\n`;
}

class Reader extends Protocol {
  readonly #isFlood: boolean;
  #calls: LoopingCall | undefined;

  constructor(isFlood: boolean) {
    super();
    this.#isFlood = isFlood;
  }

  override connectionMade(): void {
    if (this.#isFlood) {
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

await runProgram({
  what: 'The news: a line a second to whoever connects, until Ctrl-C.',
  options: { listen: listenAt('tcp:7010:127.0.0.1'), flood: flag('as many lines as each takes') },
  main: ({ values }) => listen(values.listen, Factory.forProtocol(Reader, values.flood)),
});
