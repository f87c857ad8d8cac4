/**
 * What runs in the network thread: it watches a mailbox, and fetches each mail that comes.
 *
 * It knows the window by the names of its functions, which are called on the thread of the window.
 */

import { ImapFlow } from 'imapflow';
import { Deferred, deferLater, ReactorClient, reactor, reactorOf, threadModule } from 'interloop';

const window = threadModule<typeof import('./window.ts')>(new URL('./window.js', import.meta.url));
const main = reactorOf(0);

export interface Account {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
}

export interface Mail {
  readonly from: string;
  readonly subject: string;
  /** The first lines of the text. */
  readonly preview: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly bytes: number;
}

const RETRY_MS = 1000;
const GOODBYE_MS = 3000;
const MOST_AT_FIRST = 20;
const PREVIEW_CHARACTERS = 200;

/** Watches from now on, again and again if the connection breaks, until the reactor of this thread goes down. */
export function watch(account: Account): void {
  new Mailbox(account);
}

class Mailbox extends ReactorClient {
  readonly #account: Account;
  #client!: ImapFlow;
  #isIdle = false;
  /** How many mails of the mailbox are in the window. */
  #shown: number | undefined;

  constructor(account: Account) {
    super();
    this.#account = account;
    void this.#stay();
  }

  async #stay(): Promise<void> {
    while (!this.isShutDown) {
      try {
        await this.#watch();
      } catch (error) {
        if (!this.isShutDown) main.callFromThread(window.showTrouble, reasonOf(error));
      }
      this.#client.close();
      await this.track(deferLater(reactor, RETRY_MS)).addErrback(() => {});
    }
  }

  async #watch(): Promise<void> {
    const { host, port, secure, user, password } = this.#account;
    const client = new ImapFlow({ host, port, secure, auth: { user, pass: password }, logger: false });
    this.#client = client;
    client.on('error', () => {}); // whatever is waited for rejects with it
    client.on('exists', () => {
      if (this.#isIdle) client.noop().catch(() => {}); // ends the idling
    });
    await client.connect();
    await client.mailboxOpen('INBOX', { readOnly: true });
    while (!this.isShutDown) {
      const { exists } = client.mailbox || { exists: 0 };
      this.#shown = Math.min(this.#shown ?? Math.max(0, exists - MOST_AT_FIRST), exists);
      while (this.#shown < exists) {
        await this.#show(client, this.#shown + 1);
        this.#shown++;
      }
      main.callFromThread(window.showState, `${user} at ${host}: ${exists === 1 ? '1 mail' : `${exists} mails`}`);
      this.#isIdle = true;
      await client.idle();
      this.#isIdle = false;
      if (!client.usable) throw new Error('the connection was closed');
    }
  }

  async #show(client: ImapFlow, number: number): Promise<void> {
    const message = await client.fetchOne(String(number), { envelope: true, size: true, internalDate: true });
    if (!message) return;
    const { subject = '(no subject)', from: [sender] = [] } = message.envelope ?? {};
    const bytes = message.size ?? 0;
    const { content } = await client.download(String(number), '1');
    let text = '';
    let received = 0;
    for await (const chunk of content ?? []) {
      received += chunk.length;
      if (text.length < PREVIEW_CHARACTERS) text += chunk;
      main.callFromThread(window.showProgress, subject, received, bytes);
    }
    main.callFromThread(window.showMail, {
      subject,
      from: sender?.name || sender?.address || 'nobody',
      preview: text.replace(/\s+/g, ' ').trim().slice(0, PREVIEW_CHARACTERS),
      date: new Date(message.internalDate ?? Date.now()).getTime(),
      bytes,
    });
  }

  /** Says goodbye, unless a mail is on its way: that is broken off. */
  override onShutdown(): Deferred<unknown> | undefined {
    const client = this.#client;
    if (!this.#isIdle) return void client.close();
    return Deferred.from(() => client.logout())
      .addTimeout(GOODBYE_MS, reactor)
      .addErrback(() => client.close());
  }
}

function reasonOf(error: unknown): string {
  const { message, responseText } = error as Error & { responseText?: string };
  return responseText ?? message;
}
