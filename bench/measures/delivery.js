import { withProgram } from '../contestants.js';
import { withFarEnd } from './echo.js';

/**
 * From a message being sent in another process to its being received in a host that was blocked: the answer comes so
 * late that everybody has gone to sleep, so this is what a wake costs, with the processor's own waking up.
 */
export const delivery = {
  ...withFarEnd,
  name: 'delivery',
  title: ({ trips, delay }) => `Delivery to a sleeping host, ${trips} messages ${delay} ms apart`,
  goals: [],
  full: { trips: 500, warmup: 50, delay: 2 },
  quick: { trips: 50, warmup: 10, delay: 2 },

  sample: (contestant, { trips, warmup }, { port }) =>
    withProgram(contestant, 'echo-client', [port, trips, warmup], (answer) => answer.delivery),
};
