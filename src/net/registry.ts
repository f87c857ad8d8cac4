/**
 * What a reactor has open: its ports, connections and attempts, which its shutdown ends.
 *
 * As Twisted's `disconnectAll`, in the `during` phase of `shutdown`: attempts are cancelled, ports closed, and every protocol
 * is told that its connection is lost. What is opened later, by a `connectionLost` that connects again, is ended at once.
 */
import type { Reactor } from '../reactor/index.ts';

/** Something open that belongs to a reactor. */
export interface OpenThing {
  /** Ends it here and now, and tells whoever must know. */
  shutDown(): void;
}

export class Registry {
  readonly #open = new Set<OpenThing>();
  #hasEnded = false;

  constructor(reactor: Reactor) {
    reactor.addSystemEventTrigger('during', 'shutdown', () => this.#shutDown());
  }

  add(thing: OpenThing): void {
    this.#open.add(thing);
    if (this.#hasEnded) this.#end(thing);
  }

  delete(thing: OpenThing): void {
    this.#open.delete(thing);
  }

  #shutDown(): void {
    this.#hasEnded = true;
    for (const thing of this.#open) this.#end(thing);
  }

  #end(thing: OpenThing): void {
    this.#open.delete(thing);
    thing.shutDown();
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
