import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse, stringify } from 'yaml'
import { runMain } from '../run-main.js'

const specs = new URL('../../../specs/', import.meta.url)

/** One edit of a document: a path of keys separated by dots, and one thing to do there. */
export interface SpecEdit {
  readonly at: string
  readonly set?: unknown
  readonly remove?: true
  readonly append?: unknown
  /** The item to remove from a list, or some of its properties. */
  readonly drop?: unknown
  readonly rename?: string
}

/** A change to the contract, and the rating that the differ must give it. */
export interface KnownChange {
  readonly id: string
  /** `B` is breaking, `N` is not, parentheses mark a debatable case, and `-` is no change at all. */
  readonly expected: 'B' | 'N' | '(B)' | '(N)' | '-'
  readonly bump: 'major' | 'minor' | 'patch' | 'none'
  readonly what: string
  readonly edits: readonly SpecEdit[]
}

/** Reads the changes in specs/spec-changes.yaml. */
export function readKnownChanges(): readonly KnownChange[] {
  return parse(readFileSync(new URL('spec-changes.yaml', specs), 'utf8')) as KnownChange[]
}

type Container = Record<string, unknown>

/**
 * Returns a copy of the document with the edits applied in order.
 *
 * @example
 * editSpec({ a: { b: 1 } }, [{ at: 'a.b', rename: 'c' }]) //=> { a: { c: 1 } }
 * @throws Error when an edit matches nothing.
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
    throw createEditError(edit)
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
  if (!Array.isArray(list)) throw createEditError(edit)
  if (edit.append !== undefined) {
    list.push(edit.append)
    return
  }
  const index = list.findIndex((item) => matches(item, edit.drop))
  if (index === -1) throw createEditError(edit)
  list.splice(index, 1)
}

function matches(item: unknown, expected: unknown): boolean {
  if (typeof item !== 'object' || item === null) return item === expected
  return Object.entries(expected ?? {}).every(([key, value]) =>
    isDeepStrictEqual((item as Container)[key], value),
  )
}

function readContainer(value: unknown, edit: SpecEdit): Container {
  if (typeof value === 'object' && value !== null) return value as Container
  throw createEditError(edit)
}

function createEditError(edit: SpecEdit): Error {
  return new Error(`No value to edit at ${edit.at}: ${JSON.stringify(edit)}`)
}

/** Writes the contract once per known change as `ID.yaml`, and the list of changes as `changes.json`. */
export function writeKnownChanges(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const contract = parse(readFileSync(new URL('referly.yaml', specs), 'utf8')) as object
  const changes = readKnownChanges()
  for (const { id, edits } of changes) {
    const text = stringify(editSpec(contract, edits), { aliasDuplicateObjects: false })
    writeFileSync(join(folder, `${id}.yaml`), text)
  }
  writeFileSync(join(folder, 'changes.json'), JSON.stringify(changes))
}

await runMain(import.meta.url, () => {
  const [, , folder] = process.argv
  if (folder === undefined) throw new Error('Usage: tsx scripts/src/spec/known-changes.ts FOLDER')
  writeKnownChanges(folder)
})
