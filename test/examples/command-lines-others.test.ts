import { commandLines, commandLinesOfAll } from './command-lines.ts';

commandLines('others');
commandLinesOfAll();
