import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { displayFor } from '../support/xvfb.ts';
import { Program } from './program.ts';
import { endsWell, type Opened, quits } from './quits.ts';

const PROGRAM = 'gtk-web-client/main.ts';
const PAGE = `<!doctype html><html><head><title>Harbour news</title><style>p { color: red }</style></head><body>
<h1>Harbour news</h1><p>The town band <b>repairs</b> the harbour clock. <a href="/more">More &amp; more</a></p>
<h2>Weather</h2><ul><li>Monday: rain</li><li>Tuesday: <em>sunshine</em></li></ul>${'<p>Nothing else has happened.</p>'.repeat(8)}
</body></html>`;
const BLUE = 0x3584e4;

interface Site {
  readonly url: string;
  /** The response to /slow, of which half was sent; its end when nobody wants it any more. */
  slow(): Promise<{ response: ServerResponse; isLeft: Promise<unknown> }>;
  die(): void;
}

async function serve(t: TestContext): Promise<Site> {
  let onSlow = (_: ServerResponse) => {};
  const slow = new Promise<ServerResponse>((resolve) => {
    onSlow = resolve;
  });
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/none' ? 404 : 200;
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(PAGE));
    if (request.url !== '/slow') return response.end(PAGE);
    response.write(PAGE.slice(0, PAGE.length / 2));
    return onSlow(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const die = () => {
    server.closeAllConnections();
    server.close();
  };
  t.after(die);
  return {
    url: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    slow: async () => {
      const response = await slow;
      return { response, isLeft: once(response, 'close') };
    },
    die,
  };
}

interface Scene extends Opened {
  readonly site: Site;
}

function scene(sentence: string, play: (scene: Scene) => Promise<unknown>): void {
  test(sentence, { timeout: 120_000 }, async (t) => {
    const display = await displayFor(t);
    if (!display) return;
    const site = await serve(t);
    const program = Program.example(t, PROGRAM);
    await play({ display, site, program, window: await display.window('Web client') });
  });
}

scene('an address is typed, and the page is there, with its title', async ({ display, site, program, window }) => {
  await display.type(`http://${site.url}/`);
  await display.key('Return');
  await display.reads('the town band repairs the harbour clock', window);
  await display.window('Harbour news · Web client');
  const picture = await display.reads('200 OK', window);
  picture.keep('gtk-web-client');
  assert.equal((await display.window('Harbour news')).title, 'Harbour news');
  assert.ok(picture.colours().size > 100);
  assert.ok(!/color: red/.test(await picture.text()));
  await display.key('ctrl+q');
  await endsWell(program);
});

scene(
  'the bar shows how far it is, and the page comes when the rest does',
  async ({ display, site, program, window }) => {
    await display.type(`http://${site.url}/slow`);
    await display.key('Return');
    const { response } = await site.slow();
    const bar = { ...window, y: window.y + 48, height: 10 };
    const isHalf = (share: number) => share > 0.3 * 0.2 && share < 0.7;
    await display.sees('half a bar', (picture) => isHalf(picture.share((colour) => colour === BLUE)), bar);
    (await display.reads('bytes of', window)).keep('gtk-web-client-fetching');
    response.end(PAGE.slice(PAGE.length / 2));
    await display.reads('sunshine', window);
    await display.key('ctrl+q');
    await endsWell(program);
  },
);

scene('Escape cancels, and another address is fetched after it', async ({ display, site, program, window }) => {
  await display.type(`http://${site.url}/slow`);
  await display.key('Return');
  const { isLeft } = await site.slow();
  await display.key('Escape');
  await isLeft;
  await display.reads('Cancelled', window);
  await display.key('ctrl+l', 'ctrl+a');
  await display.type(`http://${site.url}/none`);
  await display.key('Return');
  await display.reads('404 Not Found', window);
  await display.key('ctrl+q');
  await endsWell(program);
});

scene('errors are shown, and it goes on when the server has died', async ({ display, site, program, window }) => {
  await display.type('gopher://example.org');
  await display.key('Return');
  await display.reads('neither of http', window);
  await display.key('ctrl+a');
  await display.type(`http://${site.url}/slow`);
  await display.key('Return');
  await site.slow();
  site.die();
  await display.reads('has ended the connection', window);
  await display.key('Return');
  await display.reads('nobody listens there', window);
  await display.key('ctrl+q');
  await endsWell(program);
});

for (const [way, quit] of Object.entries(quits)) {
  scene(`${way} ends it with exit code 0, a page on its way`, async (all) => {
    const { display, site, program } = all;
    await display.type(`http://${site.url}/slow`);
    await display.key('Return');
    const { isLeft } = await site.slow();
    await quit(all);
    await isLeft;
    await endsWell(program);
    await display.noWindow('Web client');
  });
}

test('fifty quick starts and stops', { timeout: 240_000 }, async (t) => {
  if (!(await displayFor(t))) return;
  const some = async () => {
    for (let i = 0; i < 25; i++) await endsWell(Program.example(t, PROGRAM, ['--seconds=0.01']));
  };
  await Promise.all([some(), some()]);
});
