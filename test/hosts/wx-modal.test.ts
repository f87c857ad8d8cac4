import { modalLoops } from './modal-loops.ts';

modalLoops('wx', 'wx windows');
