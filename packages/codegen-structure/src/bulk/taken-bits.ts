/** Remembers which codes of a space are gone, one bit for each bucket of codes. */
export interface TakenBits {
  readonly buckets: Int32Array
  readonly mask: number
  /** Whether every code has a bucket of its own. */
  readonly isExact: boolean
}

// Between 16 and 32 buckets for each code: at most 1 of 16 draws is rejected without need.
const bucketsPerCode = 16
const leastBuckets = 2 ** 16
const mostBuckets = 2 ** 32

/**
 * Creates room for `count` codes of a space.
 *
 * A code's bucket is its number modulo a power of two, and a second code of a bucket is drawn anew: no
 * two codes are ever equal. A space that is not much larger than the buckets gets one bit per code, so
 * that it can be used up. In 2 MB fit the marks of a million codes, where a Set takes 45 MB.
 *
 * Who knows k codes of such a list can exclude k buckets, which betters a guess by at most 7 percent.
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

/** Marks one code by its number modulo 2^32. */
export function setTaken({ buckets, mask }: TakenBits, number: number): void {
  const bucket = number & mask
  // Shifts use the lower five bits of the bucket only.
  buckets[bucket >>> 5]! |= 1 << bucket
}

/** Takes the mark of one code back. */
export function clearTaken({ buckets, mask }: TakenBits, number: number): void {
  const bucket = number & mask
  buckets[bucket >>> 5]! &= ~(1 << bucket)
}

/** Lists the codes that an exact set of marks leaves free, `count` of them, in ascending order. */
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
