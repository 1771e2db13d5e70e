import type { KeyedFunction } from './block-cipher.js'

/** A keyed permutation of the numbers from 0 to `first * second - 1`, and its inverse. */
export interface Permutation {
  forward(number: number): number
  backward(number: number): number
  /** Applies `forward` to each number in place. */
  forwardAll(numbers: Float64Array): void
}

/** The two factors of a space; both below 2^30, their product at most 2^53. */
export interface Factors {
  readonly first: number
  readonly second: number
}

/** Largest space that is shuffled as a whole: two tables of 128 KiB, filled in a few milliseconds. */
const shuffleLimit: number = 2 ** 16
/** The same as FF1; each half of a number changes five times. */
const feistelRounds = 10
/** Round number of the shuffle; Feistel rounds are 0 to 9. */
const shuffleRound = 255
// Ten rounds of up to 65,536 cached results of 4 bytes take 2.6 MB.
const memoLimit = 2 ** 16

/**
 * Creates a keyed permutation: a shuffle for small spaces, a Feistel network over Z_a x Z_b for large ones (J. Black,
 * P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002).
 *
 * Both are permutations for any keyed function, so no two numbers collide. Neither walks cycles, so every number costs
 * the same.
 */
export function createPermutation(keyed: KeyedFunction, factors: Factors): Permutation {
  const size = factors.first * factors.second
  return size <= shuffleLimit ? createShuffle(keyed, size) : createFeistel(keyed, factors)
}

/** Creates a Fisher-Yates shuffle with numbers from the keyed function, and as strong as that function. */
function createShuffle(keyed: KeyedFunction, size: number): Permutation {
  const order = Uint16Array.from({ length: size }, (_, index) => index)
  for (let last = size - 1; last > 0; last--) {
    const place = keyed(shuffleRound, last, last + 1)
    const moved = order[last]!
    order[last] = order[place]!
    order[place] = moved
  }
  const places = new Uint16Array(size)
  for (const [place, number] of order.entries()) places[number] = place
  return {
    forward: (number) => order[number]!,
    backward: (number) => places[number]!,
    forwardAll(numbers) {
      for (let index = 0; index < numbers.length; index++) numbers[index] = order[numbers[index]!]!
    },
  }
}

/**
 * Creates a Feistel network. Even rounds add a function of the right half to the left half; odd rounds do the
 * reverse. With halves (7, 5) of 36 x 36 and a function that maps 5 to 33, the first round gives (4, 5), because
 * 7 + 33 = 40 and 40 - 36 = 4.
 */
function createFeistel(keyed: KeyedFunction, { first, second }: Factors): Permutation {
  const most = Math.max(first, second)
  const known = new Int32Array(most > memoLimit ? 0 : feistelRounds * most)
  const rounds = Array.from({ length: feistelRounds }, (_, round): Round => ({
    round,
    size: round % 2 === 0 ? first : second,
    keyed,
    known: known.subarray(round * most, (round + 1) * most),
  }))
  return {
    forward(number) {
      let left = Math.floor(number / second)
      let right = number - left * second
      for (let round = 0; round < feistelRounds; round += 2) {
        left += toSummand(rounds[round]!, right)
        if (left >= first) left -= first
        right += toSummand(rounds[round + 1]!, left)
        if (right >= second) right -= second
      }
      return left * second + right
    },
    backward(number) {
      let left = Math.floor(number / second)
      let right = number - left * second
      for (let round = feistelRounds - 2; round >= 0; round -= 2) {
        right -= toSummand(rounds[round + 1]!, left)
        if (right < 0) right += second
        left -= toSummand(rounds[round]!, right)
        if (left < 0) left += first
      }
      return left * second + right
    },
    forwardAll: (numbers) => forwardAll(rounds, second, numbers),
  }
}

interface Round {
  readonly round: number
  /** Number of values of the half that is changed. */
  readonly size: number
  readonly keyed: KeyedFunction
  /** Cached results plus 1 by half, so that 0 means not cached; empty when halves are large. */
  readonly known: Int32Array
}

/** Runs each round over all numbers, so that the processor can work on several numbers at once. */
function forwardAll(rounds: readonly Round[], second: number, numbers: Float64Array): void {
  const lefts = new Int32Array(numbers.length)
  const rights = new Int32Array(numbers.length)
  for (let index = 0; index < numbers.length; index++) {
    const left = Math.floor(numbers[index]! / second)
    lefts[index] = left
    rights[index] = numbers[index]! - left * second
  }
  for (let round = 0; round < feistelRounds; round += 2) {
    addRound(rounds[round]!, rights, lefts)
    addRound(rounds[round + 1]!, lefts, rights)
  }
  for (let index = 0; index < numbers.length; index++) {
    numbers[index] = lefts[index]! * second + rights[index]!
  }
}

/** Adds the round function of one half to the other half, for many numbers. */
function addRound(round: Round, from: Int32Array, to: Int32Array): void {
  const { size, known } = round
  for (let index = 0; index < from.length; index++) {
    const half = from[index]!
    const result = half < known.length ? known[half]! : 0
    // Subtracts size if the sum reaches it, without a branch that would be mispredicted half of the time:
    // `excess >> 31` is -1 (all ones) below zero and 0 otherwise.
    const excess = to[index]! + (result === 0 ? toSummand(round, half) : result - 1) - size
    to[index] = excess + (size & (excess >> 31))
  }
}

/** Returns the round function of a half, cached when halves are small: a cipher call costs as much as 20 lookups. */
function toSummand({ round, size, keyed, known }: Round, half: number): number {
  const result = half < known.length ? known[half]! : 0
  if (result !== 0) return result - 1
  const drawn = keyed(round, half, size)
  if (half < known.length) known[half] = drawn + 1
  return drawn
}
