/**
 * The little of GTK that the tests call, as a program with koffi would.
 */
import { MissingLibraryError } from 'interloop/host';
import koffi from 'koffi';

export const FILES = { 3: 'libgtk-3.so.0', 4: 'libgtk-4.so.1' } as const;

const APPLICATION_NON_UNIQUE = 1 << 5;

type Function = (...args: unknown[]) => unknown;

/** A library whose functions are declared where they are used, and made once. */
export interface Functions {
  (prototype: string): Function;
  /** The address of one, for `native()`. */
  at(name: string): bigint;
}

const loaded = new Map<string, Functions>();

/** @throws MissingLibraryError where it is not installed */
export function functionsOf(file: string): Functions {
  const functions = loaded.get(file) ?? load(file);
  loaded.set(file, functions);
  return functions;
}

function load(file: string): Functions {
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load(file);
  } catch (error) {
    throw new MissingLibraryError(file, 'install it', error);
  }
  const made = new Map<string, Function>();
  const find = (prototype: string): Function => {
    const fn = made.get(prototype) ?? (library.func(prototype) as Function);
    made.set(prototype, fn);
    return fn;
  };
  return Object.assign(find, { at: (name: string) => library.symbol(name, 'void') as bigint });
}

/** A `GtkApplication*` that goes on without a window. */
export function newApplication(version: 3 | 4): bigint {
  const [gtk, gio] = [functionsOf(FILES[version]), functionsOf('libgio-2.0.so.0')];
  const application = gtk('void *gtk_application_new(str id, int flags)')(null, APPLICATION_NON_UNIQUE) as bigint;
  gio('void g_application_hold(void *application)')(application);
  connect(application, 'activate', 'void (void *application, void *data)', () => {});
  return application;
}

/** Calls `fn` on each emission of a signal. */
export function connect(object: bigint, signal: string, prototype: string, fn: (...args: never[]) => unknown): void {
  const handler = koffi.register(fn, koffi.pointer(koffi.proto(prototype)));
  functionsOf('libgobject-2.0.so.0')(
    'ulong g_signal_connect_data(void *object, str signal, void *fn, void *data, void *free, int flags)',
  )(object, signal, handler, null, null, 0);
}
