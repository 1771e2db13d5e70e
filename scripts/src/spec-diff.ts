import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type AcceptedChange, judgeChanges, parseAcceptedChanges } from './accepted-changes.js'
import { readSpecChanges } from './redocly.js'
import { createGit, type Git, readSpecBase } from './spec-bases.js'
import { type FileDiff, toMarkdown, toText } from './spec-diff-report.js'

const specs: readonly string[] = ['specs/vendor.yaml', 'specs/referly.yaml']

/** What `runSpecDiff` compares. */
export interface SpecDiffOptions {
  /** The folder of the repository. */
  readonly root: string
  /** A commit, tag or branch; found by itself when absent. */
  readonly base?: string | undefined
}

/** What was compared, and whether it may pass. */
export interface SpecDiffResult {
  readonly text: string
  /** Empty when nothing has changed. */
  readonly markdown: string
  readonly isRefused: boolean
}

/** Compares the two specs on disk with those of the base. */
export async function runSpecDiff({ root, base }: SpecDiffOptions): Promise<SpecDiffResult> {
  const git = createGit(root)
  const found = readSpecBase(git, base)
  if (found === undefined) {
    const text = 'There is no earlier commit: nothing to compare.'
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
  return toResult(`Compared with ${found.commit.slice(0, 12)}, ${found.why}.`, diffs, records)
}

/** A release consumes its changesets before it is tagged, so one that was there once will do. */
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

/** Writes the file as it was into the folder; `undefined` when there was none. */
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
  return { file, changes: judgeChanges(await readSpecChanges(before, after), records) }
}

function toResult(
  opening: string,
  diffs: readonly FileDiff[],
  records: readonly AcceptedChange[],
): SpecDiffResult {
  const judged = diffs.flatMap(({ changes }) => changes ?? [])
  const used = new Set(judged.flatMap(({ accepted }) => accepted))
  const idle = records.filter((record) => !used.has(record))
  const notices = idle.map(
    ({ rule, path }) =>
      `accepted-changes.yaml: ${rule} at ${path} accepts nothing here; once released, remove it`,
  )
  const changed = diffs.filter(({ changes }) => changes === undefined || changes.length > 0)
  const isRefused = judged.some((change) => change.isRefused)
  return {
    text: [opening, ...diffs.map(toText), ...notices].join('\n'),
    markdown: judged.length === 0 ? '' : ['## Contract', ...changed.map(toMarkdown)].join('\n\n'),
    isRefused,
  }
}

const cure = `A breaking change needs a record in specs/accepted-changes.yaml, and a changeset that announces it:
  - rule: (in brackets above)
    path: (the path above, or where it is written, such as #/components/schemas/Coupon/properties/name)
    reason: why it has to break
    changeset: the name of the file in .changeset, without .md`

async function main(): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { markdown: { type: 'string' } },
  })
  const { text, markdown, isRefused } = await runSpecDiff({ root, base: positionals[0] })
  console.log(text)
  if (markdown !== '') console.log(`\n${markdown}`)
  if (values.markdown !== undefined) writeFileSync(values.markdown, `${markdown}\n`, { flag: 'a' })
  if (isRefused) console.error(`\n${cure}`)
  process.exitCode = isRefused ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
