import { ecb } from '@noble/ciphers/aes.js'

// The same construction with whole numbers of any size, one block of AES at a time, and no memory.

export function drawSlowly(key: Uint8Array, purpose: string) {
  const encrypt = (block: Uint8Array): Uint8Array =>
    ecb(key, { disablePadding: true }).encrypt(block)
  const length = purpose.length
  const text = [length >> 8, length & 255, ...[...purpose].map((c) => c.charCodeAt(0))]
  while (text.length % 16 !== 0) text.push(0)
  let chain: Uint8Array = new Uint8Array(16)
  for (let at = 0; at < text.length; at += 16) {
    chain = encrypt(chain.map((byte, index) => byte ^ (text[at + index] ?? 0)))
  }
  return (round: number, value: number, size: bigint): bigint => {
    const last = new DataView(Uint8Array.from(chain).buffer)
    last.setInt32(0, last.getInt32(0, true) ^ round, true)
    last.setInt32(4, last.getInt32(4, true) ^ value, true)
    const words = new DataView(Uint8Array.from(encrypt(new Uint8Array(last.buffer))).buffer)
    const word = (index: number): bigint => BigInt(words.getUint32(index * 4, true))
    return (((word(0) & 0x1f_ffffn) << 55n) | (word(1) << 23n) | (word(2) >> 9n)) % size
  }
}

/** The number of the text at an index. */
export function permuteSlowly(
  draw: ReturnType<typeof drawSlowly>,
  { base, length }: { readonly base: number; readonly length: number },
  index: number,
): bigint {
  const capacity = BigInt(base) ** BigInt(length)
  if (capacity <= 65_536n) {
    const order = Array.from({ length: Number(capacity) }, (_, number) => BigInt(number))
    for (let last = order.length - 1; last > 0; last--) {
      const place = Number(draw(255, last, BigInt(last + 1)))
      ;[order[last], order[place]] = [order[place]!, order[last]!]
    }
    return order[index]!
  }
  const first = BigInt(base) ** BigInt(Math.ceil(length / 2))
  const second = capacity / first
  let left = BigInt(index) / second
  let right = BigInt(index) % second
  for (let round = 0; round < 10; round += 2) {
    left = (left + draw(round, Number(right), first)) % first
    right = (right + draw(round + 1, Number(left), second)) % second
  }
  return left * second + right
}
