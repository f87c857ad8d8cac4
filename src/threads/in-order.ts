/**
 * Calls by name that keep their order although a module has to be imported for some of them.
 */
import { find, load } from './modules.ts';
import type { AnyFunction, FunctionName } from './types.ts';

export class InOrder {
  /** Resolves when the last call that waits for an import has been used. */
  #imports: Promise<void> | undefined;

  /** Resolves when all that was given so far has been used. */
  get settled(): Promise<void> {
    return this.#imports ?? Promise.resolve();
  }

  /** Finds the function and uses it: at once, unless its module or an earlier one is still to be imported. */
  find(name: FunctionName, use: (fn: AnyFunction) => void, fail: (error: unknown) => void): void {
    let found: AnyFunction | undefined;
    try {
      found = this.#imports ? undefined : find(name);
    } catch (error) {
      fail(error);
      return;
    }
    if (found) use(found);
    else this.#wait(name, use, fail);
  }

  #wait(name: FunctionName, use: (fn: AnyFunction) => void, fail: (error: unknown) => void): void {
    const imports = this.settled
      .then(() => load(name))
      .then(use)
      .catch(fail)
      .then(() => {
        if (this.#imports === imports) this.#imports = undefined;
      });
    this.#imports = imports;
  }
}
