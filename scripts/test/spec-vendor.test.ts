import { describe, expect, it } from 'vitest'
import { readVendorDiff } from '../src/spec-vendor.js'
import { mergeFragments, parsePage, type SpecFragment } from '../src/vendor-pages.js'
import { findDifferences, stripProse } from '../src/vendor-structure.js'

/** A page as documentation tools write it, about one operation of a library. */
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

describe('what saved pages say', () => {
  it('is no difference when only sentences and other operations are missing', async () => {
    const about = { name: 'about.md', text: '# About\n' }
    expect(await readVendorDiff([get, about, post], vendor)).toEqual({
      operations: ['GET /loans', 'POST /loans'],
      silent: ['about.md'],
      changes: [],
      differences: [],
    })
  })

  it('is a difference, rated, when a type has changed', async () => {
    const moved = { ...get, text: get.text.replace('type: string', 'type: integer') }
    const { changes, differences } = await readVendorDiff([moved], vendor)
    expect(changes.map(({ impact }) => impact)).toContain('major')
    expect(differences).toEqual([
      'components.schemas.Loan.properties.title.type: "string" became "integer"',
    ])
  })

  it('is a difference when an operation is new', async () => {
    const added = { name: 'fines.md', text: get.text.replaceAll('/loans', '/fines') }
    const { changes } = await readVendorDiff([get, added], vendor)
    expect(changes).toMatchObject([{ kind: 'added', path: '#/paths/~1fines' }])
  })

  it('needs one page with a block', async () => {
    await expect(readVendorDiff([{ name: 'a.md', text: '' }], vendor)).rejects.toThrow(
      /OpenAPI block/,
    )
  })
})

describe('a page', () => {
  it.each(['```', '~~~', '````'])('may fence its block with %s', (fence) => {
    expect(parsePage({ name: 'a.md', text: toPage('get', 'x', fence) })?.paths).toHaveProperty(
      '/loans',
    )
  })

  it.each([
    [
      'whose block does not end',
      get.text.trimEnd().slice(0, -4),
      /^loans-get.md:11: expected an end/,
    ],
    [
      'that is no YAML',
      get.text.replace('  title: Library', '  title: [Library'),
      /^loans-get.md:15: expected YAML/,
    ],
    ['without paths', '```yaml\nopenapi: 3.0.1\n```', /^loans-get.md:2: .*with paths/],
  ])('%s is named, with the line', (_, text, message) => {
    expect(() => parsePage({ ...get, text })).toThrow(message)
  })

  it('that contradicts another is named, with the line', () => {
    const other = { ...post, text: toPage('post', 'another example') }
    const pages = [get, other].map((page) => [page, parsePage(page)!] as const)
    expect(() => mergeFragments(pages)).toThrow(
      /^loans-create.md:30: expected components.schemas.Loan/,
    )
  })
})

describe('prose', () => {
  it('is left out, names are not', () => {
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

  it('is told from structure at any depth', () => {
    expect(findDifferences({ a: { b: [1] }, c: 2 }, { a: { b: [2] }, d: 3 })).toEqual([
      'a.b: [1] became [2]',
      'c: 2 became nothing',
      'd: nothing became 3',
    ])
  })
})
