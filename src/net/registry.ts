/**
 * What a reactor has open: its ports, connections and attempts, which its shutdown ends.
 *
 * As Twisted's `disconnectAll`, in the `during` phase of `shutdown`, the youngest first: attempts are cancelled, every protocol is
 * told that its connection is lost, ports are closed. From then on nothing new is opened: a factory that connects again
 * whenever it is told of a loss would keep a reactor that has ended at work for ever.
 */
import { ReactorNotRunning } from '../errors.ts';
import type { Reactor } from '../reactor/index.ts';

/** Something open that belongs to a reactor. */
export interface OpenThing {
  /** Ends it here and now, and tells whoever must know. */
  shutDown(): void;
}

export class Registry {
  readonly #open = new Set<OpenThing>();
  #hasEnded: boolean;

  constructor(reactor: Reactor) {
    this.#hasEnded = reactor.hasEnded;
    reactor.addSystemEventTrigger('during', 'shutdown', () => this.#shutDown());
  }

  /** Whether the reactor has shut down, so that nothing may be opened. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down */
  check(method: string): void {
    if (this.#hasEnded) throw new ReactorNotRunning(`${method}()`);
  }

  add(thing: OpenThing): void {
    this.#open.add(thing);
  }

  delete(thing: OpenThing): void {
    this.#open.delete(thing);
  }

  #shutDown(): void {
    this.#hasEnded = true;
    for (const thing of [...this.#open].reverse()) thing.shutDown();
    this.#open.clear();
  }
}

const registries = new WeakMap<Reactor, Registry>();

/** The registry of a reactor; whoever asks first makes it. */
export function registryOf(reactor: Reactor): Registry {
  let registry = registries.get(reactor);
  if (!registry) {
    registry = new Registry(reactor);
    registries.set(reactor, registry);
  }
  return registry;
}
