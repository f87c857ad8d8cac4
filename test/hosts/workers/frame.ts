import { frame } from 'interloop/hosts/frame';

export default () => frame();
