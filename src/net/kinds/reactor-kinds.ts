/**
 * What the kinds of connections that are no sockets add to a reactor: datagrams, processes, descriptors.
 */
import { Reactor } from '../../reactor/reactor.ts';
import type { DatagramProtocol } from './datagram-protocol.ts';
import { Descriptors, type ReadDescriptor, type WriteDescriptor } from './descriptors.ts';
import { type ProcessTransport, type SpawnProcessOptions, spawnProcess } from './process.ts';
import type { ProcessProtocol } from './process-protocol.ts';
import { type ListenUDPOptions, listenUDP, type UDPPort } from './udp.ts';

declare module '../../reactor/reactor.ts' {
  interface Reactor {
    /**
     * Listens for datagrams on a UDP port, 0 for any that is free, and sends them.
     *
     * @returns the port, whose `whenListening()` tells whether it could be opened
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    listenUDP(port: number, protocol: DatagramProtocol, options?: ListenUDPOptions): UDPPort;
    /**
     * Starts a program, without a shell; the protocol is told of its output and its end, also if it could not be started.
     *
     * @param executable a path, or a name that is looked for in `PATH`
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    spawnProcess(protocol: ProcessProtocol, executable: string, options?: SpawnProcessOptions): ProcessTransport;
    /**
     * Calls `doRead()` whenever the descriptor has something to read, until {@link removeReader}. For what Node has no way to
     * wait for: serial devices, named pipes, inotify, whatever a native library opens. Keeps the process alive. Needs the addon.
     *
     * Descriptors of both a reader and a writer may be the same one. Adding twice is adding once.
     *
     * @throws CannotWatch `ERR_INTERLOOP_CANNOT_WATCH` if it is not open, or a regular file, which is always ready
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    addReader(reader: ReadDescriptor): void;
    /**
     * Calls `doWrite()` whenever the descriptor can take something, until {@link removeWriter}; the same as {@link addReader}
     * in all else, and what it throws.
     */
    addWriter(writer: WriteDescriptor): void;
    /** Calls it no more. Does nothing if it was not added. To be called before the descriptor is closed. */
    removeReader(reader: ReadDescriptor): void;
    /** Calls it no more. Does nothing if it was not added. To be called before the descriptor is closed. */
    removeWriter(writer: WriteDescriptor): void;
    /** Removes all readers and writers without telling them, and returns them, each once. */
    removeAll(): (ReadDescriptor | WriteDescriptor)[];
    /** The readers. */
    getReaders(): ReadDescriptor[];
    /** The writers. */
    getWriters(): WriteDescriptor[];
  }
}

Reactor.prototype.listenUDP = function (port, protocol, options = {}) {
  return listenUDP(this, port, protocol, options);
};

Reactor.prototype.spawnProcess = function (protocol, executable, options = {}) {
  return spawnProcess(this, protocol, executable, options);
};

const descriptors = new WeakMap<Reactor, Descriptors>();

function descriptorsOf(reactor: Reactor): Descriptors {
  const found = descriptors.get(reactor) ?? new Descriptors(reactor);
  descriptors.set(reactor, found);
  return found;
}

Reactor.prototype.addReader = function (reader) {
  descriptorsOf(this).add('reader', reader);
};

Reactor.prototype.addWriter = function (writer) {
  descriptorsOf(this).add('writer', writer);
};

Reactor.prototype.removeReader = function (reader) {
  descriptorsOf(this).remove('reader', reader);
};

Reactor.prototype.removeWriter = function (writer) {
  descriptorsOf(this).remove('writer', writer);
};

Reactor.prototype.removeAll = function () {
  return descriptorsOf(this).removeAll();
};

Reactor.prototype.getReaders = function () {
  return descriptorsOf(this).all('reader');
};

Reactor.prototype.getWriters = function () {
  return descriptorsOf(this).all('writer');
};
