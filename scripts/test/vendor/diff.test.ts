import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { editSpec } from '../../src/spec/known-changes.js'
import { readVendorDiff } from '../../src/vendor/diff.js'
import { parsePage, type SpecFragment } from '../../src/vendor/pages.js'
import {
  compareFacts,
  findDifferences,
  listOperations,
  stripProse,
} from '../../src/vendor/structure.js'

const specs = new URL('../../../specs/', import.meta.url)
const vendorFile = fileURLToPath(new URL('vendor.yaml', specs))
const command = fileURLToPath(new URL('../../src/vendor/diff.ts', import.meta.url))
const tsx = fileURLToPath(new URL('../../../node_modules/tsx/dist/cli.mjs', import.meta.url))

/** Creates a page about one operation of a library, in the format of documentation tools. */
const toPage = (method: string, loan = 'Loan', fence = '````'): string => `# ${method} loans

> A sentence about loans.

\`\`\`json
{ "title": "not the contract" }
\`\`\`

## OpenAPI

${fence}yaml ${method} /loans
openapi: 3.0.1
info:
  title: Library
  description: A sentence.
  version: 1.0.0
paths:
  /loans:
    ${method}:
      summary: A sentence
      responses:
        '200':
          description: A sentence
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Loan'
components:
  schemas:
    Loan:
      type: object
      description: A sentence
      properties:
        title:
          type: string
          description: A sentence
          example: ${loan}
        previous:
          $ref: '#/components/schemas/Loan'
${fence}
`

const vendor = `openapi: 3.0.1
info: { title: Library, version: 1.0.0 }
paths:
  /readers: { get: { responses: { '200': { description: '' } } } }
  /loans:
    get: &operation
      responses:
        '200':
          description: ''
          content: { application/json: { schema: { $ref: '#/components/schemas/Loan' } } }
    post: *operation
components:
  schemas:
    Reader: { type: object }
    Loan:
      type: object
      properties:
        title: { type: string }
        previous: { $ref: '#/components/schemas/Loan' }
`
const get = { name: 'loans-get.md', text: toPage('get') }
const post = { name: 'loans-create.md', text: toPage('post') }

const partial = { isPartial: true }

describe('readVendorDiff', () => {
  it('ignores prose, and with isPartial also the operations that are not on the pages', async () => {
    const about = { name: 'about.md', text: '# About\n' }
    expect(await readVendorDiff([get, about, post], vendor, partial)).toEqual({
      operations: ['GET /loans', 'POST /loans'],
      skipped: ['about.md'],
      missing: [],
      pages: [],
    })
  })

  it('names operations that are on none of the pages', async () => {
    expect((await readVendorDiff([get, post], vendor)).missing).toEqual(['GET /readers'])
    expect((await readVendorDiff([get], vendor)).missing).toEqual(['GET /readers', 'POST /loans'])
  })

  it('reads the OpenAPI file of the vendor as a whole', async () => {
    const file = { name: 'openapi.yaml', text: vendor }
    expect(await readVendorDiff([file], vendor)).toMatchObject({ missing: [], pages: [] })
    const json = { name: 'openapi.json', text: JSON.stringify(parse(vendor)) }
    expect(await readVendorDiff([json], vendor)).toMatchObject({ missing: [], pages: [] })
    const shorter = { ...file, text: vendor.replace(/^ {2}\/readers.*\n/m, '') }
    expect((await readVendorDiff([shorter], vendor)).missing).toEqual(['GET /readers'])
  })

  it('rates a changed type, and names its page and field', async () => {
    const moved = { ...get, text: get.text.replace('type: string', 'type: integer') }
    const { pages } = await readVendorDiff([moved, post], vendor, partial)
    expect(pages).toHaveLength(1)
    expect(pages[0]?.changes.map(({ impact }) => impact)).toContain('major')
    expect(pages[0]).toMatchObject({
      page: 'loans-get.md',
      differences: [
        'components.schemas.Loan.properties.title.type: changed from string to integer',
      ],
    })
  })

  it.each([
    ['the first', [{ ...get, text: get.text.replace('type: string', 'type: integer') }, post], get],
    ['the second', [get, { ...post, text: post.text.replace('type: string', 'enum: [a]') }], post],
  ])('names the page when a shared schema changed on %s page alone', async (_, given, changed) => {
    const { pages } = await readVendorDiff(given, vendor, partial)
    expect(pages.map(({ page }) => page)).toEqual([changed.name])
  })

  it('reports a new operation', async () => {
    const added = { name: 'fines.md', text: get.text.replaceAll('/loans', '/fines') }
    const { pages } = await readVendorDiff([get, added], vendor, partial)
    expect(pages).toMatchObject([
      { page: 'fines.md', changes: [{ kind: 'added', path: '#/paths/~1fines' }] },
    ])
  })

  it('requires a page with an OpenAPI block', async () => {
    await expect(readVendorDiff([{ name: 'a.md', text: '' }], vendor)).rejects.toThrow(
      /OpenAPI block/,
    )
  })
})

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'referly-vendor-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...args: string[]): { status: number | null; text: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, command, ...args], {
      encoding: 'utf8',
    })
    return { status, text: stdout + stderr }
  }

  const save = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }

  const published = readFileSync(vendorFile, 'utf8')

  it('accepts the published file of the vendor', () => {
    const { status, text } = run(save('openapi.yaml', published))
    expect(text).toContain('Compared 25 operations')
    expect(text).toContain('No structural differences')
    expect(status).toBe(0)
  })

  it('names the file, the field, and the operation that changed', () => {
    const document = parse(published) as {
      paths: Record<string, Record<string, { parameters?: { name: string }[] }>>
    }
    delete document.paths['/sales']?.['patch']
    const list = document.paths['/coupons']?.['get']
    list?.parameters?.pop()
    const { status, text } = run(save('openapi.json', JSON.stringify(document)))
    expect(text).toContain('PATCH /sales: on none of the pages')
    expect(text).toContain('openapi.json: paths./coupons.get.parameters.name: removed')
    expect(status).toBe(1)
  })

  it('finds vendor.yaml equal to the recorded structure', () => {
    const { status, text } = run()
    expect(text).toMatch(/^specs\/vendor\.yaml has the structure in specs\/vendor-structure\.txt/)
    expect(status).toBe(0)
  })
})

