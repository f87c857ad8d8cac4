/**
 * `interloop doctor`: which hosts this machine can run, and what is missing.
 */
import { parseArgs, styleText } from 'node:util';
import { UsageError } from '../errors.ts';
import { type Diagnosis, diagnose, type HostDiagnosis, type LibraryDiagnosis } from './diagnosis.ts';
import { DOCTOR_HELP } from './help.ts';

type Row = readonly [name: string, verdict: string, text: string];

const COLOURS = { works: 'green', found: 'green', fails: 'red', missing: 'yellow', unknown: 'yellow' } as const;
const FORMS = { watch: 'watch form, no thread', waker: 'waker form, a poller thread' };

export async function doctor(args: readonly string[]): Promise<number> {
  const { help, json } = parse(args);
  if (help) {
    console.log(DOCTOR_HELP);
    return 0;
  }
  const diagnosis = diagnose();
  console.log(json ? JSON.stringify(diagnosis, null, 2) : describe(diagnosis));
  return diagnosis.hosts.some((host) => host.works) ? 0 : 1;
}

function parse(args: readonly string[]): { help?: boolean; json?: boolean } {
  try {
    const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function describe(d: Diagnosis): string {
  const working = d.hosts.filter((host) => host.works).length;
  const hosts = d.hosts.flatMap((host) => [hostRow(host), ...host.libraries.map(libraryRow)]);
  const parts: Row[] = [
    ['addon', d.addon.found ? 'found' : 'missing', d.addon.file ?? d.addon.error ?? ''],
    [
      'koffi',
      d.koffi.found ? 'found' : 'missing',
      d.koffi.version ?? 'npm install koffi (every host but frame needs it)',
    ],
  ];
  return [
    `interloop ${d.interloop} on Node ${d.node}, libuv ${d.libuv}, ${d.platform}`,
    '',
    table(parts),
    '',
    `Hosts (${working} of ${d.hosts.length} work)`,
    table(hosts),
    '',
    'Toolkits',
    table(d.toolkits.map(libraryRow)),
  ].join('\n');
}

function hostRow({ name, works, form, error }: HostDiagnosis): Row {
  if (works) return [name, 'works', form ? FORMS[form] : ''];
  return [name, 'fails', `[${error?.code}] ${error?.message}`];
}

function libraryRow({ name, file, found, way }: LibraryDiagnosis): Row {
  if (found === null) return [name, 'unknown', `${file}: koffi is needed to look for it`];
  return [name, found ? 'found' : 'missing', found || !way ? file : `${file} (${way})`];
}

function table(rows: readonly Row[]): string {
  const coloured = process.stdout.isTTY && process.stdout.hasColors();
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = ([name, verdict, text]: Row) => {
    const padded = verdict.padEnd(9);
    const shown = coloured ? styleText(COLOURS[verdict as keyof typeof COLOURS], padded) : padded;
    return `  ${name.padEnd(width + 2)}${shown}${text}`;
  };
  return rows.map(line).join('\n');
}
