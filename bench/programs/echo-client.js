/**
 * Sends a message, waits for it to come back, sends the next: echo-client.js PORT TRIPS WARMUP. Microseconds from
 * sending to receiving it again (trip), and from its being sent back to receiving it (delivery).
 */
import { connect } from 'node:net';
import { spread } from '../stats.js';
import { now } from './clock.js';
import { goInside, hostName } from './inside.js';
import { report } from './talk.js';

goInside();
const [port, trips, warmup] = process.argv.slice(2).map(Number);
const message = Buffer.alloc(32);
const trip = [];
const delivery = [];
const socket = connect(port, '127.0.0.1');
let left = warmup + trips;
let sentAt = 0;

function send() {
  sentAt = now();
  socket.write(message);
}

socket.setNoDelay(true);
socket.on('connect', send);
socket.on('data', (data) => {
  const receivedAt = now();
  if (left <= trips) {
    trip.push(receivedAt - sentAt);
    delivery.push(receivedAt - data.readDoubleLE());
  }
  if (--left > 0) return send();
  socket.end();
  report({ trip: spread(trip), delivery: spread(delivery) });
  if (hostName === 'node-gtk') process.exit();
});
