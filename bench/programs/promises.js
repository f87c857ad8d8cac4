/**
 * What programs/deferred-chain.js measures, with promises: each function does something so many times and resolves when
 * the last `then` has run. Where one may follow the other it begins in the last `then` of that, which is the fastest way.
 */
const increment = (x) => x + 1;
const error = new Error('no answer');

/** Calls `fn(last)` again and again, whenever `last` was called. */
function oneByOne(times, fn) {
  return new Promise((resolve) => {
    let left = times;
    const last = () => {
      if (--left === 0) resolve();
      else fn(last);
    };
    fn(last);
  });
}

function addTen(promise, last) {
  promise
    .then(increment)
    .then(increment)
    .then(increment)
    .then(increment)
    .then(increment)
    .then(increment)
    .then(increment)
    .then(increment)
    .then(increment)
    .then(last);
}

export function later(times) {
  return oneByOne(times, (last) => {
    let fire;
    const promise = new Promise((resolve) => {
      fire = resolve;
    });
    addTen(promise, last);
    fire(1);
  });
}

export function ready(times) {
  return oneByOne(times, (last) => addTen(Promise.resolve(1), last));
}

export function failure(times) {
  return oneByOne(times, (last) => Promise.reject(error).catch(last));
}

/** Each is resolved with the one after it. */
export async function nested(times) {
  const resolvers = [];
  const promises = Array.from({ length: times + 1 }, () => new Promise((resolve) => resolvers.push(resolve)));
  const first = promises.reduceRight((next, promise) => promise.then(() => next));
  for (const resolve of resolvers) resolve(1);
  await first;
}

export async function coroutine(times) {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += await Promise.resolve(i);
  return sum;
}
