/** A thread that calls the main one: told how, it does so many calls, and says when it is done. */
import { parentPort, workerData } from 'node:worker_threads';

const { api, who, port } = workerData;
const { connect } = await import(`./calls-${api}.js`);
const { tell, ask } = connect(port);

const ways = {
  async tell(count) {
    const answers = [];
    for (let n = 0; n < count; n++) {
      const answer = tell(who, n);
      if (answer) answers.push(answer);
    }
    await Promise.all(answers);
  },

  ask(count) {
    return new Promise((resolve, reject) => {
      let left = count;
      const onAnswer = () => {
        if (--left === 0) resolve();
      };
      for (let n = 0; n < count; n++) ask(who, n).then(onAnswer, reject);
    });
  },

  async askSingle(count) {
    for (let n = 0; n < count; n++) await ask(who, n);
  },
};

parentPort.on('message', async ([way, count]) => {
  await ways[way](count);
  parentPort.postMessage('done');
});
parentPort.postMessage('ready');
