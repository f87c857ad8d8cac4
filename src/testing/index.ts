/**
 * For tests: ours and those of people who build on interloop.
 */
export { Clock } from './clock.ts';
export { type Check, conformance, type NestedLoop, type Subject } from './conformance/index.ts';
export { type FakeHost, fake } from './fake.ts';
export { type Leftovers, leftovers } from './leftovers.ts';
export { type MemoryPair, type MemoryPairOptions, memoryPair } from './memory-pair.ts';
export { StringTransport, type StringTransportOptions } from './string-transport.ts';
export { whenHosted } from './when-hosted.ts';
