import { behaviour } from './behaviour.ts';
import { nestedQt } from './nested-qt.ts';

behaviour('qt waker', { nested: nestedQt });
