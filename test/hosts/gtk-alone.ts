/**
 * What only GTK itself can show: windows, applications, callbacks that a person causes. A file for each version, because
 * a process can have one.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { enter, hosted, leave } from 'interloop/host';
import { gtk } from 'interloop/hosts/gtk';
import { whenHosted } from 'interloop/testing';
import { functionsOf, newApplication } from '../support/gtk-functions.ts';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { type Display, openDisplayForAll } from '../support/xvfb.ts';
import { type Desk, desk } from './gtk-desk.ts';

export type OnDesk = (sentence: string, check: (desk: Desk, display: Display, t: TestContext) => unknown) => void;

/** Declares tests that have a display and GTK of this version. */
export async function onDesk(version: 3 | 4): Promise<OnDesk> {
  const display = await openDisplayForAll();
  const found = hostUnderTest(`gtk ${version}`);
  return (sentence, check) => {
    test(sentence, { timeout: 60_000 }, async (t) => {
      if ('skip' in found) return skipOrFail(t, found.skip);
      await check(desk(version), display as Display, t);
    });
  };
}

export async function gtkAlone(version: 3 | 4): Promise<void> {
  const on = await onDesk(version);

  on('a click starts what Node does, on the stack that JavaScript runs on', async ({ open, close }, display) => {
    const warnings: Error[] = [];
    process.on('warning', (warning) => warnings.push(warning));
    const texts: string[] = [];
    const window = open('Clicks', 'Click me', async () => {
      const response = await fetch('data:text/plain,fetched');
      texts.push(await response.text());
      if (texts.length === 2) close(window);
    });
    const entered = enter(gtk({ version }));
    const place = await display.window('Clicks');
    await display.reads('click me', place);
    await display.click(120, 60, { window: place });
    await display.click(120, 60, { window: place });
    await entered;
    assert.deepEqual([texts, warnings], [['fetched', 'fetched'], []]);
  });

  on('a plain loop ends with its last window, which a person closes', async ({ open }, display) => {
    open('First');
    open('Second');
    const entered = enter(gtk({ version }));
    await display.close(await display.window('First'));
    await display.noWindow('First');
    assert.equal(hosted()?.host.name, 'gtk');
    await display.close(await display.window('Second'));
    assert.equal(await entered, undefined);
  });

  on('a hidden window is still open', async ({ open, close, hide }, display) => {
    const [window, other] = [open('Hidden'), open('Shown')];
    const entered = enter(gtk({ version }));
    await display.window('Hidden');
    await display.window('Shown');
    hide(window);
    close(other);
    await display.noWindow('Shown');
    await sleep(50);
    assert.ok(hosted());
    close(window);
    if (version === 3) leave(); // nothing tells of it
    await entered;
  });

  on('a plain loop may outlive its windows', async ({ open, close }, display) => {
    const window = open('Passing');
    const entered = enter(gtk({ version, endsWithLastWindow: false }));
    await display.window('Passing');
    close(window);
    await display.noWindow('Passing');
    await sleep(50);
    assert.ok(hosted());
    leave();
    await entered;
  });

  on('an application resolves with its exit status, and is run once', async () => {
    const host = gtk({ version, application: newApplication(version) });
    whenHosted(leave);
    assert.equal(await enter(host), 0);
    await assert.rejects(enter(host), {
      code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
      message: 'GIO runs an application once; give gtk() a new GtkApplication',
    });
  });

  on('an application ends with its last window although Node is busy', async ({ open, close }, display) => {
    const application = newApplication(version);
    let isBusy = true;
    const spin = () => void (isBusy && setImmediate(spin));
    whenHosted(async () => {
      const window = open('Busy');
      functionsOf(version === 3 ? 'libgtk-3.so.0' : 'libgtk-4.so.1')(
        'void gtk_application_add_window(void *application, void *window)',
      )(application, window);
      functionsOf('libgio-2.0.so.0')('void g_application_release(void *application)')(application);
      await display.window('Busy');
      spin();
      close(window);
    });
    assert.equal(await enter(gtk({ version, application })), 0);
    isBusy = false;
  });

  on('an object that can be run and quit is entered as JavaScript', async () => {
    const inner = gtk({ version });
    const { call } = await import('interloop/host');
    const application = {
      run: (args: string[]) => {
        call(inner.run);
        return args.length + 7;
      },
      quit: () => void call(inner.quit),
    };
    whenHosted(leave);
    assert.equal(await enter(gtk({ version, application })), 7);
  });

  on('one process has one version', () => {
    const other = version === 3 ? 4 : 3;
    assert.throws(() => gtk({ version: other }), {
      code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
      message: `version ${other} cannot be had: this process has loaded GTK ${version} already`,
    });
    assert.equal(gtk().version, version);
  });

  on('wrong options are refused by name', () => {
    const wrong = [{ version: 2 }, { application: 0n }, { application: {} }, { application: 'app' }, { form: 'poll' }];
    for (const options of wrong) {
      assert.throws(
        () => gtk(options as never),
        { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' },
        Object.keys(options).join(),
      );
    }
  });
}
