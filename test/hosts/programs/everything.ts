import { readFile, stat } from 'node:fs';
import { hosted, leave } from 'interloop/host';

/** Uses all that Node waits with, says so, and leaves the host. Started before the entry. */
export function everythingThenLeave(): void {
  const seen: string[] = [];
  const note = (what: string) => {
    seen.push(what);
    if (seen.length < 8) return;
    console.log(hosted() ? 'inside:' : 'outside:', seen.sort().join(', '));
    leave();
  };
  const start = () => {
    if (!hosted()) return void setTimeout(start, 1);
    process.nextTick(note, 'tick');
    queueMicrotask(() => note('microtask'));
    setImmediate(note, 'immediate');
    setTimeout(note, 1, 'timer');
    stat('.', () => note('fs'));
    readFile(process.execPath, { flag: 'r' }, () => note('file'));
    import('node:zlib').then(() => note('import'));
    fetch('data:text/plain,x').then(() => note('fetch'));
  };
  setTimeout(start, 1);
}
