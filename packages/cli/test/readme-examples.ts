import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The documents whose commands are run, in the order in which they build on each other. */
export const documents = [
  'README.md',
  'docs/quickstart.md',
  'docs/jobs.md',
  'docs/examples.md',
  'docs/changes.md',
  'docs/profiles.md',
  'docs/server.md',
  'docs/payouts.md',
  'docs/webhooks.md',
  'docs/csv.md',
] as const

function toPath(document: string): string {
  return fileURLToPath(new URL(`../${document}`, import.meta.url))
}

/** Reads a document of the package. */
export function readDocument(document: string): string {
  return readFileSync(toPath(document), 'utf8')
}

/** Replaces a document of the package. */
export function writeDocument(document: string, text: string): void {
  writeFileSync(toPath(document), text)
}

/** A command in a document, and the output shown there. A line `...` matches any lines. */
export interface Example {
  readonly document: string
  readonly command: string
  readonly lines: readonly string[]
}

/**
 * Finds the commands in the `console` blocks of a document. A block `console one` is a single command, because its
 * output shows other commands.
 */
export function readExamples(document: string): readonly Example[] {
  const text = readDocument(document)
  return [...text.matchAll(/^```console( one)?\n([^]*?)^```$/gm)].flatMap(([, one, block = '']) =>
    block
      .split(one === undefined ? /^\$ /m : /^(?<![^])\$ /)
      .filter((part) => part !== '')
      .map((part) => {
        const [command = '', ...lines] = part.trimEnd().split('\n')
        return { document, command, lines }
      }),
  )
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const jobId = /\b(?=[a-f]*[0-9])[0-9a-f]{10}\b/g

/** Returns the IDs in a text, in their order. */
export function findIds(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(`${uuid.source}|${jobId.source}`, 'g'))].map(([id]) => id)
}

/**
 * Replaces the parts of an output that differ in each run: IDs, times, ports, keys, random characters, and progress on
 * a slow machine. A byte order mark is left out, because no terminal shows it.
 */
export function toComparable(text: string): string {
  return text
    .replace(/\uFEFF/g, '')
    .replace(/^ *(Reading existing (?:codes|affiliates)|\d+ of \d+ rows:).*\n/gm, '')
    .replace(uuid, 'ID')
    .replace(jobId, 'JOB')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d (?:[A-Z]{3,4}(?:[+-][\d:]+)?)/g, 'TIME')
    .replace(/rk_live_[\w.-]*/g, 'KEY')
    .replace(/whsec_[\w+/.]*=*/g, 'SECRET')
    .replace(/(#\/sign-in\/)[\w.-]+/g, '$1LINK')
    .replace(/(127\.0\.0\.1:)\d+/g, '$1PORT')
    .replace(/\bMAY[A-Z0-9]{6}\b/g, 'MAY****')
    .replace(/\b(SAVE[A-Z0-9]*)[A-Z0-9]{4}\b/g, '$1****')
    .replace(/ {2,}/g, '  ')
    .replace(/\n{2,}/g, '\n')
    .trimEnd()
}

/** Returns whether an output is the one shown in a document, apart from what differs in each run. */
export function isAsShown(lines: readonly string[], printed: string): boolean {
  const pattern = lines
    .map((line) => (line === '...' ? '(?:.*\n)*?' : `${toPattern(toComparable(line))}\n`))
    .join('')
  return new RegExp(`^${pattern}$`).test(`${toComparable(printed)}\n`.replace(/^\n$/, ''))
}

function toPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/**
 * Replaces the output shown in a document with that of a command, but keeps `...` lines. Lines before and after
 * a `...` are replaced by as many lines of the output; between two of them they are kept.
 */
export function toShownLines(lines: readonly string[], printed: string): readonly string[] {
  const all = printed
    .replace(/(127\.0\.0\.1:)\d+/g, '$14400')
    .replace(/rk_live_[\w-]+/g, 'rk_live_...')
    .replace(/whsec_[\w+/]+=*/g, 'whsec_...')
    .replace(/(#\/sign-in\/)[\w-]+/g, '$1...')
    .split('\n')
    .filter((line) => line !== '')
  const first = lines.indexOf('...')
  if (first < 0) return all
  const last = lines.lastIndexOf('...')
  const end = lines.length - last - 1
  return [
    ...all.slice(0, first),
    ...lines.slice(first, last + 1),
    ...(end > 0 ? all.slice(-end) : []),
  ]
}
