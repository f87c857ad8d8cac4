/**
 * Names of functions that cross threads where functions cannot.
 *
 * A reference is the URL of a module and the name of an export. Whoever is given one imports the module, which is the
 * live one where it is loaded already, and calls what the name stands for then. It is typed by the module, and can itself
 * be sent to other threads: a structured clone of it is still known by its two properties.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { callFar } from '../reactor/far-function.ts';
import { absolute } from './modules.ts';
import { callForReactor } from './route.ts';
import type { ThreadModule, ThreadReference } from './types.ts';

class Reference implements ThreadReference {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  [callFar](reactor: object, args: readonly unknown[]): void {
    callForReactor(reactor, this, args);
  }
}

/**
 * References to the functions of a module, typed by it.
 *
 * Nothing is loaded here: a module or a name that does not exist is an error of the call.
 *
 * @param url where the module is: a `file:`, `node:` or `data:` URL
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if it is no absolute URL
 * @example
 * import { reactor, threadModule } from 'interloop';
 *
 * const console = threadModule('node:console'); // threadModule<typeof import('node:console')>(…) in TypeScript
 *
 * reactor.callFromThread(console.log, 'hello'); // hello
 * reactor.callLater(50, () => reactor.stop());
 * await reactor.run();
 */
export function threadModule<M>(url: string | URL): ThreadModule<M> {
  const module = absolute('threadModule', url);
  const references = new Map<string, Reference>();
  return new Proxy({} as ThreadModule<M>, {
    get: (_, name) => (typeof name === 'string' && name !== 'then' ? known(references, module, name) : undefined),
    has: (_, name) => typeof name === 'string',
  });
}

/** A reference that may have come from another thread, where its class was lost. */
export function checkedReference(call: string, value: unknown): ThreadReference {
  if (value instanceof Reference) return value;
  const { module, name } = (value ?? {}) as Partial<ThreadReference>;
  if (typeof module === 'string' && typeof name === 'string') return new Reference(module, name);
  const instead = typeof value === 'function' ? `the function ${value.name || '(anonymous)'}` : inspect(value);
  throw new InvalidArgumentError(
    `${call}() takes a reference, threadModule(url).name, since functions do not cross threads; not ${instead}`,
  );
}

function known(references: Map<string, Reference>, module: string, name: string): Reference {
  const reference = references.get(name) ?? new Reference(module, name);
  references.set(name, reference);
  return reference;
}
