import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = fileURLToPath(new URL('../README.md', import.meta.url))

/** The text of the README. */
export function readReadme(): string {
  return readFileSync(path, 'utf8')
}

/** Replaces the text of the README. */
export function writeReadme(text: string): void {
  writeFileSync(path, text)
}

/** A command of the README and what it is said to print; a line `...` stands for any lines. */
export interface Example {
  readonly command: string
  readonly lines: readonly string[]
}

/**
 * All commands of the README's `console` blocks, in their order; in a block `console one` is one, as
 * its output shows others.
 */
export function parseExamples(text: string): readonly Example[] {
  return [...text.matchAll(/^```console( one)?\n([^]*?)^```$/gm)].flatMap(([, one, block = '']) =>
    block
      .split(one === undefined ? /^\$ /m : /^(?<![^])\$ /)
      .filter((part) => part !== '')
      .map((part) => {
        const [command = '', ...lines] = part.trimEnd().split('\n')
        return { command, lines }
      }),
  )
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const jobId = /\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{10}\b/g

/** The ids in a text, in their order. */
export function findIds(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(`${uuid.source}|${jobId.source}`, 'g'))].map(([id]) => id)
}

/** Takes out of an output what is another at each run: ids, times, ports, keys, what is drawn by lot, how far a slow machine is. */
export function toComparable(text: string): string {
  return text
    .replace(/^ *(Looking at what exists|\d+ of \d+ rows:).*\n/gm, '')
    .replace(uuid, 'ID')
    .replace(jobId, 'JOB')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replace(/rk_live_[\w.-]*/g, 'KEY')
    .replace(/(127\.0\.0\.1:)\d+/g, '$1PORT')
    .replace(/\b(SAVE[A-Z0-9]*)[A-Z0-9]{4}\b/g, '$1****')
    .replace(/ {2,}/g, '  ')
    .replace(/\n{2,}/g, '\n')
    .trimEnd()
}

/** Whether an output is what the README says, as far as it can be the same. */
export function isAsSaid(said: readonly string[], printed: string): boolean {
  const pattern = said
    .map((line) => (line === '...' ? '(?:.*\n)*?' : `${toPattern(toComparable(line))}\n`))
    .join('')
  return new RegExp(`^${pattern}$`).test(`${toComparable(printed)}\n`.replace(/^\n$/, ''))
}

function toPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
