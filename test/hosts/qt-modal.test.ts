import { modalLoops } from './modal-loops.ts';

modalLoops('qt', 'qt windows');
