/**
 * What happens in hosting, for whoever subscribes with `node:diagnostics_channel`.
 *
 * - `interloop:host:enter`: `{ host, form }`, when Node has been hung into the host and its loop is about to run
 * - `interloop:host:leave`: `{ host, form, statistics }`, when the host's loop has returned
 *
 * Subscribers run synchronously and must not throw.
 */
import { channel } from 'node:diagnostics_channel';

export const hostEntered: ReturnType<typeof channel> = channel('interloop:host:enter');
export const hostLeft: ReturnType<typeof channel> = channel('interloop:host:leave');
