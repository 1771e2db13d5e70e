import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The version bump that a change calls for; `major` is a breaking change. */
export type Impact = 'major' | 'minor' | 'patch'

/** The rating of a change by one rule of the differ. */
export interface Verdict {
  readonly ruleId: string
  readonly impact: Impact
  readonly message: string
}

/** A place in one of the two files. */
export interface Place {
  /** A JSON pointer, such as `#/components/schemas/Coupon/properties/name/type`. */
  readonly pointer: string
  readonly line: number
  readonly value?: unknown
}

/** One change, as `redocly diff` reports it. */
export interface SpecChange {
  /** The affected place with `$ref` resolved, such as `#/paths/~1coupons/post/requestBody`. */
  readonly path: string
  readonly property?: string
  readonly kind: string
  readonly impact: Impact
  readonly verdicts: readonly Verdict[]
  readonly base?: Place
  readonly revision?: Place
}

// The launcher in .bin is a shell script, so run the file with Node.
const cli = fileURLToPath(
  new URL('../../../specs/node_modules/@redocly/cli/bin/cli.js', import.meta.url),
)

/**
 * Reads the changes between two OpenAPI files, in the order of the report.
 *
 * @throws Error with the output of `redocly diff` when it cannot read one of the files.
 */
export async function readSpecChanges(base: string, revision: string): Promise<SpecChange[]> {
  const args = [cli, 'diff', base, revision, '--format', 'json', '--fail-on', 'none']
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off' }
  try {
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 })
    return (JSON.parse(stdout) as { readonly changes: SpecChange[] }).changes.map(rateLostInput)
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : ''
    throw new Error(`redocly diff failed to compare ${base} with ${revision}.\n${output}`, {
      cause,
    })
  }
}

/** A property of a request body, at any depth. */
const inputProperty = /\/requestBody\/.*\/properties\/([^/]+)$/

/**
 * Rates a removed or renamed request property as breaking, which the differ does not: servers ignore properties that
 * they do not know, so the value that a client sends would be lost without an error.
 */
function rateLostInput(change: SpecChange): SpecChange {
  const [, name] = inputProperty.exec(change.path) ?? []
  if (name === undefined || change.kind !== 'removed' || change.impact === 'major') return change
  const message = `Property \`${name}\` of the request was removed, and clients that send it would be ignored.`
  const verdict = { ruleId: 'request-property-removed', impact: 'major', message } as const
  return { ...change, impact: 'major', verdicts: [...change.verdicts, verdict] }
}
