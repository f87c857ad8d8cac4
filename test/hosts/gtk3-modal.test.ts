import { gtkModal } from './gtk-modal.ts';

await gtkModal(3);
