import { Tokens } from './tokens.ts';

/**
 * Lets one at a time, in the order in which they came: Twisted's DeferredLock.
 *
 * @example
 * import { Deferred, DeferredLock } from 'interloop';
 *
 * const lock = new DeferredLock();
 * const sent = new Deferred();
 * lock.run(() => sent);
 * lock.run(() => console.log('the next one'));
 * sent.callback(); // the next one
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
