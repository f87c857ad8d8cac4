/** So many seconds in milliseconds; REACTOR_BASICS_SECOND=20 makes each of them 20 ms long. */
export function seconds(number: number): number {
  return number * Number(process.env.REACTOR_BASICS_SECOND ?? 1000);
}
