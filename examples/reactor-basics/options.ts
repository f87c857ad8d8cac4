/** What the command line asks of these programs. It is read before anything of them is run. */
import type { RunOptions } from 'interloop';
import { hostOption, runOptions as optionsFor } from '../support/host-option.ts';
import { readCommandLine } from '../support/options.ts';

const { values } = readCommandLine({ what: 'One of the things that a reactor does.', options: { host: hostOption } });

export const runOptions: RunOptions = optionsFor(values.host);
