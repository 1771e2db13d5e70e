import { parseDocument, type YAMLParseError } from 'yaml'

/** A saved documentation page, or the vendor's OpenAPI file. */
export interface VendorPage {
  /** The name to show in messages, such as coupons-create.md. */
  readonly name: string
  readonly text: string
}

/** The OpenAPI document of a page, usually about one operation. */
export interface SpecFragment {
  readonly [key: string]: unknown
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A line of a page, counted from 1. */
export interface PageLine {
  readonly page: string
  readonly line: number
}

/** An error about a page that cannot be parsed. */
class VendorPageError extends Error {
  override readonly name = 'VendorPageError'
  readonly page: string
  readonly line: number

  constructor({ page, line }: PageLine, message: string, options?: ErrorOptions) {
    super(`${page}:${line}: ${message}`, options)
    this.page = page
    this.line = line
  }
}

interface Block {
  /** The line of the first character, counted from 1. */
  readonly line: number
  readonly text: string
}

/**
 * Parses the OpenAPI document of a page: a YAML block that begins with `openapi:`, or the whole of a YAML or JSON file.
 * Returns `undefined` if a page has none.
 *
 * @throws VendorPageError when the block is not closed, is not YAML, or has no paths.
 */
export function parsePage(page: VendorPage): SpecFragment | undefined {
  const block = findDocument(page)
  if (block === undefined) return undefined
  const document = parseDocument(block.text)
  const [error] = document.errors
  if (error !== undefined) throw createYamlError(page.name, block, error)
  const fragment: unknown = document.toJS()
  if (isFragment(fragment)) return fragment
  throw new VendorPageError(
    { page: page.name, line: block.line },
    'the block must be an OpenAPI 3 document with paths',
  )
}

function createYamlError(name: string, block: Block, cause: YAMLParseError): VendorPageError {
  const line = block.line - 1 + (cause.linePos?.[0].line ?? 1)
  const [reason = cause.message] = cause.message.split(' at line ')
  return new VendorPageError({ page: name, line }, `the block must be valid YAML: ${reason}`, {
    cause,
  })
}

function isFragment(value: unknown): value is SpecFragment {
  if (typeof value !== 'object' || value === null) return false
  const { openapi, paths } = value as Readonly<Record<string, unknown>>
  return typeof openapi === 'string' && typeof paths === 'object' && paths !== null
}

/** Finds the OpenAPI document of a page: all of a YAML or JSON file, or the block of a Markdown page. */
function findDocument(page: VendorPage): Block | undefined {
  return /\.(ya?ml|json)$/i.test(page.name) ? { line: 1, text: page.text } : findBlock(page)
}

/** Finds the OpenAPI block. A fence is three or more backticks or tildes; one at least as long closes the block. */
function findBlock({ name, text }: VendorPage): Block | undefined {
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const [, fence, language] = /^\s*(`{3,}|~{3,})\s*(\w*)/.exec(lines[index] ?? '') ?? []
    if (fence === undefined) continue
    const end = lines.findIndex((line, at) => at > index && line.trim().startsWith(fence))
    if (end === -1) {
      throw new VendorPageError({ page: name, line: index + 1 }, `the block must end with ${fence}`)
    }
    const block = { line: index + 2, text: lines.slice(index + 1, end).join('\n') }
    if (/^ya?ml$/i.test(language ?? '') && /^openapi:/m.test(block.text)) return block
    index = end
  }
  return undefined
}
