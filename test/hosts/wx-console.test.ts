import { behaviour } from './behaviour.ts';
import { ToolkitFunctions } from './toolkit-window.ts';

behaviour('wx waker', { nested: () => new ToolkitFunctions('wx').nested() });
