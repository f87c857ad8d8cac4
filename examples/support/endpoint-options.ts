/** Options that say where to listen, and where to connect to. */
import { type ClientEndpoint, clientFromString, type ServerEndpoint, serverFromString } from 'interloop';
import { UsageError, type ValueOption } from './options.ts';

export function connectTo(otherwise: string, meaning = 'the server'): ValueOption<ClientEndpoint> {
  const others = 'also tls:HOST:PORT:caCerts=FILE or unix:PATH';
  return {
    value: 'ENDPOINT',
    meaning: `${meaning}, ${others}`,
    otherwise,
    read: (text) => made(clientFromString, text),
  };
}

export function listenAt(otherwise: string): ValueOption<ServerEndpoint> {
  const meaning = 'where to listen, also tls:PORT:certKey=FILE or unix:PATH';
  return { value: 'ENDPOINT', meaning, otherwise, read: (text) => made(serverFromString, text) };
}

/** Its syntax may be wrong, and a file that it names may be missing. */
function made<E>(make: (text: string) => E, text: string): E {
  try {
    return make(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
