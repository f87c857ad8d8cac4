/**
 * The system's own functions, by which the tests make descriptors of all sorts.
 */
import { closeSync, constants, readSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const CLOEXEC = 0o2000000;
const FLAGS = constants.O_NONBLOCK | CLOEXEC;

function pairFrom(call: (fds: Int32Array) => number): [number, number] {
  const fds = new Int32Array(2);
  if (call(fds) !== 0) throw new Error(`errno ${koffi.errno()}`);
  return [fds[0]!, fds[1]!];
}

const pipe2 = libc.func('int pipe2(int *fds, int flags)');
const socketpairOf = libc.func('int socketpair(int domain, int type, int protocol, int *fds)');
const shutdownOf = libc.func('int shutdown(int fd, int how)');
const posixOpenpt = libc.func('int posix_openpt(int flags)');
const grantpt = libc.func('int grantpt(int fd)');
const unlockpt = libc.func('int unlockpt(int fd)');
const ptsname = libc.func('const char *ptsname(int fd)');
const epollCreate = libc.func('int epoll_create1(int flags)');
const epollCtl = libc.func('int epoll_ctl(int set, int operation, int fd, const void *event)');
const inotifyInit = libc.func('int inotify_init1(int flags)');
const inotifyAdd = libc.func('int inotify_add_watch(int fd, const char *path, uint32_t mask)');
const eventfdOf = libc.func('int eventfd(unsigned int value, int flags)');

/** Neither end blocks. */
export const pipe = (): [read: number, write: number] => pairFrom((fds) => pipe2(fds, FLAGS));
export const socketpair = (): [number, number] => pairFrom((fds) => socketpairOf(1, 1 | FLAGS, 0, fds));
export const dup: (fd: number) => number = libc.func('int dup(int fd)');
export const dup2: (from: number, to: number) => number = libc.func('int dup2(int from, int to)');
export const eventfd = (): number => eventfdOf(0, FLAGS);
/** Sends nothing more. */
export const shutdown = (fd: number): void => void shutdownOf(fd, 1);

/** Tells of files that are made in a folder. */
export function inotify(folder: string): number {
  const fd = inotifyInit(FLAGS);
  inotifyAdd(fd, folder, 0x100);
  return fd;
}

/** A pseudo terminal. The master blocks, as programs expect that get it. */
export function terminal(): { master: number; path: string } {
  const master = posixOpenpt(constants.O_RDWR | constants.O_NOCTTY | CLOEXEC);
  grantpt(master);
  unlockpt(master);
  return { master, path: ptsname(master) };
}

/** A descriptor that is readable while another one is, as that of an event loop. */
export function epollOf(fd: number): number {
  const set = epollCreate(CLOEXEC);
  const event = new Uint8Array(12);
  event[0] = 1;
  epollCtl(set, 1, fd, event);
  return set;
}

/** All that can be read now. */
export function readAll(fd: number): string {
  const buffer = Buffer.alloc(65_536);
  let all = '';
  try {
    for (let n = 1; n > 0; all += buffer.subarray(0, n)) n = readSync(fd, buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
  return all;
}

export function close(...fds: number[]): void {
  for (const fd of fds) closeSync(fd);
}
