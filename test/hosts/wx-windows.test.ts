import { behaviourOnDisplay } from './behaviour.ts';
import { ToolkitFunctions } from './toolkit-window.ts';

await behaviourOnDisplay('wx windows', { nested: () => new ToolkitFunctions('wx').nested() });
