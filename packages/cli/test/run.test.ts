import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runReferly, type ReferlyResult } from './referly-process.js'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-run-'))
  await mkdir(join(cwd, 'folder.csv'))
  await writeFile(join(cwd, 'empty.csv'), '')
  await writeFile(join(cwd, 'binary.csv'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]))
  await writeFile(join(cwd, 'header.csv'), 'first_name,last_name,emial\nAnn,Lee,ann@example.com\n')
  await writeFile(
    join(cwd, 'rows.csv'),
    'first_name,last_name,email\nAnn,Lee,ann@example.com\nBo,Lee,bo\n\u001B[31mCy,Lee,cy@\u001B[2J\n',
  )
})

afterAll(async () => rm(cwd, { recursive: true, force: true }))

function referly(words: readonly string[], env = {}): Promise<ReferlyResult> {
  return runReferly(words, { cwd, env })
}

describe('invalid usage exits with 2, with nothing on stdout and a hint on stderr', () => {
  it.each([
    [['serv'], /^Error: Unknown command `serv`\.\n\(Did you mean serve\?\)\nRun with --help/],
    [
      ['serve', '--prot', '1'],
      /^Error: Unknown option `--prot`\.\n\(Did you mean --port\?\)\nRun with --help/,
    ],
    [['coupons', 'publish'], /^Error: Unknown command `publish`\.\nRun with --help for usage\.\n$/],
    [
      ['sales', 'reimburse'],
      /^Error: Unknown command `reimburse`\.\nRun with --help for usage\.\n$/,
    ],
    [['coupons', 'lst'], /^Error: Unknown command `lst`\.\n\(Did you mean list\?\)\n/],
    [['serve', '--port', '65536'], /must be a whole number from 0 to 65535/],
    [
      ['serve', '--port', 'http'],
      /^Error: `--port \(env: PORT\)` must be a whole number from 0 to 65535, but was "http"\.\n$/,
    ],
    [
      ['report', '--every', 'hour'],
      /^Error: `--every` must be day, week, or month, but was "hour"/,
    ],
    [['codes', 'get'], /^Error: Missing required argument `code`\.\nRun with --help/],
    [['sales', 'list', '--limit'], /^Error: Option `--limit <n>` argument missing\.\nRun with/],
    [
      ['serve', '--data', 'd', '--database-url', 'postgres://h/d'],
      /--data or --database-url, not both/,
    ],
    [
      ['codes', 'push', 'a.csv', '--timeout', '86401'],
      /number greater than 0 and at most 86400, with/,
    ],
    [
      ['codes', 'push', 'a.csv', '--rate', '0'],
      /number greater than 0 and at most 999999999, with/,
    ],
    [['preview', '--random', '25'], /must be a whole number from 1 to 24/],
    [
      ['quickstart', 'a.csv', 'b.csv'],
      /^Error: Too many arguments for `quickstart`\. Expected 1 argument but got 2\.\n/,
    ],
    [['quickstart', 'missing.csv'], /^Error: missing\.csv does not exist\. Check the path\.\n$/],
    [
      ['quickstart', 'folder.csv'],
      /^Error: folder\.csv is a directory\. Pass the path of a CSV file\.\n$/,
    ],
    [['quickstart', 'empty.csv'], /^Error: empty\.csv: The file is empty\. .*\n$/],
    [['quickstart', 'binary.csv'], /^Error: binary\.csv: The file is binary, .*\n$/],
    [
      ['quickstart', 'header.csv'],
      /^Error: header\.csv: No column email\. .* --column email="emial"\n$/,
    ],
    [
      ['quickstart', 'rows.csv'],
      /^rows\.csv, line 3: .* but was "bo"\.\nrows\.csv, line 4: The row contains a control .*\nError: rows\.csv: 2 rows are invalid\. .*\n$/,
    ],
  ])('referly %j', async (words, expected) => {
    const { code, stdout, stderr } = await referly(words)
    expect(stderr).toMatch(expected)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stderr).not.toContain('\u001B')
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('checks a port from the environment in the same way', async () => {
    const { code, stderr } = await referly(['serve'], { PORT: 'no' })
    expect(stderr).toMatch(/PORT.*must be a whole number from 0 to 65535/)
    expect(code).toBe(2)
  })

  it('prints the stack trace with REFERLY_DEBUG=1', async () => {
    const { stderr } = await referly(['quickstart', 'missing.csv'], { REFERLY_DEBUG: '1' })
    expect(stderr).toMatch(/\n\s+at /)
  })
})

describe('help', () => {
  it.each([[['--help']], [['help']], [['quickstart', '--help']], [['serve', '-h']]])(
    'referly %j prints examples first, on stdout',
    async (words) => {
      const { code, stdout, stderr } = await referly(words)
      expect(stdout).toMatch(/^Examples:\n {2}referly /)
      expect(stderr).toBe('')
      expect(code).toBe(0)
    },
  )

  it('is printed to stderr when referly is run without a command', async () => {
    const { code, stdout, stderr } = await referly([])
    expect(stderr).toMatch(/Commands:\n {2}quickstart/)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('prints the version', async () => {
    const { code, stdout } = await referly(['--version'])
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(code).toBe(0)
  })
})
