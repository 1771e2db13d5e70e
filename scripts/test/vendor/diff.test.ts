import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readVendorDiff } from '../../src/vendor/diff.js'
import { parsePage, type SpecFragment } from '../../src/vendor/pages.js'
import { findDifferences, stripProse } from '../../src/vendor/structure.js'

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
  it('ignores prose, and with isPartial the operations that are not on the pages', async () => {
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
      differences: ['components.schemas.Loan.properties.title.type: "string" became "integer"'],
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
    expect(findDifferences({ a: { b: [1] }, c: 2 }, { a: { b: [2] }, d: 3 })).toEqual([
      'a.b: [1] became [2]',
      'c: 2 became nothing',
      'd: nothing became 3',
    ])
  })
})
