import { tk } from 'interloop/hosts/tk';

export default () => tk();
