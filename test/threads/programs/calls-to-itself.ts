import { reactor, threadModule } from 'interloop';

const words: string[] = [];

export function say(word: string): void {
  words.push(word);
  if (words.length === 3) {
    console.log(words.join(' '));
    reactor.stop();
  }
}

const self = threadModule<typeof import('./calls-to-itself.ts')>(import.meta.url);
reactor.callFromThread(self.say, 'first');
reactor.callFromThread(self.say, 'second');
reactor.callFromThread(self.say, 'third');
reactor.run();
