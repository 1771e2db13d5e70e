import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseAcceptedChanges } from '../../src/spec/accepted-changes.js'
import { runSpecDiff } from '../../src/spec/diff.js'

const vendor = readFileSync(new URL('../../../specs/vendor.yaml', import.meta.url), 'utf8')
const broken = vendor.replace(/(timesRedeemed:\n +type: )integer/, '$1string')
const widened = vendor.replace('- mixed\n', '- mixed\n            - alternating\n')
const pointer = '#/components/schemas/PromotionalCode/properties/timesRedeemed/type'

describe('runSpecDiff', () => {
  let root: string

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const commit = (message: string): void => {
    git('add', '.')
    git('commit', '-qm', message)
  }
  const accept = (rule: string, changeset = 'codes-count-in-words'): void => {
    write(
      'specs/accepted-changes.yaml',
      JSON.stringify([{ rule, path: pointer, reason: 'Words.', changeset }]),
    )
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'referly-spec-'))
    git('init', '-q', '-b', 'main')
    write('specs/vendor.yaml', vendor)
    commit('first')
  })

  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('reports unchanged and new files', async () => {
    write('specs/referly.yaml', vendor)
    const { text, markdown, isRefused } = await runSpecDiff({ root, base: 'HEAD' })
    expect(text).toContain('specs/vendor.yaml: no changes')
    expect(text).toContain('specs/referly.yaml: new file')
    expect({ markdown, isRefused }).toEqual({ markdown: '', isRefused: false })
  })

  it('refuses a breaking change and shows it as text and Markdown', async () => {
    write('specs/vendor.yaml', broken)
    const { text, markdown, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(isRefused).toBe(true)
    expect(text).toMatch(
      /✖ major modified #\/paths\/.*timesRedeemed\/type\n.*'integer' to 'string'/,
    )
    expect(markdown).toMatch(/^## Contract\n\n### specs\/vendor.yaml: \d+ major, .*not accepted/)
    expect(markdown).toMatch(
      /^\| ✖ major \| modified \| `#\/paths\/.*timesRedeemed\/type` \| line /m,
    )
  })

  it('refuses a breaking change of the kit API', async () => {
    write('specs/kit.yaml', vendor)
    commit('second')
    write('specs/kit.yaml', broken)
    const { text, isRefused } = await runSpecDiff({ root, base: 'HEAD' })
    expect(text).toContain('specs/kit.yaml: ')
    expect(isRefused).toBe(true)
  })

  it('allows a compatible change and shows it', async () => {
    write('specs/vendor.yaml', widened)
    const { markdown, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(markdown).toContain('alternating')
    expect(isRefused).toBe(false)
  })

  it('allows a breaking change whose rule and path are accepted', async () => {
    write('specs/vendor.yaml', broken)
    write('.changeset/codes-count-in-words.md', 'Counts are words.')
    accept('schema-type-changed')
    const { text, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(text).toMatch(/✔ major .*\n.*\n.*\n +accepted: Words. \(codes-count-in-words\)/)
    expect(isRefused).toBe(false)
  })

  it('refuses a breaking change of another rule and names the unused record', async () => {
    write('specs/vendor.yaml', broken)
    write('.changeset/codes-count-in-words.md', 'Counts are words.')
    accept('schema-constraint-changed')
    const { text, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(text).toMatch(/schema-constraint-changed at .* matches no change/)
    expect(isRefused).toBe(true)
  })

  it('refuses a record without a changeset, but accepts one that a release has deleted', async () => {
    accept('schema-type-changed')
    await expect(runSpecDiff({ root, base: 'main' })).rejects.toThrow(
      /\.changeset\/codes-count.* does not exist/,
    )
    write('.changeset/codes-count-in-words.md', 'Counts are words.')
    commit('announce')
    git('rm', '-q', '.changeset/codes-count-in-words.md')
    commit('release')
    expect((await runSpecDiff({ root, base: 'main' })).isRefused).toBe(false)
  })

  it('compares with the last tag, the merge base, or the previous commit', async () => {
    const opening = async (): Promise<string | undefined> =>
      (await runSpecDiff({ root })).text.split('\n')[0]
    expect(await opening()).toBe('This is the first commit, so there is nothing to compare.')
    write('a', 'a')
    commit('second')
    expect(await opening()).toMatch(/^Compared with [0-9a-f]{12}, the previous commit\.$/)
    git('checkout', '-q', '-b', 'topic')
    write('a', 'b')
    commit('third')
    expect(await opening()).toMatch(/the merge base with main/)
    git('tag', '@referly-kit/types@1.0.0')
    expect(await opening()).toMatch(/the last release tag, @referly-kit\/types@1.0.0/)
  })

  it('refuses a base that does not exist', async () => {
    await expect(runSpecDiff({ root, base: 'v9' })).rejects.toThrow(/must be a commit.*but was v9/)
  })

  it('passes on the error of the differ for an invalid file', async () => {
    write('specs/vendor.yaml', 'openapi: [')
    await expect(runSpecDiff({ root, base: 'main' })).rejects.toThrow(
      /redocly diff failed to compare/,
    )
  })
})

describe('parseAcceptedChanges', () => {
  it.each([
    ['- rule: a', /Record 1 .* must have text in path, reason, changeset/],
    ['- { rule: a, path: b, reason: " ", changeset: d }', /Record 1 .* must have text in reason/],
    ['- { rule: a, path: b, reason: c, changeset: d, by: me }', /Record 1 .* unknown keys: by/],
    ['rule: a', /must be a list/],
  ])('refuses %s', (text, message) => {
    expect(() => parseAcceptedChanges(text, () => true)).toThrow(message)
  })

  it('returns an empty list for an empty file', () => {
    expect(parseAcceptedChanges('# none', () => true)).toEqual([])
  })
})
