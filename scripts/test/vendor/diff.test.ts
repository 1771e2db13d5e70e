import { describe, expect, it } from 'vitest'
import { readVendorDiff } from '../../src/vendor/diff.js'
import { mergeFragments, parsePage, type SpecFragment } from '../../src/vendor/pages.js'
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

describe('readVendorDiff', () => {
  it('ignores prose and operations that are not on the pages', async () => {
    const about = { name: 'about.md', text: '# About\n' }
    expect(await readVendorDiff([get, about, post], vendor)).toEqual({
      operations: ['GET /loans', 'POST /loans'],
      skipped: ['about.md'],
      changes: [],
      differences: [],
    })
  })

  it('rates a changed type', async () => {
    const moved = { ...get, text: get.text.replace('type: string', 'type: integer') }
    const { changes, differences } = await readVendorDiff([moved], vendor)
    expect(changes.map(({ impact }) => impact)).toContain('major')
    expect(differences).toEqual([
      'components.schemas.Loan.properties.title.type: "string" became "integer"',
    ])
  })

  it('reports a new operation', async () => {
    const added = { name: 'fines.md', text: get.text.replaceAll('/loans', '/fines') }
    const { changes } = await readVendorDiff([get, added], vendor)
    expect(changes).toMatchObject([{ kind: 'added', path: '#/paths/~1fines' }])
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

  it('names the page and line of a contradiction with another page', () => {
    const other = { ...post, text: toPage('post', 'another example') }
    const pages = [get, other].map((page) => [page, parsePage(page)!] as const)
    expect(() => mergeFragments(pages)).toThrow(
      /^loans-create.md:30: components.schemas.Loan must match/,
    )
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
