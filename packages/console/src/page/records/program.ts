import type { Program } from '@referly-kit/types'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'

let reading: Promise<Program> | undefined

/** Returns the program, or nothing until it is known. */
export function useProgram(): Program | undefined {
  const [program, setProgram] = useState<Program>()
  useEffect(() => {
    reading ??= referly.kit.program.get()
    reading.then(setProgram, () => (reading = undefined))
  }, [])
  return program
}
