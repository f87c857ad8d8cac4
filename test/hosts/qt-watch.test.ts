import { behaviour } from './behaviour.ts';
import { nestedQt } from './nested-qt.ts';

behaviour('qt watch', { nested: nestedQt });
