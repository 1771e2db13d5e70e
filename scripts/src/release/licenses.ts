// `pnpm licenses list` finds the packages and their licenses; it cannot refuse one. The allow-list below does.
// Install scripts need no check here: `check:installed` installs every package and refuses any that runs something.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runMain } from '../run-main.js'

/** A package that users install along with one of ours. */
export interface LicensedPackage {
  readonly name: string
  readonly versions: readonly string[]
  /** An SPDX expression, or `Unknown`. */
  readonly license: string
}

/** Permissive licenses that require nothing but their own text. */
const allowedLicenses: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'PostgreSQL',
]

/**
 * Returns whether an SPDX expression lets us use a package under allowed licenses alone. Parentheses are supported only
 * around the whole expression; anything more complex is refused and left to a person.
 *
 * @example isAllowedLicense('(MIT OR GPL-3.0-only)') //=> true
 */
export function isAllowedLicense(expression: string): boolean {
  const bare = expression.replace(/^\(([^()]*)\)$/, '$1')
  if (bare.includes('(')) return false
  return bare
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((license) => allowedLicenses.includes(license)))
}

/** Parses the output of `pnpm licenses list --json`, sorted by name. */
export function parseLicenses(output: string): readonly LicensedPackage[] {
  // pnpm prints a sentence instead of JSON when there are no packages.
  if (!output.trimStart().startsWith('{')) return []
  const byLicense = JSON.parse(output) as Readonly<Record<string, readonly LicensedPackage[]>>
  return Object.values(byLicense)
    .flat()
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Lists the packages whose license is not allowed, one line each. */
export function listRefusals(packages: readonly LicensedPackage[]): readonly string[] {
  return packages
    .filter(({ license }) => !isAllowedLicense(license))
    .map(
      ({ name, versions, license }) =>
        `${name}@${versions.join(', ')}: the license must be one of ${allowedLicenses.join(', ')}, but was ${license}.`,
    )
}

function readLicenses(): readonly LicensedPackage[] {
  const filters = ['--filter', './packages/*', '--filter', '!@referly-kit/contract']
  const output = execFileSync('pnpm', [...filters, 'licenses', 'list', '--prod', '--json'], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  return parseLicenses(output)
}

function main(): void {
  const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } })
  const packages = readLicenses()
  if (values.list) {
    for (const { name, versions, license } of packages) {
      console.log(`${`${name}@${versions.join(', ')}`.padEnd(40)} ${license}`)
    }
  }
  const refusals = listRefusals(packages)
  for (const refusal of refusals) console.error(refusal)
  if (refusals.length > 0) process.exitCode = 1
  console.log(`Users install ${packages.length} third-party packages, ${refusals.length} refused.`)
}

await runMain(import.meta.url, main)
