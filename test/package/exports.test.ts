/**
 * What the package exports, name by name: a name that comes or goes is a decision, so it is made here as well.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './packed.ts';

const ERRORS = [
  'AddonMissingError',
  'AlreadyCalled',
  'AlreadyCalledError',
  'AlreadyCancelled',
  'AlreadyHostedError',
  'AlreadyLoopingError',
  'AlreadyTryingToLockError',
  'CancelledError',
  'CannotListen',
  'CannotQuitError',
  'CannotSpawn',
  'CannotWatch',
  'ChannelClosed',
  'ConnectError',
  'ConnectTimeout',
  'ConnectingCancelled',
  'ConnectionAborted',
  'ConnectionDone',
  'ConnectionLost',
  'ConnectionRefused',
  'DNSLookupError',
  'DeadlockError',
  'DescriptorGone',
  'EndpointSyntaxError',
  'ExecError',
  'ExitingError',
  'FailureGroup',
  'FirstError',
  'ForeignStackError',
  'HandshakeError',
  'HostBusyError',
  'InterloopError',
  'InvalidArgumentError',
  'LockNotOwnedError',
  'MessageTooLong',
  'MissingLibraryError',
  'MulticastError',
  'NetstringParseError',
  'NoDisplayError',
  'NoProtocol',
  'NoReactorThereError',
  'NoSuchFunctionError',
  'NoSuchModuleError',
  'NoSuchSocketError',
  'NotACoroutineError',
  'NotAcquiredError',
  'NotCloneableError',
  'NotConnecting',
  'NotHostedError',
  'NotListening',
  'NotLoopingError',
  'NotPausedError',
  'OutOfResourcesError',
  'ProcessDone',
  'ProcessExitedAlready',
  'ProcessTerminated',
  'ProducerAlreadyRegistered',
  'ProgramNotFoundError',
  'QueueOverflow',
  'QueueUnderflow',
  'ReactorAlreadyInstalled',
  'ReactorAlreadyRunning',
  'ReactorNotRestartable',
  'ReactorNotRunning',
  'SchedulerStopped',
  'StringTooLongError',
  'TaskDone',
  'TaskFailed',
  'TaskFinished',
  'TaskStopped',
  'TaskletExit',
  'ThreadDiedError',
  'ThreadStoppedError',
  'TimeoutError',
  'TooLargeError',
  'TooManyThreadsError',
  'TransferStopped',
  'TriggerGoneError',
  'UnexpectedErrorOutput',
  'UnknownHostError',
  'UnsupportedPlatformError',
  'UnsupportedRuntimeError',
  'UsageError',
  'WaitsForItselfError',
  'WouldDeadlockError',
];

const NAMES: Readonly<Record<string, readonly string[]>> = {
  interloop: [
    ...ERRORS,
    ...['Reactor', 'exitWithSignal', 'install', 'reactor'],
    ...['DatagramProtocol', 'ProcessEndpoint', 'ProcessProtocol', 'StandardIO'],
    ...['getProcessOutput', 'getProcessOutputAndValue', 'getProcessValue'],
    ...['ClientFactory', 'Factory', 'IPv4Address', 'IPv6Address', 'Protocol', 'UNIXAddress'],
    ...['Deferred', 'DeferredFilesystemLock', 'DeferredList', 'DeferredLock', 'DeferredQueue', 'DeferredSemaphore'],
    ...['ensureDeferred', 'execute', 'fail', 'gatherResults', 'inlineCallbacks', 'maybeDeferred', 'race', 'succeed'],
    ...['getDebugging', 'onUnhandledError', 'reportUnhandledErrors', 'setDebugging'],
    ...['Logger', 'addObserver', 'callWithContext', 'callWithLogger', 'err', 'logContext', 'msg', 'removeObserver'],
    ...['startLogging', 'transfer'],
    ...['callInTasklet', 'dispatchTasklets'],
    ...['ClientService', 'SystemdServerEndpoint', 'TCPClientEndpoint', 'TCPServerEndpoint', 'TLSClientEndpoint'],
    ...['TLSServerEndpoint', 'UNIXClientEndpoint', 'UNIXServerEndpoint', 'backoffPolicy', 'clientFromString'],
    ...['connectProtocol', 'quoteForEndpoint', 'registerEndpoint', 'serverFromString', 'systemdSockets'],
    ...['withRetries', 'withTimeout', 'LineReader', 'StreamProtocol', 'attachProtocol'],
    ...['FileSender', 'Int16StringReceiver', 'Int32StringReceiver', 'Int8StringReceiver', 'LineOnlyReceiver'],
    ...['LineReceiver', 'NetstringReceiver', 'StatefulProtocol', 'TimeoutMixin'],
    ...['LimitConnectionsByPeer', 'LimitTotalConnectionsFactory', 'ProtocolWrapper', 'ThrottlingFactory'],
    ...['TimeoutFactory', 'WrappingFactory'],
    ...[
      'ReactorClient',
      'ReactorThread',
      'RemoteReactor',
      'ThreadChannel',
      'ThreadPool',
      'blockingCallFromThread',
      'callInThread',
      'callMultipleInThread',
      'deferToThread',
      'exposeToThreads',
      'getThreadPool',
      'isInReactorThread',
      'reactorOf',
      'suggestThreadPoolSize',
      'threadModule',
    ],
    ...['CooperativeTask', 'Cooperator', 'LoopingCall', 'coiterate', 'cooperate', 'deferLater', 'react'],
    ...['Channel', 'getBlocked', 'getCurrent', 'getMain', 'getRuncount', 'onDeadlock', 'reportBlocked', 'schedule'],
    ...['seedSelect', 'select', 'tasklet', 'waitFor'],
  ],
  'interloop/host': [
    ...ERRORS,
    ...[
      'FIRST',
      'GUEST',
      'TURN',
      'beforeWait',
      'call',
      'enter',
      'formatStatistics',
      'hosted',
      'install',
      'leave',
      'modal',
    ],
    ...['native', 'waker'],
  ],
  'interloop/hosts/frame': ['frame'],
  'interloop/hosts/glib': ['glib'],
  'interloop/hosts/gtk': ['countWindows', 'gtk'],
  'interloop/hosts/qt': ['qt'],
  'interloop/hosts/wx': ['wx'],
  'interloop/hosts/sdl': ['sdl'],
  'interloop/hosts/tk': ['tk'],
  'interloop/testing': ['Clock', 'conformance', 'fake', 'leftovers', 'memoryPair', 'StringTransport', 'whenHosted'],
};

/** These are programs, not libraries: they export nothing and act when they are imported. */
const ACTING = ['auto', 'frame', 'glib', 'gtk', 'qt', 'sdl', 'tk', 'wx'].map((host) => `interloop/register/${host}`);

for (const [specifier, names] of Object.entries(NAMES)) {
  test(`${specifier} exports these names and no others`, async () => {
    const actual = Object.keys(await import(specifier));
    const come = actual.filter((name) => !names.includes(name));
    const gone = names.filter((name) => !actual.includes(name));
    assert.deepEqual({ come, gone }, { come: [], gone: [] });
  });
}

test('package.json exports these subpaths and no others', async () => {
  const { exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const modules = [...Object.keys(NAMES), ...ACTING].map((specifier) => specifier.replace('interloop', '.'));
  assert.deepEqual(Object.keys(exports).sort(), [...modules, './internal/*', './package.json'].sort());
});