describe('the recorded structure of the vendor', () => {
  const facts = readFileSync(new URL('vendor-structure.txt', specs), 'utf8')
  const ours = parse(readFileSync(vendorFile, 'utf8')) as SpecFragment

  it('is that of vendor.yaml, with every operation', () => {
    expect(compareFacts(facts, ours)).toEqual([])
    expect(listOperations(ours)).toHaveLength(25)
  })

  it('has none of the vendor’s sentences', () => {
    const lines = facts.split('\n').filter((line) => !line.startsWith('#'))
    expect(lines.filter((line) => /\.(summary|description) = [^\n]*\w/.test(line))).toEqual([])
  })

  it.each([
    ['a format that was dropped', 'components.schemas.Sale.properties.id.format', /id\.format/],
    ['an operation that was dropped', 'paths./sales.patch', /paths\.\/sales\.patch/],
    ['a status that was dropped', 'paths./links.put.responses.404', /responses\.404/],
  ])('differs by %s', (_, at, named) => {
    const differences = compareFacts(facts, editSpec(ours, [{ at, remove: true }]))
    expect(differences).not.toEqual([])
    expect(differences.every((line) => named.test(line) && line.startsWith('missing: '))).toBe(true)
  })

  it('differs by a property that was added', () => {
    const at = 'components.schemas.Sale.properties.color'
    const differences = compareFacts(facts, editSpec(ours, [{ at, set: { type: 'string' } }]))
    expect(differences).toEqual([`not the vendor's: ${at}.type = string`])
  })
})

describe('parsePage', () => {
  it.each(['```', '~~~', '````'])('reads a block fenced with %s', (fence) => {
    expect(parsePage({ name: 'a.md', text: toPage('get', 'x', fence) })?.paths).toHaveProperty(
      '/loans',
    )
  })

  it.each([
    ['a block that is not closed', get.text.trimEnd().slice(0, -4), /^loans-get.md:11: .*must end/],
    [
      'invalid YAML',
      get.text.replace('  title: Library', '  title: [Library'),
      /^loans-get.md:15: .*valid YAML/,
    ],
    ['a document without paths', '```yaml\nopenapi: 3.0.1\n```', /^loans-get.md:2: .*with paths/],
  ])('names the page and line of %s', (_, text, message) => {
    expect(() => parsePage({ ...get, text })).toThrow(message)
  })
})

describe('structure', () => {
  it('leaves out prose but keeps properties of the same name', () => {
    const properties = {
      title: { type: 'string', title: 'T', description: 'D' },
      properties: { title: 'T' },
    }
    const document = { paths: {}, components: { schemas: { summary: { properties } } } }
    expect(stripProse(document as SpecFragment)).toEqual({
      paths: {},
      components: {
        schemas: { summary: { properties: { title: { type: 'string' }, properties: {} } } },
      },
    })
  })

  it('is compared at any depth', () => {
    expect(findDifferences({ a: { b: [{}] }, c: 2 }, { a: { b: [[]] }, d: 3 })).toEqual([
      'a.b.0: changed from {} to []',
      'c: removed, was 2',
      'd: added, is 3',
    ])
  })

  it('names an item of a list by its name or value, in any order', () => {
    const before = { required: ['id', 'name'], parameters: [{ name: 'id', in: 'query' }] }
    const reordered = { ...before, required: ['name', 'id'] }
    const after = { required: ['id'], parameters: [{ name: 'id', in: 'path' }] }
    expect(findDifferences(before, reordered)).toEqual([])
    expect(findDifferences(before, after)).toEqual([
      'required.name: removed',
      'parameters.id.in: changed from query to path',
    ])
  })
})
