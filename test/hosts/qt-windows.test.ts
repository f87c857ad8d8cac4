import { behaviourOnDisplay } from './behaviour.ts';
import { nestedQt } from './nested-qt.ts';

await behaviourOnDisplay('qt windows', { nested: nestedQt });
