/** Called by whoever sleeps meanwhile: gives back as many bytes as it is asked for, or else a number. */
export function answer(n, bytes) {
  return bytes === 0 ? n + 1 : new Uint8Array(bytes);
}
