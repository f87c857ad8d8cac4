/** Lines for people: they end as a terminal, `nc` and `telnet` end them, and carry nothing that would move a cursor. */
import { LineReceiver } from 'interloop';

/** Receives and sends lines of text, which end with `\n`; a `\r` before it is dropped, as all control characters are. */
export abstract class TextLines extends LineReceiver {
  override delimiter = Buffer.from('\n');

  /** A line has come in. */
  abstract messageReceived(text: string): void;

  override textReceived(line: string): void {
    this.messageReceived(printable(line));
  }
}

/** A text without control characters. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}
