/**
 * A client of Redis: its protocol, RESP 2, on LineReceiver, which changes to raw bytes for each string.
 */
import { Deferred, fail, LineReceiver } from 'interloop';

export type Reply = string | number | null | Error | Reply[];

/** An array that is coming in, and how many of its members are still to come. */
interface Open {
  readonly members: Reply[];
  left: number;
}

export class Redis extends LineReceiver {
  override maxLength = 65_536;
  readonly made = new Deferred<this>();
  readonly lost = new Deferred<Error>();
  /** What came without being asked for: messages of channels. */
  readonly pushed: Reply[] = [];
  onPush: (reply: Reply) => void = () => {};
  readonly #asked: Deferred<Reply>[] = [];
  readonly #open: Open[] = [];
  /** So many bytes of a string are still to come, with the line end after it; -1 if none is. */
  #left = -1;
  #string: Buffer[] = [];

  /** Sends a command; fires with the reply, or fails with what the server objects to, or with the end of the connection. */
  command(...words: readonly (string | Uint8Array)[]): Deferred<Reply> {
    if (!this.connected) return fail(new Error('There is no connection'));
    const reply = new Deferred<Reply>();
    this.#asked.push(reply);
    const pieces = words.flatMap((word) => [`$${Buffer.byteLength(word)}\r\n`, word, '\r\n']);
    this.transport.writeSequence([`*${words.length}\r\n`, ...pieces]);
    return reply;
  }

  override connectionMade(): void {
    this.made.callback(this);
  }

  override connectionLost(reason: Error): void {
    for (const reply of this.#asked.splice(0)) reply.errback(reason);
    this.lost.callback(reason);
  }

  override lineReceived(line: Buffer): void {
    const rest = String(line.subarray(1));
    switch (String.fromCharCode(line[0] ?? 0)) {
      case '+':
        this.#got(rest);
        break;
      case '-':
        this.#got(new Error(rest));
        break;
      case ':':
        this.#got(Number(rest));
        break;
      case '$':
        if (rest === '-1') this.#got(null);
        else {
          this.#left = Number(rest) + 2;
          this.setRawMode();
        }
        break;
      case '*':
        if (rest === '0') this.#got([]);
        else this.#open.push({ members: [], left: Number(rest) });
        break;
      default:
        throw new Error(`This is no RESP: ${line}`);
    }
  }

  override rawDataReceived(data: Buffer): void {
    const part = data.subarray(0, this.#left);
    this.#left -= part.length;
    this.#string.push(part);
    if (this.#left > 0) return;
    const string = Buffer.concat(this.#string.splice(0)).toString('latin1');
    this.#got(string.slice(0, -2));
    this.setLineMode(data.subarray(part.length));
  }

  #got(reply: Reply): void {
    const open = this.#open.at(-1);
    if (!open) this.#tell(reply);
    else {
      open.members.push(reply);
      if (--open.left > 0) return;
      this.#open.pop();
      this.#got(open.members);
    }
  }

  #tell(reply: Reply): void {
    if (Array.isArray(reply) && reply[0] === 'message') {
      this.pushed.push(reply);
      this.onPush(reply);
    } else if (reply instanceof Error) this.#asked.shift()?.errback(reply);
    else this.#asked.shift()?.callback(reply);
  }
}
