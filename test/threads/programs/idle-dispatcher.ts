import { Channel, dispatchTasklets, type TaskletCall } from 'interloop';

dispatchTasklets(new Channel<TaskletCall>());
process.on('exit', () => console.log('the end'));
