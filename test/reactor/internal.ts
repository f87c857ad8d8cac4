/**
 * A module of `dist/` that the package does not export, typed by its source.
 */
export async function internal<Module>(path: string): Promise<Module> {
  return await import(new URL(`../../../dist/${path}`, import.meta.url).href);
}
