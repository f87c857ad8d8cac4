/**
 * The front door.
 */
export * from './errors.ts';
