/**
 * Whether there is something to draw on. Toolkits answer the same question by ending the process.
 */
import { NoDisplayError } from '../errors.ts';

/** @throws NoDisplayError `ERR_INTERLOOP_NO_DISPLAY` when the environment names neither a Wayland nor an X11 display */
export function requireDisplay(toolkit: string): void {
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return;
  throw new NoDisplayError(toolkit);
}
