/**
 * A function by its name, as the compiler and as messages see it.
 */
import type { FarFunction } from '../reactor/far-function.ts';

/** Any function. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of any type
export type AnyFunction = (...args: any[]) => unknown;

/** A function by its name. */
export interface FunctionName {
  /** The URL of the module. */
  readonly module: string;
  /** The name of the export. */
  readonly name: string;
}

/** A function of a module, by name; its type is that of the function. */
export interface ThreadReference<F extends AnyFunction = AnyFunction> extends FunctionName, FarFunction<Parameters<F>> {
  /** The function itself, for the compiler alone. */
  readonly [type]?: F;
}

/** The functions of a module, by name. */
export type ThreadModule<M> = {
  readonly [K in keyof M as M[K] extends AnyFunction ? K : never]: ThreadReference<Extract<M[K], AnyFunction>>;
};

/** What a call of the function gives in the end. */
export type Returned<F extends AnyFunction> = Awaited<ReturnType<F>>;

declare const type: unique symbol;

/** How a function is called in a message. */
export function described({ module, name }: FunctionName): string {
  return `${name}() of ${module}`;
}
