/** What a person does: keys, the end of the input. */
import { reactor } from 'interloop';

const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** Listens; returns what gives the terminal back. */
export function listenToKeys(close: (why: string) => void, isEndAnEnd: boolean): () => void {
  const { stdin } = process;
  const onData = (keys: Buffer) => {
    for (const key of keys.toString()) {
      if (key === 'q' || key === CTRL_D) close('q was pressed');
      // A terminal that gives single keys gives this one, too, instead of a signal.
      if (key === CTRL_C && stdin.isTTY) reactor.sigInt();
    }
  };
  const onEnd = () => isEndAnEnd && close('the input has ended');
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', onData).on('end', onEnd);
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.off('data', onData).off('end', onEnd).pause();
  };
}
