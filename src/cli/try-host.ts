/**
 * One host tried for real: enters it, is given a timer there, leaves it, and writes down as JSON how it went.
 *
 * A program of its own, because a host that is broken may hang or crash, and the doctor must survive its patients.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { InterloopError } from '../errors.ts';
import { enter, leave } from '../host/enter.ts';
import { findHost } from '../hosts/index.ts';

/** What is written to stdout. */
export interface Trial {
  readonly works: boolean;
  readonly form?: 'watch' | 'waker';
  readonly error?: { readonly code: string; readonly message: string; readonly library?: string };
}

async function tryHost(name: string): Promise<Trial> {
  let form: 'watch' | 'waker' | undefined;
  subscribe('interloop:host:enter', (message) => {
    form = (message as { form: 'watch' | 'waker' }).form;
    setTimeout(leave, 1);
  });
  try {
    await enter(await findHost(name).load());
    return { works: true, ...(form && { form }) };
  } catch (error) {
    const { code = 'ERR_INTERLOOP_UNKNOWN', message, library } = error as InterloopError & { library?: string };
    return { works: false, error: { code, message, ...(library && { library }) } };
  }
}

console.log(JSON.stringify(await tryHost(process.argv[2] ?? '')));
