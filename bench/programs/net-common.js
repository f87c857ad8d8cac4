/** What both sides of `net.js` have in common: certificates, messages, clocks. */
import { readFileSync } from 'node:fs';
import { spread } from '../stats.js';
import { now } from './clock.js';

const pem = (name) => readFileSync(new URL(`../../test/net/fixtures/localhost-${name}.pem`, import.meta.url));

export const LOOPBACK = '127.0.0.1';
export const SERVER_TLS = { key: pem('key'), cert: pem('cert') };
export const CLIENT_TLS = { ca: pem('cert') };
export const MESSAGE = Buffer.alloc(32);
export const PIECE = Buffer.alloc(65_536);

/** Lines of so many bytes, as many as fit into one piece. */
export function linesOf(length) {
  return Buffer.from(`${'x'.repeat(length)}\n`.repeat(Math.floor(PIECE.length / (length + 1))));
}

/** Microseconds of each trip but the first ones. */
export class Trips {
  #left;
  #trips;
  #took = [];
  #sentAt = 0;

  constructor(trips, warmup) {
    this.#left = trips + warmup;
    this.#trips = trips;
  }

  begin() {
    this.#sentAt = now();
  }

  /** Whether there is another one. */
  end() {
    if (this.#left <= this.#trips) this.#took.push(now() - this.#sentAt);
    return --this.#left > 0;
  }

  get figures() {
    return spread(this.#took);
  }
}

/** Connections, some of them at once: resolves with how many were ended in a second after the first ones. */
export class Visits {
  #toBegin;
  #toEnd;
  #connections;
  #resolve;
  #perSecond;

  constructor(connections, warmup, resolve) {
    this.#toBegin = connections + warmup;
    this.#toEnd = connections + warmup;
    this.#connections = connections;
    this.#resolve = resolve;
  }

  begin(atOnce, begin) {
    this.#toBegin -= atOnce;
    for (let i = 0; i < atOnce; i++) begin();
  }

  /** Whether another one is to be begun. */
  end() {
    if (this.#toEnd-- === this.#connections) this.#perSecond = stopwatch();
    if (this.#toEnd === 0) this.#resolve({ rate: this.#perSecond(this.#connections) });
    return this.#toBegin-- > 0;
  }
}

/** So many a second, since it was made. */
export function stopwatch() {
  const startedAt = now();
  return (count) => count / ((now() - startedAt) / 1e6);
}
