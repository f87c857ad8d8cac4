import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachLoop, runProgram } from './run-program.ts';

onEachLoop(
  'the calls of ten workers are made once each, in order for each worker, by the running reactor',
  'many-callers',
  '1000000 calls from 10 workers, 0 wrong\n',
);

onEachLoop(
  'a blocking call gives the value or throws the error, and what cannot be called says why',
  'blocking-calls',
  `in the reactor's thread: false
a value: 85
a Deferred: 85
a promise: 85
bytes: 1,2,3
an error: RangeError E_NO_MORE no more
a result that stays: NotCloneableError ERR_INTERLOOP_NOT_CLONEABLE The result for notToBeSent() of settings.js ([Function (anonymous)]) cannot be sent to another thread: functions, and objects that hold them, stay where they are; send data, and a reference of threadModule() instead of a function
an argument that stays: NotCloneableError ERR_INTERLOOP_NOT_CLONEABLE The argument for get() of settings.js ([Function (anonymous)]) cannot be sent to another thread: functions, and objects that hold them, stay where they are; send data, and a reference of threadModule() instead of a function
no such export: NoSuchFunctionError ERR_INTERLOOP_NO_SUCH_FUNCTION Cannot call got() of settings.js: the module exports no function of this name; the functions it exports are bytes, get, getLater, getPromised, notToBeSent, refuse, stopWithoutAnswer
no such module: NoSuchModuleError ERR_INTERLOOP_NO_SUCH_MODULE Cannot call get() of nowhere.js: there is no such module
no reference: InvalidArgumentError ERR_INTERLOOP_INVALID_ARGUMENT blockingCallFromThread() takes a reference, threadModule(url).name, since functions do not cross threads; not the function log
itself: WouldDeadlockError ERR_INTERLOOP_WOULD_DEADLOCK blockingCallFromThread() of get() of settings.js in a thread that has a reactor of its own could wait for ever; call the function, or get a Deferred from callInReactor()
`,
);

for (const [sentence, program, expected] of [
  [
    'a blocking call that is under way when the reactor stops throws instead of hanging',
    'stopped-under-a-call',
    'ThreadStoppedError: ERR_INTERLOOP_THREAD_STOPPED\nThreadStoppedError: ERR_INTERLOOP_THREAD_STOPPED\n',
  ],
  [
    'a blocking call to a thread that dies meanwhile throws instead of hanging',
    'died-under-a-call',
    'ThreadDiedError: ERR_INTERLOOP_THREAD_DIED\n',
  ],
  ['the calls of a thread that ends at once are made', 'calls-then-exits', 'ends exits\n'],
  ['calls of a thread to itself keep their order with those of functions', 'calls-to-itself', 'first second third\n'],
  [
    'calls that are made before the reactor runs wait for it, also into a module that awaits its end',
    'calls-before-run',
    'running early\n',
  ],
  [
    'what a call throws is logged where it was made, with the name of the function, and the next one is made',
    'throwing-calls',
    'while calling refuse() of settings.js from another thread\nno more\nnext\n',
  ],
  [
    'a call to a program that does not use interloop is told about in the log of the caller',
    'nobody-there',
    'ERR_INTERLOOP_NO_REACTOR_THERE\n',
  ],
  [
    'a call that waits for a result can be cancelled on the other side',
    'cancelled-question',
    'cancelled here\ncancelled there\n',
  ],
] as const) {
  test(sentence, async () => assert.equal(await runProgram(program), expected));
}
