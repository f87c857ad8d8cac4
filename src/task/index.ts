/**
 * Work that takes several turns: again and again, later, bit by bit, or as a whole program.
 */
export { coiterate, cooperate } from './cooperate.ts';
export { CooperativeTask } from './cooperative-task.ts';
export { Cooperator, type CooperatorOptions } from './cooperator.ts';
export { deferLater } from './defer-later.ts';
export { LoopingCall } from './looping-call.ts';
export { type ReactOptions, react } from './react.ts';
