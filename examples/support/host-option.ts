/** The option that puts a program without a window into a host. */
import type { RunOptions } from 'interloop';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';
import { oneOf } from './option-kinds.ts';

const HOSTS = { frame, glib };

export const hostOption = oneOf(['frame', 'glib'], "lives inside frame or glib instead of Node's own loop");

/** In a host, too, Ctrl-C is to stop the reactor. */
export function runOptions(host: 'frame' | 'glib' | undefined): RunOptions {
  return host ? { host: HOSTS[host](), installSignalHandlers: true } : {};
}
