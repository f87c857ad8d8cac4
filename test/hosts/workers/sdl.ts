import { sdl } from 'interloop/hosts/sdl';

export default () => sdl();
