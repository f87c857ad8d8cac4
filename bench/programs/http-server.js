/** A hello-world server, and nothing else. Any line on stdin is answered with the counters of the stay. */
import { hosted } from '../interloop.js';
import { serve } from './hello-world.js';
import { goInside } from './inside.js';
import { answerLines, report } from './talk.js';

goInside();
report({ port: await serve() });
answerLines(() => hosted()?.statistics() ?? {});
