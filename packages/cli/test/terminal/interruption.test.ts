import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  createInterruption,
  isStartedByNpm,
  untilInterrupted,
} from '../../src/terminal/interruption.js'

function createScene(isForwarded: boolean) {
  const source = new EventEmitter()
  const forced: string[] = []
  const signal = createInterruption(source, {
    isForwarded,
    stopImmediately: () => forced.push('stopped'),
  })
  return { source, forced, signal }
}

describe('signals', () => {
  it('abort with the name of the first one', async () => {
    const { source, signal } = createScene(true)
    const interrupted = untilInterrupted(signal)
    source.emit('SIGTERM', 'SIGTERM')
    source.emit('SIGINT', 'SIGINT')
    await interrupted
    expect(signal.reason).toBe('SIGTERM')
    await untilInterrupted(signal)
  })

  it('count as one when npm forwards a key press', () => {
    const { source, forced } = createScene(true)
    source.emit('SIGINT', 'SIGINT')
    source.emit('SIGINT', 'SIGINT')
    expect(forced).toEqual([])
  })

  it('stop immediately at the third one under npm, which a single key press cannot cause', () => {
    const { source, forced } = createScene(true)
    for (let count = 0; count < 3; count++) source.emit('SIGINT', 'SIGINT')
    expect(forced).toEqual(['stopped'])
  })

  it('stop immediately when the user asks again under npm', async () => {
    const { source, forced } = createScene(true)
    source.emit('SIGINT', 'SIGINT')
    await wait(200)
    source.emit('SIGINT', 'SIGINT')
    expect(forced).toEqual(['stopped'])
  })

  it('stop immediately when the user asks twice in a row without npm', () => {
    const { source, forced } = createScene(false)
    source.emit('SIGINT', 'SIGINT')
    source.emit('SIGINT', 'SIGINT')
    expect(forced).toEqual(['stopped'])
  })
})

it.each([
  [{ npm_lifecycle_event: 'npx' }, true],
  [{ npm_lifecycle_event: 'start' }, true],
  [{}, false],
])('with the environment %j, signals are passed on by npm: %s', (env, expected) => {
  expect(isStartedByNpm(env)).toBe(expected)
})
