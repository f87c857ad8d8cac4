/**
 * What goes from one thread to another: values that are moved (`transfer.ts`), values that cannot be cloned
 * (`not-cloneable.ts`), errors (`packed-error.ts`).
 */
export { transfer } from './transfer.ts';
