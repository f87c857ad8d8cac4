/** Microseconds of the monotonic clock, which is the same one in every process of this machine. */
export function now() {
  return Number(process.hrtime.bigint()) / 1000;
}
