/** 64 connections that ask an HTTP server on loopback as fast as they can: wrk, or else autocannon. */
import { createRequire } from 'node:module';
import { output } from './children.js';

export const CONNECTIONS = 64;

/** Requests per second. */
export async function load(port, seconds) {
  const url = `http://127.0.0.1:${port}/`;
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
