import { Tokens } from './tokens.ts';

/**
 * Lets one at a time, in the order in which they came: Twisted's DeferredLock.
 *
 * @example
 * import { Deferred, DeferredLock } from 'interloop';
 *
 * const lock = new DeferredLock();
 * const sent = new Deferred();
 * lock.run(() => sent).addCallback(() => console.log('first'));
 * lock.run(() => console.log('second'));
 * sent.callback(); // first, second
 */
export class DeferredLock extends Tokens {
  constructor() {
    super('lock', 1);
  }

  /** Whether somebody holds it. */
  get locked(): boolean {
    return this.tokens === 0;
  }
}
