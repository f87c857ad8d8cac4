/**
 * What can be set at a port for datagrams: broadcast and multicast.
 */
import type { Socket } from 'node:dgram';
import { inspect } from 'node:util';
import { type Deferred, fail, succeed } from '../../deferred/index.ts';
import { InvalidArgumentError, MulticastError } from '../../errors.ts';

export abstract class DatagramSettings {
  #broadcast = false;
  #loopback = true;
  #ttl = 1;
  #outgoing = '';

  /** The socket, for the method of this name; throws if there is none. */
  protected abstract open(method: string): Socket;

  /**
   * Whether datagrams may be sent to broadcast addresses. At first they may not.
   *
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING`
   */
  setBroadcastAllowed(enabled: boolean): void {
    this.open('setBroadcastAllowed').setBroadcast(enabled);
    this.#broadcast = enabled;
  }

  /** See {@link setBroadcastAllowed}. */
  getBroadcastAllowed(): boolean {
    return this.#broadcast;
  }

  /**
   * Gets what is sent to a multicast group, too.
   *
   * @param group the group's address
   * @param networkInterface the address of the interface on which it is joined. Default: the system chooses
   * @returns fires when that is done, or fails with a MulticastError (`ERR_INTERLOOP_MULTICAST`)
   */
  joinGroup(group: string, networkInterface?: string): Deferred {
    return this.#changeGroup('join', group, networkInterface);
  }

  /** The opposite of {@link joinGroup}. */
  leaveGroup(group: string, networkInterface?: string): Deferred {
    return this.#changeGroup('leave', group, networkInterface);
  }

  /**
   * Over how many networks a multicast datagram may go, from 0 to 255. At first 1.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING`
   */
  setTTL(ttl: number): void {
    if (!(Number.isInteger(ttl) && ttl >= 0 && ttl <= 255)) {
      throw new InvalidArgumentError(`setTTL() takes a number from 0 to 255, not ${inspect(ttl)}`);
    }
    this.open('setTTL').setMulticastTTL(ttl);
    this.#ttl = ttl;
  }

  /** See {@link setTTL}. */
  getTTL(): number {
    return this.#ttl;
  }

  /**
   * Whether multicast datagrams that are sent from here come in here as well. At first they do.
   *
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING`
   */
  setLoopbackMode(enabled: boolean): void {
    this.open('setLoopbackMode').setMulticastLoopback(enabled);
    this.#loopback = enabled;
  }

  /** See {@link setLoopbackMode}. */
  getLoopbackMode(): boolean {
    return this.#loopback;
  }

  /**
   * On which interface multicast datagrams are sent: its address, for IPv6 `::%` and its name.
   *
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING`
   * @throws what Node throws if there is no such interface
   */
  setOutgoingInterface(networkInterface: string): void {
    this.open('setOutgoingInterface').setMulticastInterface(networkInterface);
    this.#outgoing = networkInterface;
  }

  /** See {@link setOutgoingInterface}; empty if the system chooses. */
  getOutgoingInterface(): string {
    return this.#outgoing;
  }

  #changeGroup(what: 'join' | 'leave', group: string, networkInterface?: string): Deferred {
    const socket = this.open(`${what}Group`);
    try {
      if (what === 'join') socket.addMembership(group, networkInterface);
      else socket.dropMembership(group, networkInterface);
      return succeed(undefined);
    } catch (error) {
      return fail(new MulticastError(what, group, error as Error));
    }
  }
}
