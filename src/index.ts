/**
 * The front door.
 */
export * from './deferred/index.ts';
export * from './errors.ts';
export * from './log/index.ts';
export { transfer } from './messages/transfer.ts';
export * from './reactor/index.ts';
export * from './task/index.ts';
