/** The taken codes of a space, with one bit per bucket of codes. */
export interface TakenBits {
  readonly buckets: Int32Array
  readonly mask: number
  /** True when every code has its own bucket. */
  readonly isExact: boolean
}

// Rounded up to a power of two, this gives 16 to 32 buckets per code, so at most 1 of 16 draws is rejected
// although its code is free.
const bucketsPerCode = 16
const leastBuckets = 2 ** 16
const mostBuckets = 2 ** 32

/**
 * Creates taken bits for `count` codes of a space.
 *
 * A code's bucket is its number modulo a power of two. A second code in the same bucket is drawn again, so no
 * two codes are ever equal. A space of up to four times as many codes as buckets gets one bit per code, so that
 * it can be used up. A million codes take 2 MB; a Set takes 45 MB.
 *
 * Knowing k codes of a list rules out k buckets, which improves a guess by at most 7%.
 */
export function createTakenBits(capacity: number, count: number): TakenBits {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, count * bucketsPerCode)))
  const buckets = Math.min(mostBuckets, Math.max(leastBuckets, wanted))
  const isExact = capacity <= buckets * 4 && capacity <= mostBuckets
  return {
    buckets: new Int32Array(Math.ceil((isExact ? capacity : buckets) / 32)),
    mask: isExact ? -1 : (buckets - 1) | 0,
    isExact,
  }
}

/** Takes one code, given by its number modulo 2^32. */
export function setTaken({ buckets, mask }: TakenBits, number: number): void {
  const bucket = number & mask
  // Shifts use only the lower five bits of the bucket.
  buckets[bucket >>> 5]! |= 1 << bucket
}

/** Frees one code. */
export function clearTaken({ buckets, mask }: TakenBits, number: number): void {
  const bucket = number & mask
  buckets[bucket >>> 5]! &= ~(1 << bucket)
}

/** Lists the first `count` free codes in ascending order; requires one bit per code. */
export function listFreeNumbers(
  { buckets }: TakenBits,
  capacity: number,
  count: number,
): Uint32Array {
  const free = new Uint32Array(count)
  let found = 0
  for (let number = 0; number < capacity && found < count; number++) {
    if (((buckets[number >>> 5]! >>> number) & 1) !== 0) continue
    free[found] = number
    found++
  }
  return free
}
