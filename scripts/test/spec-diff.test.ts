import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseAcceptedChanges } from '../src/accepted-changes.js'
import { runSpecDiff } from '../src/spec-diff.js'

const vendor = readFileSync(new URL('../../specs/vendor.yaml', import.meta.url), 'utf8')
const broken = vendor.replace(/(timesRedeemed:\n +type: )integer/, '$1string')
const widened = vendor.replace('- mixed\n', '- mixed\n            - alternating\n')
const pointer = '#/components/schemas/PromotionalCode/properties/timesRedeemed/type'

describe('comparing the contract with an earlier one', () => {
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

  it('says that nothing changed, and that a file is new', async () => {
    write('specs/referly.yaml', vendor)
    const { text, markdown, isRefused } = await runSpecDiff({ root, base: 'HEAD' })
    expect(text).toContain('specs/vendor.yaml: no change')
    expect(text).toContain('specs/referly.yaml: new, the base does not have it')
    expect({ markdown, isRefused }).toEqual({ markdown: '', isRefused: false })
  })

  it('refuses a break, and shows it in full and as Markdown', async () => {
    write('specs/vendor.yaml', broken)
    const { text, markdown, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(isRefused).toBe(true)
    expect(text).toMatch(
      /✖ major modified #\/paths\/.*timesRedeemed\/type\n.*'integer' to 'string'/,
    )
    expect(markdown).toMatch(/^## Contract\n\n### specs\/vendor.yaml: \d+ major, .*without/)
    expect(markdown).toMatch(
      /^\| ✖ major \| modified \| `#\/paths\/.*timesRedeemed\/type` \| line /m,
    )
  })

  it('shows a change that breaks nobody, and lets it pass', async () => {
    write('specs/vendor.yaml', widened)
    const { markdown, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(markdown).toContain('alternating')
    expect(isRefused).toBe(false)
  })

  it('lets a break pass whose rule and path are accepted, and says so', async () => {
    write('specs/vendor.yaml', broken)
    write('.changeset/codes-count-in-words.md', 'Counts are words.')
    accept('schema-type-changed')
    const { text, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(text).toMatch(/✔ major .*\n.*\n.*\n +accepted: Words. \(codes-count-in-words\)/)
    expect(isRefused).toBe(false)
  })

  it('refuses a break of another rule, and names the record that accepts nothing', async () => {
    write('specs/vendor.yaml', broken)
    write('.changeset/codes-count-in-words.md', 'Counts are words.')
    accept('schema-constraint-changed')
    const { text, isRefused } = await runSpecDiff({ root, base: 'main' })
    expect(text).toMatch(/schema-constraint-changed at .* accepts nothing here/)
    expect(isRefused).toBe(true)
  })

  it('refuses a record whose changeset never was, and takes one that a release consumed', async () => {
    accept('schema-type-changed')
    await expect(runSpecDiff({ root, base: 'main' })).rejects.toThrow(/no .changeset\/codes-count/)
    write('.changeset/codes-count-in-words.md', 'Counts are words.')
    commit('announce')
    git('rm', '-q', '.changeset/codes-count-in-words.md')
    commit('release')
    expect((await runSpecDiff({ root, base: 'main' })).isRefused).toBe(false)
  })

  it('finds its base: the last tag, else the merge base, else the commit before', async () => {
    const opening = async (): Promise<string | undefined> =>
      (await runSpecDiff({ root })).text.split('\n')[0]
    expect(await opening()).toBe('There is no earlier commit: nothing to compare.')
    write('a', 'a')
    commit('second')
    expect(await opening()).toMatch(/^Compared with [0-9a-f]{12}, the commit before\.$/)
    git('checkout', '-q', '-b', 'topic')
    write('a', 'b')
    commit('third')
    expect(await opening()).toMatch(/the merge base with main/)
    git('tag', '@referly-kit/types@1.0.0')
    expect(await opening()).toMatch(/the last release tag, @referly-kit\/types@1.0.0/)
  })

  it('refuses a base that is no commit', async () => {
    await expect(runSpecDiff({ root, base: 'v9' })).rejects.toThrow(/Expected a commit.*: v9/)
  })

  it('passes on what the differ says of a file that is no contract', async () => {
    write('specs/vendor.yaml', 'openapi: [')
    await expect(runSpecDiff({ root, base: 'main' })).rejects.toThrow(/redocly diff cannot compare/)
  })
})

describe('an accepted change', () => {
  it.each([
    ['- rule: a', /record 1: expected a text as path, reason, changeset/],
    ['- { rule: a, path: b, reason: " ", changeset: d }', /record 1: expected a text as reason/],
    ['- { rule: a, path: b, reason: c, changeset: d, by: me }', /record 1: unknown by/],
    ['rule: a', /expected a list/],
  ])('%s is refused', (text, message) => {
    expect(() => parseAcceptedChanges(text, () => true)).toThrow(message)
  })

  it('needs no record when there is none', () => {
    expect(parseAcceptedChanges('# none', () => true)).toEqual([])
  })
})
