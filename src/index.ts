/**
 * The front door.
 */
export * from './deferred/index.ts';
export * from './errors.ts';
export * from './log/index.ts';
export * from './messages/index.ts';
export * from './net/index.ts';
export * from './net/policies/index.ts';
export * from './net/protocols/index.ts';
export * from './reactor/index.ts';
export * from './task/index.ts';
export * from './tasklets/index.ts';
export * from './threads/index.ts';
