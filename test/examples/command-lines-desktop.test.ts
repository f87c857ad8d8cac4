import { commandLines } from './command-lines.ts';

commandLines('desktop');
