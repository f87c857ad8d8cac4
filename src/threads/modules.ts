/**
 * From the name of a function to the function, in the thread where it is called.
 *
 * A module is imported once; from then on its functions are found without waiting, and as they are at that moment, since
 * an export may be given another value.
 *
 * A module that awaits something at its top level, as a main program that awaits `reactor.run()` does, cannot be imported
 * before that has come: the import would wait for the end of the program. Such a module says itself what may be called.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError, NoSuchFunctionError, NoSuchModuleError } from '../errors.ts';
import { Logger } from '../log/index.ts';
import { type AnyFunction, described, type FunctionName } from './types.ts';

type Namespace = Readonly<Record<string, unknown>>;

const loaded = new Map<string, Namespace>();

const LONG_MS = 3000;
const STILL_WAITS = 'has not come to its end; if it awaits reactor.run(), let it call exposeToThreads() before that';
const log = new Logger('threads');

/**
 * Tells which functions of a module other threads may call by name, without an import: for a module that waits at its top
 * level, above all for `reactor.run()`. Other modules need not.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { exposeToThreads, reactor, threadModule } from 'interloop';
 *
 * export function show(text) {
 *   console.log(text); // hello
 *   reactor.stop();
 * }
 * exposeToThreads(import.meta.url, { show });
 *
 * reactor.callFromThread(threadModule(import.meta.url).show, 'hello'); // as a worker would
 * await reactor.run();
 */
export function exposeToThreads(url: string | URL, functions: Readonly<Record<string, AnyFunction>>): void {
  const wrong = Object.entries(functions ?? {}).find(([, fn]) => typeof fn !== 'function');
  if (wrong || typeof functions !== 'object' || functions === null) {
    throw new InvalidArgumentError(`exposeToThreads() takes functions by name, not ${inspect(functions)}`);
  }
  loaded.set(absolute('exposeToThreads', url), { ...functions });
}

/** A URL as modules are known by. @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
export function absolute(call: string, url: string | URL): string {
  if ((typeof url === 'string' || url instanceof URL) && URL.canParse(String(url))) return String(url);
  throw new InvalidArgumentError(
    `${call}() takes an absolute URL, for example new URL('./mail.js', import.meta.url), not ${inspect(url)}`,
  );
}

/** The function, if its module is loaded already. @throws NoSuchFunctionError `ERR_INTERLOOP_NO_SUCH_FUNCTION` */
export function find(reference: FunctionName): AnyFunction | undefined {
  const namespace = loaded.get(reference.module);
  return namespace && functionIn(namespace, reference);
}

/**
 * The function, when its module is loaded.
 *
 * @throws NoSuchModuleError `ERR_INTERLOOP_NO_SUCH_MODULE`
 * @throws NoSuchFunctionError `ERR_INTERLOOP_NO_SUCH_FUNCTION`
 * @throws whatever the module throws when it is evaluated
 */
export async function load(reference: FunctionName): Promise<AnyFunction> {
  const { module } = reference;
  const reminder = setTimeout(
    () => log.warn(`${described(reference)} waits: its module ${STILL_WAITS}`),
    LONG_MS,
  ).unref();
  try {
    loaded.set(module, await import(module));
  } catch (error) {
    throw isMissing(error, module) ? new NoSuchModuleError(described(reference), error) : error;
  } finally {
    clearTimeout(reminder);
  }
  return functionIn(loaded.get(module)!, reference);
}

/** A CommonJS module's functions are also those of its `module.exports`. */
function functionIn(namespace: Namespace, reference: FunctionName): AnyFunction {
  const { name } = reference;
  const inner = (namespace.default ?? {}) as Namespace;
  const found = namespace[name] ?? inner[name];
  if (typeof found === 'function') return found as AnyFunction;
  const names = Object.keys(namespace).filter((key) => typeof namespace[key] === 'function');
  throw new NoSuchFunctionError(described(reference), names);
}

/** Whether it is this module that is missing, and not one that it imports. */
function isMissing(error: unknown, module: string): boolean {
  const { code, url, message } = error as { code?: string; url?: string; message?: string };
  if (code === 'ERR_UNKNOWN_BUILTIN_MODULE' || code === 'ERR_UNSUPPORTED_ESM_URL_SCHEME') return true;
  return code === 'ERR_MODULE_NOT_FOUND' && (url === module || message?.includes(pathOf(module)) === true);
}

function pathOf(module: string): string {
  const { protocol, pathname } = new URL(module);
  return protocol === 'file:' ? decodeURIComponent(pathname) : module;
}
