/**
 * What the network programs in these folders have in common: a command line, a host if one is wanted, and how they end.
 *
 * Ctrl-C and SIGTERM stop the reactor, which ends all connections, and then the process by that signal, so a shell sees 130. A wrong
 * command line is one line and exit code 2, another failure that can be expected, by an error with a code, one line and exit code 1.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { EndpointSyntaxError, exitWithSignal, type Factory, maybeDeferred, reactor, serverFromString } from 'interloop';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';

const HOSTS = { frame, glib };

/** For the help texts. */
export const COMMON_OPTIONS = `  --host=NAME          lives inside frame or glib instead of Node's own loop
  --help               this text`;

/** A command line that cannot be understood; the message is for a person. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

export interface CommandLine {
  /** By the names of options. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** What is no option. */
  readonly words: readonly string[];
}

export interface ProgramDescription {
  readonly help: string;
  /** The names of options that have values. */
  readonly options?: readonly string[];
  /** How many words there may be. Default: 0. */
  readonly mostWords?: number;
  /** Called when the reactor runs, which goes on until somebody stops it. */
  main(commandLine: CommandLine): unknown;
}

/** Runs a program from its command line to its end. */
export async function runProgram(program: ProgramDescription): Promise<void> {
  process.stdout.on('error', () => process.exit(1)); // whoever reads it, such as head, has left
  try {
    const { values, words } = read(program);
    if (values.help) return console.log(program.help);
    const { host } = values;
    if (host !== undefined && host !== 'frame' && host !== 'glib') {
      throw new UsageError(`--host is frame or glib, not "${host}"`);
    }
    reactor.callWhenRunning(() => {
      maybeDeferred(() => program.main({ values, words })).addErrback(endProgramFor);
    });
    const { signal } = await reactor.run(host ? { host: HOSTS[host](), installSignalHandlers: true } : {});
    exitWithSignal(signal);
  } catch (error) {
    endProgramFor(error);
  }
}

/** Stops the reactor, unless that is under way. */
export function endProgram(): void {
  if (reactor.running && !reactor.isStopping) reactor.stop();
}

/** The same for something that has failed; nothing is said of what fails because the program ends. */
export function endProgramFor(error: unknown): void {
  if (reactor.isStopping || reactor.hasEnded) return;
  const isUsage = error instanceof UsageError || error instanceof EndpointSyntaxError;
  const isExpected = isUsage || (error instanceof Error && 'code' in error);
  console.error(isExpected ? (error as Error).message : error);
  process.exitCode = isUsage ? 2 : 1;
  endProgram();
}

/** Listens where a text like `tcp:7001:127.0.0.1` says, and tells where that is. */
export async function listen(endpoint: string, factory: Factory): Promise<void> {
  const port = await serverFromString(endpoint).listen(factory);
  console.log(`listening on ${port.getHost()}`);
}

function read({ options = [], mostWords = 0 }: ProgramDescription): CommandLine {
  const known: Options = { help: { type: 'boolean', short: 'h' } };
  for (const name of ['host', ...options]) known[name] = { type: 'string' };
  try {
    const { values, positionals } = parseArgs({ options: known, allowPositionals: mostWords > 0 });
    if (positionals.length > mostWords) throw new Error(`What is "${positionals[mostWords]}"? --help tells more`);
    return { values: values as CommandLine['values'], words: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
