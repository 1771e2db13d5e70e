import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What came of asking the registry for known vulnerabilities. */
export interface AuditResult {
  readonly lines: readonly string[]
  readonly isRefused: boolean
}

interface Advisory {
  readonly module_name: string
  readonly severity: string
  readonly title: string
  readonly url: string
  readonly findings: readonly { readonly version: string }[]
}

interface AuditAnswer {
  readonly error?: { readonly message: string }
  readonly advisories?: Readonly<Record<string, Advisory>>
}

function parseAnswer(output: string): AuditAnswer {
  try {
    return JSON.parse(output) as AuditAnswer
  } catch {
    return { error: { message: output.trim() || 'pnpm audit printed nothing' } }
  }
}

/**
 * Reads what `pnpm audit --json` printed. Many mirrors have no audit endpoint, and a network may be away: that says
 * nothing about the packages, so it is told and does not fail.
 *
 * @example toAuditResult('{"advisories":{}}') //=> { lines: ['No known vulnerability ...'], isRefused: false }
 */
export function toAuditResult(output: string): AuditResult {
  const { error, advisories } = parseAnswer(output)
  if (error !== undefined || advisories === undefined) {
    const [why = ''] = (error?.message ?? 'no list of advisories').split('\n')
    return { lines: [`Not audited, the registry did not answer: ${why}`], isRefused: false }
  }
  const lines = Object.values(advisories).map(({ module_name, severity, title, url, findings }) => {
    const versions = findings.map(({ version }) => version).join(', ')
    return `${module_name}@${versions}: ${severity}: ${title} (${url})`
  })
  if (lines.length > 0) return { lines, isRefused: true }
  return { lines: ['No known vulnerability in what reaches a user.'], isRefused: false }
}

function main(): void {
  const { stdout, error } = spawnSync('pnpm', ['audit', '--prod', '--json'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const { lines, isRefused } = toAuditResult(error === undefined ? stdout : error.message)
  for (const line of lines) console.log(line)
  if (isRefused) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
