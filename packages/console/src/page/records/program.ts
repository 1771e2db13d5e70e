import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'

/** The facts about the program that pages show. */
export interface ProgramFacts {
  readonly name: string
  /** ISO 4217 code of its sales. */
  readonly currency: string
}

let facts: Promise<ProgramFacts | undefined> | undefined

/** Reads the name and currency of the program, which each link repeats. */
async function readFacts(): Promise<ProgramFacts | undefined> {
  for await (const { program } of referly.links.iterate()) return program
  return undefined
}

/** Returns the program, or nothing until it is known. */
export function useProgram(): ProgramFacts | undefined {
  const [program, setProgram] = useState<ProgramFacts>()
  useEffect(() => {
    facts ??= readFacts()
    facts.then(setProgram, () => (facts = undefined))
  }, [])
  return program
}
