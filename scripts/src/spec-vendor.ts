import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { judgeChanges } from './accepted-changes.js'
import { readSpecChanges, type SpecChange } from './redocly.js'
import { toMarkdown, toText } from './spec-diff-report.js'
import { mergeFragments, parsePage, type SpecFragment, type VendorPage } from './vendor-pages.js'
import { findDifferences, listOperations, pickOperations, stripProse } from './vendor-structure.js'

/** What the pages say, and how it differs from vendor.yaml. */
export interface VendorDiff {
  readonly operations: readonly string[]
  /** Pages without an OpenAPI block. */
  readonly silent: readonly string[]
  readonly changes: readonly SpecChange[]
  /** Every difference of structure, also where the differ sees no change. */
  readonly differences: readonly string[]
}

/**
 * Compares what saved pages say with vendor.yaml, operation by operation; vendor.yaml is the older of the two.
 *
 * @throws VendorPageError naming a page that cannot be read, with the line.
 * @throws Error when no page has an OpenAPI block.
 */
export async function readVendorDiff(
  pages: readonly VendorPage[],
  vendorText: string,
): Promise<VendorDiff> {
  const silent: string[] = []
  const fragments: (readonly [VendorPage, SpecFragment])[] = []
  for (const page of pages) {
    const fragment = parsePage(page)
    if (fragment === undefined) silent.push(page.name)
    else fragments.push([page, stripProse(fragment)])
  }
  if (fragments.length === 0) throw new Error('Expected a page with an OpenAPI block, in YAML')
  const found = mergeFragments(fragments)
  const known = pickOperations(stripProse(parse(vendorText) as SpecFragment), found)
  return {
    operations: listOperations(found),
    silent,
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
  const { operations, silent, changes, differences } = diff
  const notices = silent.map((name) => `${name}: no OpenAPI block, not compared`)
  const compared = `Compared ${operations.length} operations: ${operations.join(', ')}`
  if (changes.length === 0 && differences.length === 0) {
    return [...notices, compared, 'No structural difference to specs/vendor.yaml.'].join('\n')
  }
  const file = { file: 'specs/vendor.yaml and the pages', changes: judgeChanges(changes, []) }
  const lines = differences.map((difference) => `  ${difference}`)
  const structure = ['The vendor has moved:', ...lines].join('\n')
  return [[...notices, compared].join('\n'), structure, toText(file), toMarkdown(file)].join('\n\n')
}

async function main(files: readonly string[]): Promise<void> {
  if (files.length === 0) throw new Error('Usage: pnpm spec:vendor PAGE...   (saved as Markdown)')
  const pages = files.map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }))
  const vendor = readFileSync(new URL('../../specs/vendor.yaml', import.meta.url), 'utf8')
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
