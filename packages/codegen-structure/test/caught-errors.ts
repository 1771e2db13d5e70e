import { expect } from 'vitest'
import { isCodeStructureError, type CodeStructureError } from '../src/index.js'

/** Runs a function that must throw an error of this package, and returns the error. */
export function readError(run: () => unknown): CodeStructureError {
  try {
    run()
  } catch (error) {
    if (isCodeStructureError(error)) return error
    throw error
  }
  return expect.unreachable('expected a CodeStructureError')
}
