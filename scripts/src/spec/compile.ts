import { readFileSync, writeFileSync } from 'node:fs'
import { openapiOverlay, type OpenAPIOverlayAction as OverlayAction } from 'openapi-format'
import { parse, stringify } from 'yaml'
import { runMain } from '../run-main.js'

const specs = new URL('../../../specs/', import.meta.url)

const header = `# Generated from vendor.yaml and overlay.yaml by \`pnpm generate\`. Edit those files instead.
`

/**
 * Applies an OpenAPI Overlay 1.0 document to an OpenAPI document, both as text, and returns the generated file.
 *
 * @throws Error listing the actions that have no description or whose target matches nothing, or the properties,
 * parameters, and bodies without a schema. Bundlers ignore such a target and create such a property, so a correction
 * would have no effect when the vendor changes the contract.
 */
export async function compileSpec(vendorText: string, overlayText: string): Promise<string> {
  const overlay = parse(overlayText, { merge: true, maxAliasCount: -1 }) as {
    actions: OverlayAction[]
  }
  assertReasons(overlay.actions)
  const { data, resultData } = await openapiOverlay(parse(vendorText), { overlaySet: overlay })
  assertAllUsed(resultData.unusedActions as OverlayAction[])
  assertSchemas(data)
  return (
    header + stringify(data, { aliasDuplicateObjects: false, lineWidth: 100, singleQuote: true })
  )
}

function assertReasons(actions: readonly OverlayAction[]): void {
  const unexplained = actions.filter((action) => !action.description?.trim())
  if (unexplained.length > 0) {
    throw new Error(
      `Each overlay action must have a description that gives its reason. Missing in:\n${toTargets(unexplained)}`,
    )
  }
}

function assertAllUsed(unused: readonly OverlayAction[]): void {
  if (unused.length > 0) {
    throw new Error(
      `Overlay actions that match nothing in vendor.yaml:\n${toTargets(unused)}\nFix or remove them.`,
    )
  }
}

function assertSchemas(document: unknown): void {
  const places = listUndefined(document, [])
  if (places.length > 0) {
    throw new Error(
      `The overlay describes these, but they have no schema:\n${places.map((place) => `  ${place}`).join('\n')}\nThe vendor removed or renamed them. Fix the actions.`,
    )
  }
}

/** The keywords by collection; each item in it has at least one of them. */
const expectedKeywords: Readonly<Record<string, readonly string[]>> = {
  properties: ['type', '$ref', 'allOf', 'oneOf', 'anyOf'],
  parameters: ['schema'],
  content: ['schema'],
}

/** Lists the properties, parameters, and bodies that have no schema. */
function listUndefined(value: unknown, place: readonly string[]): readonly string[] {
  if (typeof value !== 'object' || value === null || place.at(-1) === 'examples') return []
  const keywords = expectedKeywords[place.at(-2) ?? '']
  const isUndefined = keywords !== undefined && !keywords.some((keyword) => keyword in value)
  const within = Object.entries(value).flatMap(([key, item]) =>
    listUndefined(item, [...place, key]),
  )
  return isUndefined ? [place.join('.'), ...within] : within
}

function toTargets(actions: readonly OverlayAction[]): string {
  return actions.map((action) => `  ${action.target}`).join('\n')
}

async function main(): Promise<void> {
  const read = (name: string): string => readFileSync(new URL(name, specs), 'utf8')
  const compiled = await compileSpec(read('vendor.yaml'), read('overlay.yaml'))
  if (!process.argv.includes('--check')) {
    writeFileSync(new URL('referly.yaml', specs), compiled)
  } else if (read('referly.yaml') !== compiled) {
    throw new Error('specs/referly.yaml is out of date. Run `pnpm generate`.')
  }
}

await runMain(import.meta.url, main)
