import { gtkAlone } from './gtk-alone.ts';

await gtkAlone(3);
