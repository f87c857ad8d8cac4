import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProtocolState, StatefulProtocol } from 'interloop';
import { connect } from './chunks.ts';

class Parts extends StatefulProtocol {
  readonly told: string[] = [];
  readonly #initial: (parts: Parts) => ProtocolState;
  constructor(initial: (parts: Parts) => ProtocolState) {
    super();
    this.#initial = initial;
  }
  override getInitialState(): ProtocolState {
    return this.#initial(this);
  }
  tell(data: Buffer): void {
    this.told.push(String(data));
  }
  once(data: Buffer): ProtocolState {
    this.tell(data);
    return [this.tell, 1];
  }
}

function parts(initial: (parts: Parts) => ProtocolState) {
  const { protocol, transport } = connect(new Parts(initial));
  return {
    told: protocol.told,
    protocol,
    transport,
    receive: (text: string) => protocol.dataReceived(Buffer.from(text)),
  };
}

test('a state that returns nothing stays', () => {
  const { told, receive } = parts((self) => [self.tell, 3]);
  receive('abcdefgh');
  receive('i');
  assert.deepEqual(told, ['abc', 'def', 'ghi']);
});

test('a state that returns another one is left, and methods need not be bound', () => {
  const { told, receive } = parts((self) => [self.once, 4]);
  receive('abcdef');
  assert.deepEqual(told, ['abcd', 'e', 'f']);
});

test('a state of no bytes is entered at once', () => {
  const { told, receive } = parts((self) => [() => [self.once, 0], 2]);
  receive('ab');
  assert.deepEqual(told, ['']);
  receive('c');
  assert.deepEqual(told, ['', 'c']);
});

test('a state of no bytes that stays is refused, as it would stay for ever', () => {
  const { receive } = parts((self) => [self.tell, 0]);
  assert.throws(() => receive('a'), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('what is no state is refused', () => {
  for (const wrong of [[], [1, 1], [() => {}, -1], [() => {}, 1.5], [() => {}], 1, {}] as unknown as ProtocolState[]) {
    const { receive } = parts(() => [() => wrong, 1]);
    assert.throws(() => receive('a'), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});

test('what comes behind the part that has ended the connection is dropped', () => {
  const { told, protocol, transport, receive } = parts((self) => [self.once, 1]);
  protocol.once = (data) => {
    protocol.tell(data);
    transport.loseConnection();
    return [protocol.tell, 1];
  };
  receive('ab');
  assert.deepEqual(told, ['a']);
});
