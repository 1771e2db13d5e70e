import { toCodeKey } from './code-key.js'
import type { GeneratedPart, NamedPartName } from './parts.js'

/** Text that named parts have left behind. */
export interface ReadingRequest {
  /** The parts asked for, in their order. */
  readonly names: readonly NamedPartName[]
  /** The text; one piece for each part that is not empty where the parts are separated. */
  readonly pieces: readonly string[]
  readonly isSeparated: boolean
  /** Whether no part may be empty. */
  readonly strict: boolean
}

/** The ways to divide a text among parts. */
export interface Readings {
  readonly count: number
  /** One of them; empty parts are left out. */
  readonly first: readonly GeneratedPart[]
}

// 20, 12P5, 0P125: no zeros in front or at the end (rules 8 and 10).
const amount = /^(?:[1-9]\d{0,9}|0(?=P))(?:P\d{0,2}[1-9])?$/
const longestAmount = 14

/** Counts the ways in which parts can have given a text, and keeps one of them. */
export function readNamedParts(request: ReadingRequest): Readings {
  const { names, pieces, isSeparated } = request
  const units = isSeparated ? pieces : [...(pieces[0] ?? '')]
  if (!units.every((unit) => /^[A-Za-z0-9]+$/.test(unit))) return { count: 0, first: [] }
  // From the last part back: in how many ways the parts from here on can give the units from there on.
  let ways = units.map(() => 0).concat(1)
  const choices: number[][] = []
  for (const name of names.toReversed()) {
    const { counts, lengths } = addPart({ ...request, units, ways, name })
    choices.unshift(lengths)
    ways = counts
  }
  return { count: ways[0] ?? 0, first: toFirstReading(names, units, choices) }
}

interface PartRequest extends ReadingRequest {
  readonly name: NamedPartName
  readonly units: readonly string[]
  /** For each place of the units, in how many ways the later parts can give what follows. */
  readonly ways: readonly number[]
}

/** For each place: in how many ways with this part in front, and how many units it takes in one of them. */
function addPart(request: PartRequest): { counts: number[]; lengths: number[] } {
  const { units, ways, strict } = request
  const lengths: number[] = []
  const counts = ways.map((later, start) => {
    let count = strict ? 0 : later
    let length = 0
    for (let taken = 1; taken <= toLongest(request, start); taken++) {
      const behind = ways[start + taken] ?? 0
      if (behind === 0 || !isPartText(request.name, units.slice(start, start + taken))) continue
      if (count === 0) length = taken
      count += behind
    }
    lengths.push(length)
    return count
  })
  return { counts, lengths }
}

function toLongest({ units, name, isSeparated }: PartRequest, start: number): number {
  const left = units.length - start
  if (isSeparated) return Math.min(1, left)
  return name === 'discountAmount' ? Math.min(longestAmount, left) : left
}

function isPartText(name: NamedPartName, units: readonly string[]): boolean {
  return name !== 'discountAmount' || amount.test(toCodeKey(units.join('')))
}

function toFirstReading(
  names: readonly NamedPartName[],
  units: readonly string[],
  choices: readonly (readonly number[])[],
): GeneratedPart[] {
  const parts: GeneratedPart[] = []
  let start = 0
  for (const [index, name] of names.entries()) {
    const taken = choices[index]?.[start] ?? 0
    if (taken > 0) parts.push({ name, text: units.slice(start, start + taken).join('') })
    start += taken
  }
  return parts
}
