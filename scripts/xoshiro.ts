/**
 * The next 32 random bits of xoshiro128** (Blackman and Vigna 2021), from 0 to 2^32 − 1.
 * @param state four words, not all 0; changed
 */
export function nextWord(state: Uint32Array): number {
  const word = Math.imul(rotated(Math.imul(state[1]!, 5), 7), 9) >>> 0;
  const shifted = state[1]! << 9;
  state[2]! ^= state[0]!;
  state[3]! ^= state[1]!;
  state[1]! ^= state[2]!;
  state[0]! ^= state[3]!;
  state[2]! ^= shifted;
  state[3] = rotated(state[3]!, 11);
  return word;
}

function rotated(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}
