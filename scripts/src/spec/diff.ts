// `redocly diff` compares the files. This script adds what it lacks: finding the base in git, and a list of accepted
// changes tied to changesets. oasdiff and openapi-changes have an ignore list, but ship only as downloaded binaries.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runMain } from '../run-main.js'
import { rateChanges, parseAcceptedChanges, type AcceptedChange } from './accepted-changes.js'
import { createGit, readSpecBase, type Git } from './bases.js'
import { readSpecChanges } from './redocly.js'
import { toMarkdown, toText, type FileDiff } from './report.js'

const specs: readonly string[] = ['specs/vendor.yaml', 'specs/referly.yaml', 'specs/kit.yaml']

/** Options for `runSpecDiff`. */
export interface SpecDiffOptions {
  /** The root of the repository. */
  readonly root: string
  /** A commit, tag, or branch; see `readSpecBase` for the default. */
  readonly base?: string | undefined
}

/** The result of a comparison. */
export interface SpecDiffResult {
  readonly text: string
  /** Empty when nothing changed. */
  readonly markdown: string
  readonly isRefused: boolean
}

/** Compares the specs on disk with those in the base. */
export async function runSpecDiff({ root, base }: SpecDiffOptions): Promise<SpecDiffResult> {
  const git = createGit(root)
  const found = readSpecBase(git, base)
  if (found === undefined) {
    const text = 'This is the first commit, so there is nothing to compare.'
    return { text, markdown: '', isRefused: false }
  }
  const records = readRecords(root, git)
  const folder = mkdtempSync(join(tmpdir(), 'referly-spec-diff-'))
  const diffs: FileDiff[] = []
  try {
    for (const file of specs) {
      const before = readBefore({ git, commit: found.commit, file, folder })
      diffs.push(await readFileDiff({ file, before, after: join(root, file), records }))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return toResult(`Compared with ${found.commit.slice(0, 12)}, ${found.source}.`, diffs, records)
}

/** Reads the accepted changes. A release deletes its changesets before it is tagged, so a deleted one counts too. */
function readRecords(root: string, git: Git): readonly AcceptedChange[] {
  const file = join(root, 'specs', 'accepted-changes.yaml')
  if (!existsSync(file)) return []
  return parseAcceptedChanges(readFileSync(file, 'utf8'), (name) => {
    const changeset = `.changeset/${name}.md`
    return existsSync(join(root, changeset)) || Boolean(git('log', '-1', '--', changeset))
  })
}

interface BeforeOptions {
  readonly git: Git
  readonly commit: string
  readonly file: string
  readonly folder: string
}

/** Writes the base's version of a file into the folder, or returns `undefined` if it has none. */
function readBefore({ git, commit, file, folder }: BeforeOptions): string | undefined {
  const text = git('show', `${commit}:${file}`)
  if (text === undefined) return undefined
  const path = join(folder, basename(file))
  writeFileSync(path, text)
  return path
}

interface FileDiffOptions {
  readonly file: string
  readonly before: string | undefined
  readonly after: string
  readonly records: readonly AcceptedChange[]
}

async function readFileDiff(options: FileDiffOptions): Promise<FileDiff> {
  const { file, before, after, records } = options
  if (before === undefined) return { file }
  return { file, changes: rateChanges(await readSpecChanges(before, after), records) }
}

function toResult(
  opening: string,
  diffs: readonly FileDiff[],
  records: readonly AcceptedChange[],
): SpecDiffResult {
  const rated = diffs.flatMap(({ changes }) => changes ?? [])
  const used = new Set(rated.flatMap(({ accepted }) => accepted))
  const unused = records.filter((record) => !used.has(record))
  const notices = unused.map(
    ({ rule, path }) =>
      `accepted-changes.yaml: ${rule} at ${path} matches no change. Remove it once it is released.`,
  )
  const changed = diffs.filter(({ changes }) => changes === undefined || changes.length > 0)
  const isRefused = rated.some((change) => change.isRefused)
  return {
    text: [opening, ...diffs.map(toText), ...notices].join('\n'),
    markdown: rated.length === 0 ? '' : ['## Contract', ...changed.map(toMarkdown)].join('\n\n'),
    isRefused,
  }
}

const hint = `Announce the breaking change in a changeset and accept it in specs/accepted-changes.yaml:
  - rule: the name in parentheses above
    path: the path above, or its place in the file, such as #/components/schemas/Coupon/properties/name
    reason: the reason it has to break
    changeset: the name of a file in .changeset, without .md`

async function main(): Promise<void> {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { markdown: { type: 'string' } },
  })
  const { text, markdown, isRefused } = await runSpecDiff({ root, base: positionals[0] })
  console.log(text)
  if (markdown !== '') console.log(`\n${markdown}`)
  if (values.markdown !== undefined) writeFileSync(values.markdown, `${markdown}\n`, { flag: 'a' })
  if (isRefused) console.error(`\n${hint}`)
  process.exitCode = isRefused ? 1 : 0
}

await runMain(import.meta.url, main)
