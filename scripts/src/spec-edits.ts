import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'

/** One edit of a document: where (keys with dots between them), and the one thing done there. */
export interface SpecEdit {
  readonly at: string
  readonly set?: unknown
  readonly remove?: true
  readonly append?: unknown
  /** The item to take out of a list, or some of its properties. */
  readonly drop?: unknown
  readonly rename?: string
}

/** A change of the contract, and what has to be said of it. */
export interface KnownChange {
  readonly id: string
  /** Breaking, not breaking, either arguably so, or no change. */
  readonly expected: 'B' | 'N' | '(B)' | '(N)' | '-'
  readonly bump: 'major' | 'minor' | 'patch' | 'none'
  readonly what: string
  readonly edits: readonly SpecEdit[]
}

/** Every change of specs/spec-changes.yaml. */
export function readKnownChanges(): readonly KnownChange[] {
  const file = new URL('../../specs/spec-changes.yaml', import.meta.url)
  return parse(readFileSync(file, 'utf8')) as KnownChange[]
}

type Container = Record<string, unknown>

/**
 * A copy of the document with the edits made, one after the other.
 *
 * @example
 * editSpec({ a: { b: 1 } }, [{ at: 'a.b', rename: 'c' }]) //=> { a: { c: 1 } }
 * @throws Error when there is nothing at the place of an edit: it would change nothing, unnoticed.
 */
export function editSpec<Document extends object>(
  document: Document,
  edits: readonly SpecEdit[],
): Document {
  const copy = structuredClone(document)
  for (const edit of edits) applyEdit(copy as Container, edit)
  return copy
}

function applyEdit(document: Container, edit: SpecEdit): void {
  const keys = edit.at.split('.')
  const last = keys.pop() ?? ''
  const parent = keys.reduce((found, key) => readContainer(found[key], edit), document)
  if (edit.set !== undefined) {
    parent[last] = edit.set
  } else if (!Object.hasOwn(parent, last)) {
    throw toMiss(edit)
  } else if (edit.rename !== undefined) {
    parent[edit.rename] = parent[last]
    delete parent[last]
  } else if (edit.remove) {
    if (Array.isArray(parent)) parent.splice(Number(last), 1)
    else delete parent[last]
  } else {
    editList(parent[last], edit)
  }
}

function editList(list: unknown, edit: SpecEdit): void {
  if (!Array.isArray(list)) throw toMiss(edit)
  if (edit.append !== undefined) {
    list.push(edit.append)
    return
  }
  const index = list.findIndex((item) => isMeant(item, edit.drop))
  if (index === -1) throw toMiss(edit)
  list.splice(index, 1)
}

function isMeant(item: unknown, meant: unknown): boolean {
  if (typeof item !== 'object' || item === null) return item === meant
  return Object.entries(meant ?? {}).every(([key, value]) =>
    isDeepStrictEqual((item as Container)[key], value),
  )
}

function readContainer(value: unknown, edit: SpecEdit): Container {
  if (typeof value === 'object' && value !== null) return value as Container
  throw toMiss(edit)
}

function toMiss(edit: SpecEdit): Error {
  return new Error(`Expected something to edit at ${edit.at}: ${JSON.stringify(edit)}`)
}
