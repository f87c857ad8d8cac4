/** 64 connections that ask an HTTP server on loopback as fast as they can: wrk, or else autocannon. */
import { createRequire } from 'node:module';
import { output } from './children.js';
import { usage } from './usage.js';

export const CONNECTIONS = 64;

export const LOAD_FIGURES = [
  { key: 'requests', unit: '/s', isCompared: true },
  { key: 'cpu', unit: 'µs', label: 'CPU a request', isCompared: true },
];

/** Requests per second, and the processor's microseconds that the server took for each, all its threads together. */
export async function load(port, pid, seconds) {
  const before = usage(pid);
  const requests = await requestsPerSecond(`http://127.0.0.1:${port}/`, seconds);
  const after = usage(pid);
  return { requests, cpu: ((after.cpu - before.cpu) * 1000) / (requests * seconds) };
}

async function requestsPerSecond(url, seconds) {
  try {
    return requestsOfWrk(await output(['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url]));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js');
  const words = ['--json', `--connections=${CONNECTIONS}`, `--duration=${seconds}`, url];
  const result = JSON.parse(await output([process.execPath, autocannon, ...words]));
  if (result.errors > 0 || result.non2xx > 0) throw new Error(`${result.errors + result.non2xx} requests failed`);
  return result.requests.average;
}

function requestsOfWrk(printed) {
  const failed = printed.match(/Socket errors.*|Non-2xx.*/);
  if (failed) throw new Error(failed[0]);
  return Number(printed.match(/Requests\/sec:\s+([\d.]+)/)[1]);
}
