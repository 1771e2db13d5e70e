import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What a change asks of the version: `major` breaks somebody. */
export type Impact = 'major' | 'minor' | 'patch'

/** What one rule of the differ says of a change. */
export interface Verdict {
  readonly ruleId: string
  readonly impact: Impact
  readonly message: string
}

/** Where a changed thing stands in one of the two files. */
export interface Place {
  /** Such as `#/components/schemas/Coupon/properties/name/type`. */
  readonly pointer: string
  readonly line: number
  readonly value?: unknown
}

/** One change, as `redocly diff` reports it. */
export interface SpecChange {
  /** Where the change is felt, `$ref` resolved, such as `#/paths/~1coupons/post/requestBody`. */
  readonly path: string
  readonly property?: string
  readonly kind: string
  readonly impact: Impact
  readonly verdicts: readonly Verdict[]
  readonly base?: Place
  readonly revision?: Place
}

// Called by its file and by node itself: the launcher in .bin is a shell script.
const cli = fileURLToPath(
  new URL('../../specs/node_modules/@redocly/cli/bin/cli.js', import.meta.url),
)

/**
 * Every change between two OpenAPI files, in the order of the report.
 *
 * @throws Error when the differ cannot read one of them; its own message is the cause.
 */
export async function readSpecChanges(base: string, revision: string): Promise<SpecChange[]> {
  const args = [cli, 'diff', base, revision, '--format', 'json', '--fail-on', 'none']
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off' }
  try {
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 })
    return (JSON.parse(stdout) as { readonly changes: SpecChange[] }).changes
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : ''
    throw new Error(`redocly diff cannot compare ${base} with ${revision}\n${said}`, { cause })
  }
}
