/**
 * What the command line tells a register module, in one environment variable that does not live to see the program.
 */
const VARIABLE = 'INTERLOOP_REGISTER';

/** Times are in milliseconds. */
export interface Settings {
  readonly stats?: boolean;
  readonly budget?: number;
  readonly patience?: number;
  readonly priority?: number;
  readonly fps?: number;
}

export function sendSettings(settings: Settings): void {
  process.env[VARIABLE] = JSON.stringify(settings);
}

/** The settings, once; `undefined` in a program that was not started by the command line. */
export function takeSettings(): Settings | undefined {
  const text = process.env[VARIABLE];
  delete process.env[VARIABLE];
  return text === undefined ? undefined : JSON.parse(text);
}
