import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse, stringify } from 'yaml'
import { runMain } from '../run-main.js'
import { rateChanges } from '../spec/accepted-changes.js'
import { readSpecChanges, type SpecChange } from '../spec/redocly.js'
import { toMarkdown, toText } from '../spec/report.js'
import { parsePage, type SpecFragment, type VendorPage } from './pages.js'
import {
  compareFacts,
  findDifferences,
  listFacts,
  listOperations,
  pickOperations,
  stripProse,
} from './structure.js'

/** The differences between saved documentation pages and vendor.yaml. */
export interface VendorDiff {
  readonly operations: readonly string[]
  /** The names of pages without an OpenAPI block. */
  readonly skipped: readonly string[]
  /** The operations of vendor.yaml that no page describes. */
  readonly missing: readonly string[]
  /** The pages that differ. */
  readonly pages: readonly PageDiff[]
}

/** The differences between one page and vendor.yaml. */
export interface PageDiff {
  readonly page: string
  /** Every structural difference, including those that the differ does not report. */
  readonly differences: readonly string[]
  readonly changes: readonly SpecChange[]
}

/** Options for `readVendorDiff`. */
export interface VendorDiffOptions {
  /** True when the pages describe only some operations, so that the others are not missing. */
  readonly isPartial?: boolean
}

/**
 * Compares saved pages, or the vendor's OpenAPI file, with vendor.yaml as the base. Each page is compared by itself, so
 * that a difference is reported with its page, even when pages contradict each other.
 *
 * @throws VendorPageError naming the page and line that cannot be parsed.
 * @throws Error when no page has an OpenAPI block.
 */
export async function readVendorDiff(
  pages: readonly VendorPage[],
  vendorText: string,
  { isPartial = false }: VendorDiffOptions = {},
): Promise<VendorDiff> {
  const vendor = stripProse(parse(vendorText) as SpecFragment)
  const read = pages.map((page) => ({ page: page.name, fragment: parsePage(page) }))
  const skipped = read.filter(({ fragment }) => fragment === undefined).map(({ page }) => page)
  const operations = new Set<string>()
  const diffs: PageDiff[] = []
  for (const { page, fragment } of read) {
    if (fragment === undefined) continue
    const stripped = stripProse(fragment)
    // Schemas that no operation uses are left out on both sides.
    const found = pickOperations(stripped, stripped)
    for (const operation of listOperations(found)) operations.add(operation)
    const known = pickOperations(vendor, found)
    const differences = findDifferences(known, found)
    if (differences.length === 0) continue
    diffs.push({ page, differences, changes: await readChanges(known, found) })
  }
  if (operations.size === 0) {
    throw new Error('None of the pages has an OpenAPI block in YAML. Save them as Markdown.')
  }
  const missing = listOperations(vendor).filter((operation) => !operations.has(operation))
  return {
    operations: [...operations],
    skipped,
    missing: isPartial ? [] : missing,
    pages: diffs,
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

function toReport({ operations, skipped, missing, pages }: VendorDiff): string {
  const notices = skipped.map((name) => `${name}: skipped, no OpenAPI block`)
  const compared = `Compared ${operations.length} operations: ${operations.join(', ')}`
  const opening = [...notices, compared].join('\n')
  if (!isDifferent({ missing, pages })) {
    return `${opening}\nNo structural differences from specs/vendor.yaml.`
  }
  const gone = missing.map((operation) => `  ${operation}: on none of the pages`)
  const lines = pages.flatMap(({ page, differences }) =>
    differences.map((difference) => `  ${page}: ${difference}`),
  )
  const structure = ['The vendor changed the contract:', ...gone, ...lines].join('\n')
  const cure = missing.length > 0 ? [cureForMissing] : []
  const ratings = pages.map(({ page, changes }) => {
    const file = {
      file: `specs/vendor.yaml compared with ${page}`,
      changes: rateChanges(changes, []),
    }
    return [toText(file), toMarkdown(file)].join('\n\n')
  })
  return [opening, structure, ...cure, ...ratings].join('\n\n')
}

const cureForMissing =
  'An operation that is on no page was removed, or its page was not given. Pass --partial to compare only the given pages.'

function isDifferent({ missing, pages }: Pick<VendorDiff, 'missing' | 'pages'>): boolean {
  return missing.length > 0 || pages.length > 0
}

const structureFile = 'specs/vendor-structure.txt'

const structureHeader = `# The structure of the OpenAPI file that the vendor publishes, one fact per line and without its sentences.
# Recorded with \`pnpm spec:vendor --record FILE\`. \`pnpm check\` compares specs/vendor.yaml with it. Do not edit.
`

/** Compares vendor.yaml with the recorded structure, and returns whether they are equal. */
function checkRecord(vendorText: string): boolean {
  const facts = readFileSync(new URL(structureFile, root), 'utf8')
  const differences = compareFacts(facts, parse(vendorText) as SpecFragment)
  if (differences.length === 0) {
    console.log(`specs/vendor.yaml has the structure in ${structureFile}.`)
    return true
  }
  const lines = differences.map((difference) => `  ${difference}`)
  console.error(
    [`specs/vendor.yaml differs from the structure in ${structureFile}:`, ...lines].join('\n'),
  )
  return false
}

/** Records the structure of the vendor's OpenAPI file. */
function recordStructure(file: string): void {
  const fragment = parsePage({ name: basename(file), text: readFileSync(file, 'utf8') })
  if (fragment === undefined) throw new Error(`${file} has no OpenAPI document.`)
  const facts = listFacts(stripProse(fragment))
  writeFileSync(new URL(structureFile, root), `${structureHeader}${facts.join('\n')}\n`)
  console.log(`Recorded ${facts.length} facts in ${structureFile}.`)
}

const root = new URL('../../../', import.meta.url)

const usage = `Usage: pnpm spec:vendor                       compares specs/vendor.yaml with ${structureFile}
       pnpm spec:vendor [--partial] FILE...   compares saved pages (Markdown) or the vendor's OpenAPI file with specs/vendor.yaml
       pnpm spec:vendor --record FILE         records the structure of the vendor's OpenAPI file in ${structureFile}`

async function main(): Promise<void> {
  const { values, positionals: files } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      partial: { type: 'boolean', default: false },
      record: { type: 'string' },
    },
  })
  const vendor = readFileSync(new URL('specs/vendor.yaml', root), 'utf8')
  if (values.help) {
    console.log(usage)
  } else if (values.record !== undefined) {
    recordStructure(values.record)
  } else if (files.length === 0) {
    process.exitCode = checkRecord(vendor) ? 0 : 1
  } else {
    const pages = files.map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }))
    const diff = await readVendorDiff(pages, vendor, { isPartial: values.partial })
    console.log(toReport(diff))
    process.exitCode = isDifferent(diff) ? 1 : 0
  }
}

await runMain(import.meta.url, main)
