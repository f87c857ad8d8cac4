/**
 * An interpreter of Tcl with Tk in it.
 *
 * Scripts are evaluated by address, on the stack that JavaScript runs on, because a script may wait (`vwait`, a dialog)
 * and Node could not live in a loop that koffi has opened on a stack of its own.
 */
import { call } from 'interloop/host';
import koffi from 'koffi';

const tcl = koffi.load('libtcl8.6.so');
const tk = koffi.load('libtk8.6.so');

const create: () => bigint = tcl.func('void *Tcl_CreateInterp()');
const initTcl: (interpreter: bigint) => number = tcl.func('int Tcl_Init(void *interpreter)');
const initTk: (interpreter: bigint) => number = tk.func('int Tk_Init(void *interpreter)');
const result: (interpreter: bigint) => string = tcl.func('const char *Tcl_GetStringResult(void *interpreter)');
const setResult: (interpreter: bigint, text: string, free: bigint) => void = tcl.func(
  'void Tcl_SetResult(void *interpreter, const char *text, void *free)',
);
const createCommand = tcl.func('Tcl_CreateCommand', 'void *', ['void *', 'str', 'void *', 'void *', 'void *']);
const evaluate = tcl.symbol('Tcl_EvalEx', 'void') as bigint;

const Command = koffi.pointer(koffi.proto('int Command(void *data, void *interpreter, int count, void *words)'));
const VOLATILE = 1n;
const GLOBAL = 0x20000;

export class Tcl {
  readonly #interpreter: bigint;

  /** @throws Error without a display */
  constructor() {
    this.#interpreter = create();
    for (const init of [initTcl, initTk]) {
      if (init(this.#interpreter) !== 0) throw new Error(result(this.#interpreter));
    }
  }

  /**
   * Evaluates a script and gives its result.
   *
   * @throws Error where Tcl has one
   */
  eval(script: string): string {
    const text = Buffer.from(`${script}\0`);
    const args = [this.#interpreter, koffi.address(text), text.length - 1, GLOBAL];
    const status = call({ address: evaluate, args, returns: 'int' });
    const told = result(this.#interpreter);
    if (status !== 0) throw new Error(told);
    return told;
  }

  /** Makes a command that scripts can call. What it returns is its result, what it throws an error of Tcl's. */
  command(name: string, fn: (...words: string[]) => unknown): void {
    const callback = koffi.register((_data: bigint, interpreter: bigint, count: number, words: bigint) => {
      const [, ...args] = koffi.decode(words, koffi.array('const char *', count)) as string[];
      try {
        setResult(interpreter, String(fn(...args) ?? ''), VOLATILE);
        return 0;
      } catch (error) {
        setResult(interpreter, String((error as Error).message), VOLATILE);
        return 1;
      }
    }, Command);
    createCommand(this.#interpreter, name, callback, null, null);
  }
}

/** A word of a script that stands for exactly this text. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"$[\]{}]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
