/**
 * The seed of the generated tests in this process: printed once, and given by INTERLOOP_SEED to run the same again.
 */
export const seed = Number(process.env.INTERLOOP_SEED ?? Date.now() % 2 ** 31);

console.log(`seed ${seed}; INTERLOOP_SEED=${seed} runs the same programs again`);
