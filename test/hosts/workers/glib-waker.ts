import { glib } from 'interloop/hosts/glib';
import { threadContext } from './thread-context.ts';

export default () => glib({ context: threadContext(), form: 'waker' });
