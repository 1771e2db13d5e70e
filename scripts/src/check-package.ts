import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { compareApiReports, createApiReports, readApiReports } from './api-reports.js'

const attw = fileURLToPath(new URL('../../node_modules/.bin/attw', import.meta.url))

/** Packs the package in the current folder as a release would, and returns the tarball's path. */
function pack(folder: string): string {
  execFileSync('pnpm', ['pack', '--pack-destination', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [tarball] = readdirSync(folder)
  if (tarball === undefined) throw new Error('pnpm pack wrote no tarball')
  return join(folder, tarball)
}

async function readPublintMessages(tarball: string): Promise<readonly string[]> {
  const bytes = readFileSync(tarball)
  const { messages, pkg } = await publint({
    pack: {
      tarball: bytes.buffer.slice(
        bytes.byteOffset,
        bytes.byteOffset + bytes.byteLength,
      ) as ArrayBuffer,
    },
    strict: true,
  })
  return messages.map((message) => {
    const text = formatMessage(message, pkg, { color: false }) ?? message.code
    return `publint: ${text}`
  })
}

/** ESM only, by decision: a CommonJS caller gets it through require() on Node >= 20.19. */
function readAttwMessages(tarball: string): readonly string[] {
  const args = [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color']
  const { status, stdout, stderr } = spawnSync(attw, args, { encoding: 'utf8' })
  return status === 0 ? [] : [`are-the-types-wrong: ${stdout}${stderr}`]
}

function readApiMessages(): readonly string[] {
  const changes = compareApiReports(readApiReports(process.cwd()), createApiReports(process.cwd()))
  return changes.map((change) => {
    const cure = 'run `pnpm api:update` and commit etc/, with a changeset if users notice.'
    return `The public surface differs from etc/${change}\nIf this is meant, ${cure}`
  })
}

function report(messages: readonly string[]): void {
  for (const message of messages) console.error(message)
  if (messages.length > 0) process.exitCode = 1
}

async function main(): Promise<void> {
  report(readApiMessages())
  const folder = mkdtempSync(join(tmpdir(), 'referly-pack-'))
  try {
    const tarball = pack(folder)
    report(await readPublintMessages(tarball))
    report(readAttwMessages(tarball))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
