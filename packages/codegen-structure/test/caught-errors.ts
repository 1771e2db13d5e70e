import { expect } from 'vitest'
import { isCodeStructureError, type CodeStructureError } from '../src/index.js'

/** Runs what must fail with this package's own error and returns that error. */
export function readError(run: () => unknown): CodeStructureError {
  try {
    run()
  } catch (error) {
    if (isCodeStructureError(error)) return error
    throw error
  }
  return expect.unreachable('expected a CodeStructureError')
}
