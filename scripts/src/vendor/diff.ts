import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { rateChanges } from '../spec/accepted-changes.js'
import { readSpecChanges, type SpecChange } from '../spec/redocly.js'
import { toMarkdown, toText } from '../spec/report.js'
import { mergeFragments, parsePage, type SpecFragment, type VendorPage } from './pages.js'
import { findDifferences, listOperations, pickOperations, stripProse } from './structure.js'

/** The differences between saved documentation pages and vendor.yaml. */
export interface VendorDiff {
  readonly operations: readonly string[]
  /** The names of pages without an OpenAPI block. */
  readonly skipped: readonly string[]
  readonly changes: readonly SpecChange[]
  /** Every structural difference, including those that the differ does not report. */
  readonly differences: readonly string[]
}

/**
 * Compares saved pages with vendor.yaml, operation by operation, with vendor.yaml as the base.
 *
 * @throws VendorPageError naming the page and line that cannot be parsed.
 * @throws Error when no page has an OpenAPI block.
 */
export async function readVendorDiff(
  pages: readonly VendorPage[],
  vendorText: string,
): Promise<VendorDiff> {
  const skipped: string[] = []
  const fragments: (readonly [VendorPage, SpecFragment])[] = []
  for (const page of pages) {
    const fragment = parsePage(page)
    if (fragment === undefined) skipped.push(page.name)
    else fragments.push([page, stripProse(fragment)])
  }
  if (fragments.length === 0)
    throw new Error('None of the pages has an OpenAPI block in YAML. Save them as Markdown.')
  const found = mergeFragments(fragments)
  const known = pickOperations(stripProse(parse(vendorText) as SpecFragment), found)
  return {
    operations: listOperations(found),
    skipped,
    changes: await readChanges(known, found),
    differences: findDifferences(known, found),
  }
}

async function readChanges(known: SpecFragment, found: SpecFragment): Promise<SpecChange[]> {
  const folder = mkdtempSync(join(tmpdir(), 'referly-vendor-'))
  try {
    const [before, after] = [join(folder, 'vendor.yaml'), join(folder, 'pages.yaml')]
    writeFileSync(before, stringify(known, { aliasDuplicateObjects: false }))
    writeFileSync(after, stringify(found, { aliasDuplicateObjects: false }))
    return await readSpecChanges(before, after)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function toReport(diff: VendorDiff): string {
  const { operations, skipped, changes, differences } = diff
  const notices = skipped.map((name) => `${name}: skipped, no OpenAPI block`)
  const compared = `Compared ${operations.length} operations: ${operations.join(', ')}`
  if (changes.length === 0 && differences.length === 0) {
    return [...notices, compared, 'No structural differences from specs/vendor.yaml.'].join('\n')
  }
  const file = {
    file: 'specs/vendor.yaml compared with the pages',
    changes: rateChanges(changes, []),
  }
  const lines = differences.map((difference) => `  ${difference}`)
  const structure = ['The vendor changed the contract:', ...lines].join('\n')
  return [[...notices, compared].join('\n'), structure, toText(file), toMarkdown(file)].join('\n\n')
}

async function main(files: readonly string[]): Promise<void> {
  if (files.length === 0)
    throw new Error('Usage: pnpm spec:vendor PAGE...   (documentation pages saved as Markdown)')
  const pages = files.map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }))
  const vendor = readFileSync(new URL('../../../specs/vendor.yaml', import.meta.url), 'utf8')
  const diff = await readVendorDiff(pages, vendor)
  console.log(toReport(diff))
  process.exitCode = diff.changes.length + diff.differences.length > 0 ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
