import { hosted } from 'interloop/host';
import type { SdlHost } from 'interloop/hosts/sdl';
import type { NestedLoop } from 'interloop/testing';
import { sdlFunctions } from './sdl-functions.ts';

/** A loop of the program's over the same events, as a menu of a game has one; an event of its own ends it. */
export function nestedSdl(): NestedLoop {
  const host = hosted()?.host as SdlHost;
  let isOver = false;
  return {
    run: () => {
      while (!isOver) host.next();
    },
    quit: () => {
      isOver = true;
      sdlFunctions().pushEvent(0x8fff);
    },
  };
}
