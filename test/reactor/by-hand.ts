/**
 * A reactor that has no loop: its passes are those that `iterate()` makes.
 */
import { Reactor } from 'interloop';

export class ReactorByHand extends Reactor {
  /** Starts; resolves when the run is over. */
  begin(): Promise<void> {
    return this.start(() => ({ plan() {}, stop() {} }), false);
  }

  get isStarted(): boolean {
    return this.isOn;
  }
}
