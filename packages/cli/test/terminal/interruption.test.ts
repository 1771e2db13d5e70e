import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createInterruption, untilInterrupted } from '../../src/terminal/interruption.js'

function createScene() {
  const source = new EventEmitter()
  const forced: string[] = []
  const signal = createInterruption(source, () => forced.push('stopped'))
  return { source, forced, signal }
}

describe('signals', () => {
  it('abort with the name of the first one', async () => {
    const { source, signal } = createScene()
    const interrupted = untilInterrupted(signal)
    source.emit('SIGTERM', 'SIGTERM')
    source.emit('SIGINT', 'SIGINT')
    await interrupted
    expect(signal.reason).toBe('SIGTERM')
    await untilInterrupted(signal)
  })

  it('count as one when the terminal and npm both forward a key press', () => {
    const { source, forced } = createScene()
    source.emit('SIGINT', 'SIGINT')
    source.emit('SIGINT', 'SIGINT')
    expect(forced).toEqual([])
  })

  it('stop immediately when the user asks again', async () => {
    const { source, forced } = createScene()
    source.emit('SIGINT', 'SIGINT')
    await wait(600)
    source.emit('SIGINT', 'SIGINT')
    expect(forced).toEqual(['stopped'])
  })
})
