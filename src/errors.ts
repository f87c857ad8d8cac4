/**
 * Every error class, by the part of the package that throws it; `errors/base.ts` tells what they have in common.
 */
export * from './errors/base.ts';
export * from './errors/cli.ts';
export * from './errors/deferred.ts';
export * from './errors/endpoints.ts';
export * from './errors/host.ts';
export * from './errors/net.ts';
export * from './errors/net-kinds.ts';
export * from './errors/net-protocols.ts';
export * from './errors/reactor.ts';
export * from './errors/task.ts';
export * from './errors/tasklets.ts';
export * from './errors/threads.ts';
