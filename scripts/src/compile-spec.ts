import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openapiOverlay, type OpenAPIOverlayAction as OverlayAction } from 'openapi-format'
import { parse, stringify } from 'yaml'

const specs = new URL('../../specs/', import.meta.url)

const seal = `# Generated from vendor.yaml and overlay.yaml by \`pnpm generate\`. Do not edit: change one of those two.
`

/**
 * Applies an OpenAPI Overlay 1.0 document (text) to an OpenAPI document (text) and returns the sealed result.
 *
 * @throws Error naming every action that gives no reason or whose target matches nothing: the vendor moved and the
 * correction no longer applies, which bundlers pass over in silence.
 */
export async function compileSpec(vendorText: string, overlayText: string): Promise<string> {
  const overlay = parse(overlayText) as { actions: OverlayAction[] }
  assertReasons(overlay.actions)
  const { data, resultData } = await openapiOverlay(parse(vendorText), { overlaySet: overlay })
  assertAllUsed(resultData.unusedActions as OverlayAction[])
  return seal + stringify(data, { aliasDuplicateObjects: false, lineWidth: 100, singleQuote: true })
}

function assertReasons(actions: readonly OverlayAction[]): void {
  const silent = actions.filter((action) => !action.description?.trim())
  if (silent.length > 0) {
    throw new Error(`overlay actions without a reason:\n${toTargets(silent)}`)
  }
}

function assertAllUsed(unused: readonly OverlayAction[]): void {
  if (unused.length > 0) {
    throw new Error(
      `overlay actions that match nothing in vendor.yaml:\n${toTargets(unused)}\nCorrect or remove them.`,
    )
  }
}

function toTargets(actions: readonly OverlayAction[]): string {
  return actions.map((action) => `  ${action.target}`).join('\n')
}

async function main(check: boolean): Promise<void> {
  const read = (name: string): string => readFileSync(new URL(name, specs), 'utf8')
  const compiled = await compileSpec(read('vendor.yaml'), read('overlay.yaml'))
  if (!check) {
    writeFileSync(new URL('referly.yaml', specs), compiled)
  } else if (read('referly.yaml') !== compiled) {
    throw new Error(
      'specs/referly.yaml is not what vendor.yaml and overlay.yaml make: run `pnpm generate`',
    )
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv.includes('--check')).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
