import { describe, expect, it } from 'vitest'
import { createTakenMemory } from '../src/batches.js'
import { platformDraw } from '../src/random.js'

describe('the memory of a batch', () => {
  it.each([36, 36 ** 8])(
    'contains exactly the issued codes of a stem with %d codes',
    (capacity) => {
      const issued = createTakenMemory(capacity, platformDraw)
      for (let index = 0; index < 50_000; index++) issued.add(`SAVE${index}`)
      expect(issued.size).toBe(50_000)
      let found = 0
      for (let index = 0; index < 100_000; index++) found += issued.has(`SAVE${index}`) ? 1 : 0
      expect(found).toBe(50_000)
    },
  )
})
