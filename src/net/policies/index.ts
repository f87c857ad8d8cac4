/**
 * Factories around factories, which limit what the connections of those may do.
 *
 * Reading order: wrapping-factory.ts and protocol-wrapper.ts, then one file a policy.
 */
export { LimitConnectionsByPeer } from './limit-connections-by-peer.ts';
export { LimitTotalConnectionsFactory } from './limit-total-connections-factory.ts';
export { ProtocolWrapper } from './protocol-wrapper.ts';
export { ThrottlingFactory, type ThrottlingOptions } from './throttling-factory.ts';
export { TimeoutFactory } from './timeout-factory.ts';
export { WrappingFactory } from './wrapping-factory.ts';
