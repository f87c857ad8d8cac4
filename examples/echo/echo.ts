/** The protocol of the server: everything goes back to where it came from. */
import { Protocol } from 'interloop';

export class Echo extends Protocol {
  /** The connection fills itself: as long as it cannot send, it does not receive either, so nothing piles up here. */
  override connectionMade(): void {
    this.transport.registerProducer(this.transport, true);
  }

  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
}
