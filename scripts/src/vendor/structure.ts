import { isDeepStrictEqual } from 'node:util'
import type { SpecFragment } from './pages.js'

type Members = Readonly<Record<string, unknown>>

/** Removes prose: summaries, examples, and descriptions, except the empty ones that OpenAPI requires. */
export function stripProse(document: SpecFragment): SpecFragment {
  return stripValue(document, []) as SpecFragment
}

const prose: ReadonlySet<string> = new Set([
  'summary',
  'description',
  'example',
  'examples',
  'externalDocs',
  'title',
])

/** Keys whose children are names, not keywords: a property may be called `title`. */
const nameMaps: ReadonlySet<string> = new Set([
  'properties',
  'schemas',
  'paths',
  'responses',
  'parameters',
  'securitySchemes',
])

function stripValue(value: unknown, place: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => stripValue(item, [...place, '[]']))
  if (typeof value !== 'object' || value === null) return value
  const isNamed = nameMaps.has(place.at(-1) ?? '') && !isPropertyName(place)
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    if (isNamed || !prose.has(key)) return [[key, stripValue(item, [...place, key])]]
    if (key === 'title' && place.join() === 'info') return [[key, item]]
    return key === 'description' && isRequiredDescription(place) ? [[key, '']] : []
  })
  return Object.fromEntries(entries)
}

/** Returns whether the last key is itself a property, such as one called `properties`. */
function isPropertyName(place: readonly string[]): boolean {
  return place.at(-2) === 'properties' && !isPropertyName(place.slice(0, -1))
}

/** Returns whether the description here is required, as it is for responses only. */
function isRequiredDescription(place: readonly string[]): boolean {
  return place.at(-2) === 'responses'
}

/** Picks the operations that another document has, along with the schemas they refer to. */
export function pickOperations(document: SpecFragment, wanted: SpecFragment): SpecFragment {
  const paths = Object.fromEntries(
    Object.entries(wanted.paths).flatMap(([path, methods]) => {
      const known = document.paths[path]
      if (known === undefined) return []
      const kept = Object.entries(known).filter(([method]) => Object.hasOwn(methods, method))
      return kept.length === 0 ? [] : [[path, Object.fromEntries(kept)]]
    }),
  )
  const all = document.components ?? {}
  const schemas = Object.fromEntries(
    [...findReferences([paths, wanted.paths], all['schemas'] ?? {})]
      .filter((name) => all['schemas']?.[name] !== undefined)
      .map((name) => [name, all['schemas']?.[name]]),
  )
  return { ...document, paths, components: { ...all, schemas } }
}

/** Collects the names of referenced schemas. Schemas may refer to each other in cycles. */
function findReferences(value: unknown, schemas: Members): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (part: unknown): void => {
    const text = JSON.stringify(part) ?? ''
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue
      found.add(name)
      visit(schemas[name])
    }
  }
  visit(value)
  return found
}

/** Lists the operations of a document, such as `POST /coupons`. */
export function listOperations({ paths }: SpecFragment): readonly string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

/**
 * Lists the differences between two documents, ignoring the order of keys, of required properties, and of parameters.
 *
 * @example
 * findDifferences({ a: { b: 1 }, c: 2 }, { a: { b: 2 } }) //=> ['a.b: changed from 1 to 2', 'c: removed, was 2']
 */
export function findDifferences(before: unknown, after: unknown, place = ''): readonly string[] {
  const [was, is] = [toMembers(before), toMembers(after)]
  if (isDeepStrictEqual(was, is)) return []
  if (isObject(was) && isObject(is)) {
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
      findDifferences(was[key], is[key], toPlace(place, key)),
    )
  }
  if (was === undefined) return [`${place}: added${is === true ? '' : `, is ${toText(is)}`}`]
  if (is === undefined) return [`${place}: removed${was === true ? '' : `, was ${toText(was)}`}`]
  return [`${place}: changed from ${toText(was)} to ${toText(is)}`]
}

/**
 * Lists the structure of a document, one fact per line, in the order of the document.
 *
 * @example
 * listFacts({ required: ['id'], type: 'object' }) //=> ['required.id = true', 'type = object']
 */
export function listFacts(value: unknown, place = ''): readonly string[] {
  const members = toMembers(value)
  if (!isObject(members) || Object.keys(members).length === 0) {
    return [`${place} = ${toText(value)}`]
  }
  return Object.entries(members).flatMap(([key, item]) => listFacts(item, toPlace(place, key)))
}

/** Compares the structure of a document with recorded facts. Lines of the record that start with # are comments. */
export function compareFacts(record: string, document: SpecFragment): readonly string[] {
  const lines = record.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'))
  const [recorded, found] = [new Set(lines), new Set(listFacts(stripProse(document)))]
  return [
    ...[...recorded].filter((fact) => !found.has(fact)).map((fact) => `missing: ${fact}`),
    ...[...found].filter((fact) => !recorded.has(fact)).map((fact) => `not the vendor's: ${fact}`),
  ]
}

/** Keys the items of a list by their name, or by their value if they are all texts or numbers. */
function toMembers(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value
  const items = value as readonly unknown[]
  if (items.every((item) => typeof item === 'string' || typeof item === 'number')) {
    return Object.fromEntries(items.map((item) => [item, true]))
  }
  const names = items.map((item) => (isObject(item) ? item['name'] : undefined))
  return Object.fromEntries(items.map((item, index) => [names[index] ?? index, item]))
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toPlace(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`
}

function toText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value).slice(0, 200)
}
