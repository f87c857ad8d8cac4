/** The package as it was built; this folder is a package of its own, so Node's self-reference ends at its door. */
export * from '../dist/host/index.js';
export { frame } from '../dist/hosts/frame.js';
export { glib } from '../dist/hosts/glib.js';
export * from '../dist/index.js';
