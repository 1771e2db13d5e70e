import type { RandomCharsCase } from '@referly-kit/types'
import type { PartName } from './parts.js'
import type { CompiledStructure } from './structure.js'

/** A structure in words and numbers, for people to look at. */
export interface StructureDescription {
  /** For example `SAVE{firstName}{randomChars:4}`. */
  readonly pattern: string
  readonly parts: readonly PartName[]
  readonly maxLength: number
  readonly capacity: number
  readonly random:
    | { readonly length: number; readonly symbols: string; readonly letterCase: RandomCharsCase }
    | undefined
}

/** Describes a checked structure. */
export function toDescription(structure: CompiledStructure): StructureDescription {
  const { prefix, names, random, separator, maxLength } = structure
  const parts: [PartName, string][] = names.map((name) => [name, `{${name}}`])
  if (prefix !== '') parts.unshift(['prefix', prefix])
  if (random) parts.push(['randomChars', `{randomChars:${random.length}}`])
  return {
    pattern: parts.map(([, pattern]) => pattern).join(separator),
    parts: parts.map(([name]) => name),
    maxLength,
    capacity: random?.capacity ?? 1,
    random: random && {
      length: random.length,
      symbols: random.symbols,
      letterCase: random.letterCase,
    },
  }
}
