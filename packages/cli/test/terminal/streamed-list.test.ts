import { PassThrough } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createOutput } from '../../src/terminal/output.js'
import { createCountColumn } from '../../src/terminal/records.js'
import { writeStreamedList } from '../../src/terminal/streamed-list.js'

const columns = [createCountColumn<{ n: number }>('n', 'N', ({ n }) => n)]
const total = 20_000

/** Starts printing a list to a stream, and counts the rows that were read. */
function print(format: 'csv' | 'json'): {
  stdout: PassThrough
  read: () => number
  printed: Promise<void>
} {
  const stdout = new PassThrough({ highWaterMark: 1000 })
  let count = 0
  async function* list(): AsyncGenerator<{ n: number }> {
    while (count < total) yield { n: count++ }
  }
  const output = createOutput(stdout, { write: () => true })
  const printed = writeStreamedList(list(), columns, { flags: { format }, output })
  return { stdout, read: () => count, printed }
}

describe('writeStreamedList', () => {
  it.each(['csv', 'json'] as const)('reads no further than a slow reader of %s', async (format) => {
    const { stdout, read, printed } = print(format)
    await wait(50)
    expect(read()).toBe(1000)
    let text = ''
    stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    await printed
    const numbers = Array.from({ length: total }, (_, n) => n)
    const rows = format === 'csv' ? text.trimEnd().split('\n') : (JSON.parse(text) as unknown[])
    expect(rows).toEqual(
      format === 'csv' ? ['n', ...numbers.map(String)] : numbers.map((n) => ({ n })),
    )
  })

  it('stops reading when the reader is gone', async () => {
    const { stdout, read, printed } = print('csv')
    await wait(50)
    stdout.destroy()
    await printed
    expect(read()).toBe(1000)
  })
})
