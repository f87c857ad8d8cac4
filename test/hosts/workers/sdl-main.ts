import { sdl } from 'interloop/hosts/sdl';

export default () =>
  sdl({
    main: (host) => {
      for (const _ of host.events());
    },
  });
