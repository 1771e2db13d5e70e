import type { KeyedFunction } from './block-cipher.js'

/** A keyed order of the numbers from 0 to `first * second - 1`, and the way back. */
export interface Permutation {
  forward(number: number): number
  backward(number: number): number
  /** Replaces each of the numbers by what `forward` gives for it. */
  forwardAll(numbers: Float64Array): void
}

/** The two factors of a space; both below 2^30, their product at most 2^53. */
export interface Factors {
  readonly first: number
  readonly second: number
}

/** Spaces up to this size are shuffled as a whole: two tables of 128 KiB, filled in a few milliseconds. */
const shuffleLimit: number = 2 ** 16
/** As many as FF1 has; each half of a number is changed five times. */
const feistelRounds = 10
/** The round number of the shuffle, which no Feistel round has. */
const shuffleRound = 255
// Ten rounds of up to 65 536 remembered results are 2.6 MB.
const memoLimit = 2 ** 16

/**
 * Orders a space by a key: a shuffle where the space is small, a Feistel network over Z_a x Z_b where it
 * is large (J. Black, P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002).
 *
 * Both are permutations whatever the keyed function gives, so no two numbers ever meet; neither walks
 * cycles, so every number costs the same.
 */
export function createPermutation(keyed: KeyedFunction, factors: Factors): Permutation {
  const size = factors.first * factors.second
  return size <= shuffleLimit ? createShuffle(keyed, size) : createFeistel(keyed, factors)
}

/** Fisher and Yates with numbers from the keyed function: as good as the function itself. */
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
 * Even rounds add a function of the right half to the left one, odd rounds the other way round:
 * with halves (7, 5) of 36 x 36 and a function that gives 33 for 5, the first round makes (4, 5).
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
  /** How many values the half has that is changed. */
  readonly size: number
  readonly keyed: KeyedFunction
  /** Results by half, each one more than it is, so that 0 is not yet known; empty where halves are large. */
  readonly known: Int32Array
}

/** Round by round over many numbers: the processor works on several at once, where one waits for its last round. */
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

/** Adds what a round makes of one half to the other, for many numbers. */
function addRound(round: Round, from: Int32Array, to: Int32Array): void {
  const { size, known } = round
  for (let index = 0; index < from.length; index++) {
    const half = from[index]!
    const result = half < known.length ? known[half]! : 0
    // Below zero the sign bits are all ones: a branch here would be guessed wrong every other time.
    const excess = to[index]! + (result === 0 ? toSummand(round, half) : result - 1) - size
    to[index] = excess + (size & (excess >> 31))
  }
}

/** One cipher call costs as much as twenty look-ups, so results are remembered where halves are small. */
function toSummand({ round, size, keyed, known }: Round, half: number): number {
  const result = half < known.length ? known[half]! : 0
  if (result !== 0) return result - 1
  const drawn = keyed(round, half, size)
  if (half < known.length) known[half] = drawn + 1
  return drawn
}
