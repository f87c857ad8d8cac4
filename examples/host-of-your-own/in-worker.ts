/** What the checks of conformance.test.ts that run in a worker make their host with. */
import { bareGlib } from './bare-glib.ts';

export default bareGlib;
