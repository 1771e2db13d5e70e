import { toStride, type CodeLayout } from './code-layout.js'
import { createDistinctTexts, type DistinctDemand, type WriteDistinct } from './distinct.js'
import { createRandomTexts, writeTexts, type CodeBlock } from './random-texts.js'
import { drawWord, type WordPool } from './word-pool.js'

/** Creates a writer of distinct codes, in the letter case of the layout. */
export function createDistinctWriter(demand: DistinctDemand): WriteDistinct {
  const write = createDistinctTexts(demand)
  return withLetterCase(demand.layout, demand.pool, write)
}

/** Creates a writer of independently drawn codes, which may repeat. */
export function createRepeatingWriter(layout: CodeLayout, pool: WordPool): WriteDistinct {
  const texts = createRandomTexts(layout, pool, undefined)
  return withLetterCase(layout, pool, (block) => {
    writeTexts(texts, block)
    return block.end
  })
}

/** Adds random letter case for `mixed`: a separate bit decides the case of each letter (rule 16). */
function withLetterCase(layout: CodeLayout, pool: WordPool, write: WriteDistinct): WriteDistinct {
  if (layout.random.letterCase !== 'mixed') return write
  return (block) => {
    const end = write(block)
    writeCases(layout, pool, { ...block, end })
    return end
  }
}

/** Lower-cases letters by random bits. In ASCII, letters start at 65 (A), and adding 32 makes them lower case. */
function writeCases(layout: CodeLayout, pool: WordPool, { target, start, end }: CodeBlock): void {
  const stride = toStride(layout)
  const { length } = layout.random
  for (let first = start + layout.stem.length; first < end; first += stride) {
    // A sentinel bit above the sixteen random ones: when only it is left, the next word is drawn.
    let bits = 1
    for (let at = first; at < first + length; at++) {
      if (bits === 1) bits = drawWord(pool) | 0x1_0000
      const byte = target[at]!
      if (byte >= 65) target[at] = byte | ((bits & 1) << 5)
      bits >>>= 1
    }
  }
}
