/** The package as it was built; this folder is a package of its own, so Node's self-reference ends at its door. */
export { enter, hosted, install, leave } from '../dist/host/index.js'; // its install(host), not that of a reactor
export { frame } from '../dist/hosts/frame.js';
export { glib } from '../dist/hosts/glib.js';
export { sdl } from '../dist/hosts/sdl.js';
export { tk } from '../dist/hosts/tk.js';
export * from '../dist/index.js';
