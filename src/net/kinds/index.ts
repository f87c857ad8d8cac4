/**
 * Connections that are not made of sockets, and those that are no connections.
 *
 * datagram-protocol.ts and udp.ts; process-protocol.ts, process.ts, process-output.ts and process-endpoint.ts; stdio.ts;
 * descriptors.ts. reactor-kinds.ts has the reactor's methods.
 */
import './reactor-kinds.ts';

export { DatagramProtocol } from './datagram-protocol.ts';
export type { FileDescriptor, ReadDescriptor, WriteDescriptor } from './descriptors.ts';
export type { ChildFD, ProcessTransport, SpawnProcessOptions } from './process.ts';
export {
  type GetProcessOutputOptions,
  getProcessOutput,
  getProcessOutputAndValue,
  getProcessValue,
  type ProcessOutputOptions,
} from './process-output.ts';
export { ProcessProtocol } from './process-protocol.ts';
export type { ProgramOptions } from './process-start.ts';
export type { DatagramAddress, ListenUDPOptions, UDPPort } from './udp.ts';
