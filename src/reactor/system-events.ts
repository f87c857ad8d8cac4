/**
 * The system events of one reactor, by name.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { checkEvent, type Phase, SystemEvent, TriggerId } from './system-event.ts';

export class SystemEvents {
  readonly #events = new Map<string, SystemEvent>();

  get size(): number {
    return this.#events.size;
  }

  /** The event of this name; whoever asks first makes it. */
  named(name: string): SystemEvent {
    let event = this.#events.get(name);
    if (!event) {
      event = new SystemEvent(name);
      this.#events.set(name, event);
    }
    return event;
  }

  add(phase: Phase, name: string, fn: (...args: never[]) => unknown, args: readonly unknown[]): TriggerId {
    checkEvent(name);
    return this.named(name).add(phase, fn, args);
  }

  remove(id: TriggerId): void {
    if (!(id instanceof TriggerId)) {
      throw new InvalidArgumentError(`A trigger is named by what addSystemEventTrigger() returned, not ${inspect(id)}`);
    }
    id.remove();
  }

  /** Fires an event that somebody may wait for. */
  fire(name: string): void {
    checkEvent(name);
    this.#events.get(name)?.fire();
  }
}
