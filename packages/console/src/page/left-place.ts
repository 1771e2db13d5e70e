import type { FieldValues } from './forms/field.js'
import { findProgramId, readProgram } from './program/program.js'

/** The place that was open when the session ended, and what was typed into its form. */
interface LeftPlace {
  readonly href: string
  /** Missing if the session had already ended when the page was opened. */
  readonly programId?: string | undefined
  readonly values?: FieldValues | undefined
}

// Kept for this tab only, and gone when it is closed.
const storageKey = 'referly.left'

function read(): LeftPlace | undefined {
  try {
    return (
      (JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as LeftPlace | null) ?? undefined
    )
  } catch {
    return undefined
  }
}

/** Remembers the current place, and the values of its form, because the session has ended. */
export function rememberPlace(values?: FieldValues): void {
  const href = location.hash
  const last = read()
  const same = last?.href === href ? last : undefined
  const place: LeftPlace = {
    href,
    programId: findProgramId() ?? same?.programId,
    values: values ?? same?.values,
  }
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(place))
  } catch {
    // The browser stores nothing for this page.
  }
}

/** Forgets the place and what was typed there. */
export function forgetPlace(): void {
  try {
    sessionStorage.removeItem(storageKey)
  } catch {
    // The browser stores nothing for this page.
  }
}

/** Returns what was typed into the form of the current place before the session ended. */
export function readTyped(): FieldValues | undefined {
  const left = read()
  return left?.href === location.hash ? left.values : undefined
}

/** Returns the place to open after signing in. What was typed in another program is forgotten. */
export async function findStart(): Promise<string> {
  const left = read()
  if (left === undefined) return '#/overview'
  const { id } = await readProgram()
  if (left.values === undefined || left.programId === id) return left.href
  forgetPlace()
  return '#/overview'
}
