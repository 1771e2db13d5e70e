import type { KeyedFunction } from './block-cipher.js'

/** A keyed order of the numbers from 0 to `first * second - 1`, and the way back. */
export interface Permutation {
  forward(number: number): number
  backward(number: number): number
}

/** The two factors of a space; both below 2^30, their product at most 2^53. */
export interface Factors {
  readonly first: number
  readonly second: number
}

/** Spaces up to this size are shuffled as a whole: two tables of 128 KiB, filled in a few milliseconds. */
export const SHUFFLE_LIMIT: number = 2 ** 16
/** As many as FF1 has; each half of a number is changed five times. */
export const ROUNDS = 10
/** The round number of the shuffle, which no Feistel round has. */
export const SHUFFLE_ROUND = 255
// Ten rounds of up to 65 536 remembered results are 2.6 MB.
const MEMO_LIMIT = 2 ** 16

/**
 * Orders a space by a key: a shuffle where the space is small, a Feistel network over Z_a x Z_b where it
 * is large (J. Black, P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002).
 *
 * Both are permutations whatever the keyed function gives, so no two numbers ever meet; neither walks
 * cycles, so every number costs the same.
 */
export function createPermutation(keyed: KeyedFunction, factors: Factors): Permutation {
  const size = factors.first * factors.second
  return size <= SHUFFLE_LIMIT ? createShuffle(keyed, size) : createFeistel(keyed, factors)
}

/** Fisher and Yates with numbers from the keyed function: as good as the function itself. */
function createShuffle(keyed: KeyedFunction, size: number): Permutation {
  const order = Uint16Array.from({ length: size }, (_, index) => index)
  for (let last = size - 1; last > 0; last -= 1) {
    const place = keyed(SHUFFLE_ROUND, last, last + 1)
    const moved = order[last]!
    order[last] = order[place]!
    order[place] = moved
  }
  const places = new Uint16Array(size)
  for (const [place, number] of order.entries()) places[number] = place
  return { forward: (number) => order[number]!, backward: (number) => places[number]! }
}

/**
 * Even rounds add a function of the right half to the left one, odd rounds the other way round:
 * with halves (7, 5) of 36 x 36 and a function that gives 33 for 5, the first round makes (4, 5).
 */
function createFeistel(keyed: KeyedFunction, { first, second }: Factors): Permutation {
  const toSummand = createMemo(keyed, { first, second })
  return {
    forward(number) {
      let left = Math.floor(number / second)
      let right = number - left * second
      for (let round = 0; round < ROUNDS; round += 2) {
        left += toSummand(round, right)
        if (left >= first) left -= first
        right += toSummand(round + 1, left)
        if (right >= second) right -= second
      }
      return left * second + right
    },
    backward(number) {
      let left = Math.floor(number / second)
      let right = number - left * second
      for (let round = ROUNDS - 2; round >= 0; round -= 2) {
        right -= toSummand(round + 1, left)
        if (right < 0) right += second
        left -= toSummand(round, right)
        if (left < 0) left += first
      }
      return left * second + right
    },
  }
}

/** Remembers what rounds gave where halves are small; one cipher call costs as much as ten look-ups. */
function createMemo(
  keyed: KeyedFunction,
  { first, second }: Factors,
): (round: number, half: number) => number {
  const most = Math.max(first, second)
  const draw = (round: number, half: number): number =>
    keyed(round, half, round % 2 === 0 ? first : second)
  if (most > MEMO_LIMIT) return draw
  // One more than the result, so that 0 is a result not yet known.
  const known = new Int32Array(ROUNDS * most)
  return (round, half) => {
    const place = round * most + half
    const result = known[place]!
    if (result !== 0) return result - 1
    const drawn = draw(round, half)
    known[place] = drawn + 1
    return drawn
  }
}
