import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { listAnchors, listBrokenLinks, listTargets } from './markdown-links.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const tracked = new Set(
  execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path))),
)

function listParents(path: string): readonly string[] {
  const parent = dirname(path)
  return parent === '.' ? ['.'] : [parent, ...listParents(parent)]
}

const directories = new Set([...tracked].flatMap(listParents))
const readTracked = (path: string): string | undefined =>
  tracked.has(path) ? readFileSync(join(root, path), 'utf8') : undefined

const documents = [...tracked].filter((path) => path.endsWith('.md'))

describe('documentation', () => {
  it.each(documents)('has no broken links in %s', (path) => {
    expect(listBrokenLinks(path, readTracked, directories)).toEqual([])
  })
})

describe('listBrokenLinks', () => {
  const files: Readonly<Record<string, string>> = {
    'README.md': '[a](docs/a.md#rate-limits) [b](docs) [c](LICENSE) [d](#title)\n\n# Title',
    'docs/a.md': '# Rate limits\n\n[up](../README.md)',
    'docs/broken.md': '[a](a.md#rates) [b](b.md) [c](#nowhere) [d](../docs/)',
    LICENSE: 'MIT',
  }
  const read = (path: string): string | undefined => files[path]

  it.each(['README.md', 'docs/a.md'])('accepts the links of %s', (path) => {
    expect(listBrokenLinks(path, read, new Set(['docs']))).toEqual([])
  })

  it('reports missing files and anchors', () => {
    const broken = listBrokenLinks('docs/broken.md', read, new Set(['docs']))
    expect(broken).toEqual(['a.md#rates', 'b.md', '#nowhere'])
  })
})

describe('listTargets', () => {
  it.each([
    ['[a](b.md)', ['b.md']],
    ['[`a`](b.md "Title")', ['b.md']],
    ['![a](b.png)', ['b.png']],
    ['[a]: b.md#c', ['b.md#c']],
    ['[a](https://example.com) [b](mailto:a@example.com)', []],
    ['`[a](b.md)`', []],
    ['```md\n[a](b.md)\n```\n[c](d.md)', ['d.md']],
  ])('reads %j', (markdown, targets) => {
    expect(listTargets(markdown)).toEqual(targets)
  })
})

describe('listAnchors', () => {
  it.each([
    ['# Rate limits', ['rate-limits']],
    ['## `referly codes push`', ['referly-codes-push']],
    ['# What’s new? Yes, 2.0!', ['whats-new-yes-20']],
    ['# A\n\n# A\n\n# [A](b.md)', ['a', 'a-1', 'a-2']],
    ['```sh\n# comment\n```\n<a id="here"></a>', ['here']],
  ])('reads %j', (markdown, anchors) => {
    expect(listAnchors(markdown)).toEqual(anchors)
  })
})
