/**
 * Native calls as data: a function's address with its arguments.
 *
 * A waker runs on a thread that has no JavaScript, and a host's loop is entered with no JavaScript frame below it.
 * Both are therefore described, in TypeScript, and made by the addon. Arguments are integers and pointers; an FFI such
 * as koffi tells addresses, for example `koffi.load('libgtk-3.so.0').symbol('gtk_main', 'void')`.
 */
import { InvalidArgumentError } from '../errors.ts';

/**
 * In a waker's arguments: the function that the host is to call on its own thread. Takes `GUEST`, returns 0.
 *
 * @example
 * import { GUEST, TURN, waker } from 'interloop/host';
 *
 * const gIdleAdd = 0x7f0012345678n; // guint g_idle_add(GSourceFunc function, gpointer data)
 * waker(gIdleAdd, TURN, GUEST);
 */
export const TURN: unique symbol = Symbol('interloop.TURN');

/**
 * In a waker's arguments: what {@link TURN} is to be called with.
 *
 * @example
 * import { GUEST, TURN, waker } from 'interloop/host';
 *
 * const post = 0x7f0012345678n; // void post(void *loop, int priority, void *data, int (*function)(void *))
 * const loop = 0x7f0087654321n;
 * waker(post, loop, 3, GUEST, TURN);
 */
export const GUEST: unique symbol = Symbol('interloop.GUEST');

/**
 * In the arguments of a later call of a waker: what its first call returned.
 *
 * @example
 * import { FIRST, GUEST, TURN } from 'interloop/host';
 *
 * const [newTask, runTask] = [0x7f0012345678n, 0x7f0012345abcn];
 * const wake = [
 *   { address: newTask, args: [TURN, GUEST], returns: 'pointer' },
 *   { address: runTask, args: [FIRST], returns: 'void' },
 * ];
 */
export const FIRST: unique symbol = Symbol('interloop.FIRST');

/** An integer or a pointer. `null` is the null pointer. */
export type NativeArgument = bigint | number | boolean | null | typeof TURN | typeof GUEST | typeof FIRST;

/** What the function gives back: a C `int`, a pointer (as a bigint), or nothing. */
export type NativeResult = 'int' | 'pointer' | 'void';

/** A function address with its arguments, to be called by the addon. */
export interface NativeCall {
  /** The function's. */
  readonly address: bigint;
  /** At most six. */
  readonly args: readonly NativeArgument[];
  /** What becomes of what the function returns. */
  readonly returns: NativeResult;
}

/** How any thread asks the host for a turn: native calls, made one after the other. */
export type Waker = readonly NativeCall[];

const MAX_ARGUMENTS = 6;
const MAX_CALLS = 8;
const ANY: Placeholders = { turn: 0n, guest: 0n };
const RETURNS: readonly NativeResult[] = ['void', 'int', 'pointer'];

/**
 * Describes the call of a native function that returns an `int` (or nothing of interest).
 *
 * @param address the function's address; 0 is refused
 * @param args at most six integers or pointers
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { native } from 'interloop/host';
 *
 * const run = native(0x7f0012345678n, 0n);
 * run.returns; // 'int'
 */
export function native(address: bigint | number, ...args: NativeArgument[]): NativeCall {
  return checkedCall({ address: addressOf(address), args, returns: 'int' });
}

/**
 * Describes how to hand the host a function to run on its own thread, from any thread: the address of, say,
 * `g_idle_add` and its arguments, in which {@link TURN} and {@link GUEST} stand for that function and its argument.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { GUEST, TURN, waker } from 'interloop/host';
 *
 * const wake = waker(0x7f0012345678n, TURN, GUEST);
 * wake.length; // 1
 */
export function waker(address: bigint | number, ...args: NativeArgument[]): Waker {
  return checkedWaker([{ address: addressOf(address), args, returns: 'void' }]);
}

/** Checks what was not made by {@link waker}; calls may also be listed by hand. */
export function checkedWaker(value: Waker): Waker {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_CALLS) {
    throw new InvalidArgumentError(`A waker is a list of 1 to ${MAX_CALLS} native calls, not ${describe(value)}`);
  }
  for (const call of value) checkedCall(call, ANY);
  const args = value.flatMap((call: NativeCall) => call.args);
  if (!args.includes(TURN) || !args.includes(GUEST)) {
    throw new InvalidArgumentError('A waker must hand TURN and GUEST to the host: waker(address, TURN, GUEST)');
  }
  return value;
}

/** Checks what was not made by {@link native}. */
export function checkedCall(call: NativeCall, placeholders?: Placeholders): NativeCall {
  if (typeof call !== 'object' || call === null || !Array.isArray(call.args)) {
    throw new InvalidArgumentError(`A native call is made by native(address, ...args), not ${describe(call)}`);
  }
  addressOf(call.address);
  if (call.args.length > MAX_ARGUMENTS) {
    throw new InvalidArgumentError(`A native call takes at most ${MAX_ARGUMENTS} arguments, not ${call.args.length}`);
  }
  for (const arg of call.args) wordOf(arg, placeholders);
  if (!RETURNS.includes(call.returns)) {
    throw new InvalidArgumentError(`A native call returns ${RETURNS.join(', ')}, not ${describe(call.returns)}`);
  }
  return call;
}

/** What the placeholders of a waker stand for in one entry. */
export interface Placeholders {
  readonly turn: bigint;
  readonly guest: bigint;
}

/** Puts calls into the words that `il_program_read()` of the addon reads: address, returns, which take FIRST, count, arguments. */
export function encode(calls: readonly NativeCall[], placeholders?: Placeholders): BigInt64Array {
  const words = calls.flatMap((call) => [
    call.address,
    BigInt(RETURNS.indexOf(call.returns)),
    BigInt(call.args.reduce<number>((bits, arg, i) => bits | (arg === FIRST ? 1 << i : 0), 0)),
    BigInt(call.args.length),
    ...call.args.map((arg) => wordOf(arg, placeholders)),
  ]);
  return BigInt64Array.from(words);
}

function addressOf(value: bigint | number): bigint {
  if (typeof value === 'bigint' ? value > 0n : Number.isSafeInteger(value) && value > 0) return BigInt(value);
  throw new InvalidArgumentError(
    `${describe(value)} is not the address of a function; an FFI tells it, as koffi does with library.symbol(name, 'void')`,
  );
}

function wordOf(arg: NativeArgument, placeholders?: Placeholders): bigint {
  if (typeof arg === 'bigint') return BigInt.asIntN(64, arg);
  if (typeof arg === 'number' && Number.isSafeInteger(arg)) return BigInt(arg);
  if (typeof arg === 'boolean') return arg ? 1n : 0n;
  if (arg === null) return 0n;
  if (arg === TURN || arg === GUEST || arg === FIRST) {
    if (!placeholders) throw new InvalidArgumentError('TURN, GUEST and FIRST have a meaning only in a waker');
    if (arg === FIRST) return 0n;
    return BigInt.asIntN(64, arg === TURN ? placeholders.turn : placeholders.guest);
  }
  throw new InvalidArgumentError(`A native argument is an integer, a boolean or null, not ${describe(arg)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  return String(value);
}
