import type { Program, ProgramUpdate } from '@referly-kit/types'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'

let reading: Promise<Program> | undefined
let known: Program | undefined
const listeners = new Set<(program: Program) => void>()

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
    readProgram().then(setProgram, () => {})
    listeners.add(setProgram)
    return () => void listeners.delete(setProgram)
  }, [])
  return program
}

/** Changes settings of the program on the server and on the page. */
export async function updateProgram(settings: ProgramUpdate): Promise<void> {
  const program = await referly.kit.program.update(settings)
  reading = Promise.resolve(program)
  for (const listener of listeners) listener(program)
}
