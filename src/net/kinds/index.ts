/**
 * Connections that are not made of sockets, and those that are no connections.
 *
 * Datagrams: datagram-protocol.ts, udp.ts. Processes: process-protocol.ts, process.ts, process-output.ts, process-endpoint.ts.
 * Standard input and output: stdio.ts. Descriptors: descriptors.ts. The methods of the reactor: reactor-kinds.ts.
 */
import './reactor-kinds.ts';

export { DatagramProtocol } from './datagram-protocol.ts';
export type { FileDescriptor, ReadDescriptor, WriteDescriptor } from './descriptors.ts';
export type { ChildFD, ProcessTransport, SpawnProcessOptions } from './process.ts';
export { ProcessEndpoint, type ProcessEndpointOptions, type ProcessStreamTransport } from './process-endpoint.ts';
export {
  type GetProcessOutputOptions,
  getProcessOutput,
  getProcessOutputAndValue,
  getProcessValue,
  type ProcessOutputOptions,
} from './process-output.ts';
export { ProcessProtocol } from './process-protocol.ts';
export type { ProgramOptions } from './process-start.ts';
export { StandardIO, type StandardIOOptions } from './stdio.ts';
export type { DatagramAddress, ListenUDPOptions, UDPPort } from './udp.ts';
