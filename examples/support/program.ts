/**
 * What the network programs in these folders have in common: a host if one is wanted, and how they end.
 *
 * Ctrl-C and SIGTERM stop the reactor, which ends all connections, and then the process by that signal, so a shell sees 130. A
 * failure that can be expected, by an error with a code, is one line and exit code 1.
 */
import { exitWithSignal, type Factory, maybeDeferred, reactor, type ServerEndpoint } from 'interloop';
import { hostOption, runOptions } from './host-option.ts';
import { type CommandLine, type Options, readCommandLine, type Usage } from './options.ts';

export interface ProgramDescription<O extends Options, W> extends Usage<O, W> {
  /** Called when the reactor runs, which goes on until somebody stops it. */
  main(commandLine: CommandLine<O, W>): unknown;
}

/** Runs a program from its command line to its end. */
export async function runProgram<O extends Options = Record<never, never>, W = never>(
  program: ProgramDescription<O, W>,
): Promise<void> {
  process.stdout.on('error', () => process.exit(1)); // whoever reads it, such as head, has left
  const { values, words } = readCommandLine({ ...program, options: { ...program.options, host: hostOption } });
  try {
    reactor.callWhenRunning(() => {
      maybeDeferred(() => program.main({ values: values as CommandLine<O, W>['values'], words })).addErrback(
        endProgramFor,
      );
    });
    const { signal } = await reactor.run(runOptions(values.host));
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
  const isExpected = error instanceof Error && 'code' in error;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
  endProgram();
}

/** Listens, and tells where that is. */
export async function listen(endpoint: ServerEndpoint, factory: Factory): Promise<void> {
  const port = await endpoint.listen(factory);
  console.log(`listening on ${port.getHost()}`);
}
