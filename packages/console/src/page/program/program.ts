import type { Program, ProgramUpdate } from '@referly-kit/types'
import { useEffect, useState } from 'preact/hooks'
import { hasSessionEnded, referly } from '../api.js'

let reading: Promise<Program> | undefined
let known: Program | undefined
const listeners = new Set<(program: Program) => void>()

/** Time after which a program that could not be read is read again, in milliseconds. */
const retryMs = 3000

/** Reads the program once. */
export function readProgram(): Promise<Program> {
  reading ??= referly.kit.program.get().then(
    (program) => (known = program),
    (error: unknown) => {
      reading = undefined
      throw error
    },
  )
  return reading
}

/** Returns the id of the program, or nothing until it is known. */
export function findProgramId(): string | undefined {
  return known?.id
}

/** Returns the program, or nothing until it is known. */
export function useProgram(): Program | undefined {
  const [program, setProgram] = useState<Program>()
  useEffect(() => {
    let isCurrent = true
    const read = (): void => {
      if (!isCurrent || hasSessionEnded()) return
      readProgram().then(setProgram, () => setTimeout(read, retryMs))
    }
    read()
    listeners.add(setProgram)
    return () => {
      isCurrent = false
      listeners.delete(setProgram)
    }
  }, [])
  return program
}

/** Changes settings of the program on the server and on the page. */
export async function updateProgram(settings: ProgramUpdate): Promise<void> {
  const program = await referly.kit.program.update(settings)
  reading = Promise.resolve(program)
  for (const listener of listeners) listener(program)
}
