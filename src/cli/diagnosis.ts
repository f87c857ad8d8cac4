/**
 * What `interloop doctor` finds out about this machine.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { InterloopError } from '../errors.ts';
import { addon } from '../host/native.ts';
import { HOSTS, type HostEntry } from '../hosts/index.ts';
import { library } from '../hosts/library.ts';
import type { Trial } from './try-host.ts';

/** `found` is `null` where it cannot be told, because koffi, which loads libraries, is missing. */
export interface LibraryDiagnosis {
  readonly name: string;
  readonly file: string;
  readonly found: boolean | null;
  /** How to install it. */
  readonly way?: string;
}

export interface HostDiagnosis extends Trial {
  readonly name: string;
  readonly libraries: readonly LibraryDiagnosis[];
}

export interface Diagnosis {
  readonly interloop: string;
  readonly node: string;
  readonly libuv: string;
  readonly platform: string;
  readonly addon: { readonly found: boolean; readonly file?: string; readonly error?: string };
  readonly koffi: { readonly found: boolean; readonly version?: string };
  readonly hosts: readonly HostDiagnosis[];
  readonly toolkits: readonly LibraryDiagnosis[];
}

/** A courtesy to those who wonder what could be hosted here. */
const TOOLKITS: readonly (readonly [name: string, file: string, debianPackage: string])[] = [
  ['GTK 3', 'libgtk-3.so.0', 'libgtk-3-0'],
  ['GTK 4', 'libgtk-4.so.1', 'libgtk-4-1'],
];

const TRIAL_TIMEOUT_MS = 10_000;
const require = createRequire(import.meta.url);

export function diagnose(): Diagnosis {
  const koffi = examineKoffi();
  const examineLibrary = (name: string, file: string): LibraryDiagnosis => ({
    name,
    file,
    found: koffi.found ? canLoad(file) : null,
  });
  return {
    interloop: require('../../package.json').version,
    node: process.versions.node,
    libuv: process.versions.uv,
    platform: `${process.platform}-${process.arch}`,
    addon: examineAddon(),
    koffi,
    hosts: HOSTS.map((host) => ({
      name: host.name,
      ...tryHost(host),
      libraries: host.libraries.map((file) => examineLibrary(file, file)),
    })),
    toolkits: TOOLKITS.map(([name, file, debianPackage]) => ({
      ...examineLibrary(name, file),
      way: `Debian and Ubuntu: apt install ${debianPackage}`,
    })),
  };
}

function examineAddon(): Diagnosis['addon'] {
  try {
    addon();
    return { found: true, file: require('node-gyp-build').resolve(fileURLToPath(new URL('../..', import.meta.url))) };
  } catch (error) {
    return { found: false, error: (error as InterloopError).message };
  }
}

function examineKoffi(): Diagnosis['koffi'] {
  try {
    return { found: true, version: require('koffi').version };
  } catch {
    return { found: false };
  }
}

function canLoad(file: string): boolean {
  try {
    library(file, '');
    return true;
  } catch {
    return false;
  }
}

function tryHost({ name }: HostEntry): Trial {
  const script = fileURLToPath(new URL('./try-host.js', import.meta.url));
  const { stdout, stderr, signal, status } = spawnSync(process.execPath, [script, name], {
    encoding: 'utf8',
    timeout: TRIAL_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  try {
    return JSON.parse(stdout);
  } catch {
    const end = signal === 'SIGKILL' ? `hung for ${TRIAL_TIMEOUT_MS / 1000} s` : `died (${signal ?? `exit ${status}`})`;
    return { works: false, error: { code: 'ERR_INTERLOOP_HOST_BROKEN', message: `${end}; ${stderr.trim()}` } };
  }
}
