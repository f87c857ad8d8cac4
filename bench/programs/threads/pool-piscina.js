import { Piscina } from 'piscina';

export function makePool(threads) {
  const filename = new URL('./work.js', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });
  return (name, argument) => pool.run(argument, { name });
}
