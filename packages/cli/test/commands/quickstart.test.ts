import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runReferly, startReferly } from '../referly-process.js'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-quickstart-'))
})

afterAll(async () => rm(cwd, { recursive: true, force: true }))

/** Returns the rows of the report, split into cells. */
function readReport(stdout: string): readonly (readonly string[])[] {
  const [, ...rows] = stdout.trimEnd().split('\n')
  return rows.map((row) => row.split(/ {2,}/))
}

async function writeAffiliates(count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => `John,No ${i},john${i}@example.com`)
  await writeFile(join(cwd, 'list.csv'), ['first_name,last_name,email', ...rows].join('\n'))
}

interface QuickstartDocument {
  readonly report: readonly { readonly affiliate: string; readonly code: string }[]
  readonly apiKey: string
}

/** Reads the lines of the workflow in the root README, as patterns: codes are random, and `...` is any text. */
function readWorkflow(): readonly RegExp[] {
  const text = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
  const [, block = ''] = /```\n(Starting a server[^]*?)```/.exec(text) ?? []
  const lines = block.split('\n').filter((line) => line !== '' && line !== '...')
  return lines.map((line) => {
    const words = line.trim().split(/ +/).map(toPattern)
    return new RegExp(`^ *${words.join(' +')}$`, 'm')
  })
}

function toPattern(word: string): string {
  if (word === '...') return '.*'
  if (word.endsWith('affiliates.csv')) return '\\S*affiliates\\.csv'
  if (/^SAVE[A-Z0-9]{4}/.test(word)) return `${word.slice(0, -4)}[A-Z0-9]{4}`
  return word.replace(/[$.()*+?[\]\\{}|^]/g, '\\$&')
}

describe('referly quickstart', () => {
  it('runs the workflow that the root README shows', async () => {
    const { stdout, stderr } = await runReferly(['quickstart'], { cwd })
    const workflow = readWorkflow()
    expect(workflow.length).toBeGreaterThan(10)
    for (const line of workflow) expect(`${stdout}${stderr}`).toMatch(line)
  })

  it('gives each affiliate in the example one code, and prints a report', async () => {
    const { code, stdout, stderr } = await runReferly(['quickstart'], { cwd })
    expect(stderr).toMatch(/Read .*affiliates\.csv: 20 affiliates\.\n/)
    expect(code).toBe(0)

    const report = readReport(stdout)
    expect(stdout).toMatch(/^Affiliate +Code +Discount +State +Redemptions +Revenue +Commission\n/)
    expect(report).toHaveLength(20)
    expect(new Set(report.map(([, promoCode]) => promoCode)).size).toBe(20)
    expect(report.every(([, promoCode]) => /^SAVE[A-Z]*[A-Z0-9]{4}$/.test(promoCode ?? ''))).toBe(
      true,
    )
    expect(report.slice(0, 6).map((row) => row.slice(2))).toEqual([
      ['25%', 'active', '2', '238.40', '59.60'],
      ['25%', 'disabled', '2', '118.40', '29.60'],
      ['25%', 'active', '2', '198.40', '49.60'],
      ['25%', 'active', '1', '79.20', '19.80'],
      ['25%', 'active', '1', '159.20', '39.80'],
      ['25%', 'active', '0', '0.00', '0.00'],
    ])
    expect(stderr).toContain(
      '20 codes, 8 redemptions, 793.60 USD in revenue, 198.40 USD in commissions.',
    )
    expect(stderr).toMatch(/disabled code\. The server refused it:\n {2}\S/)
    expect(stdout + stderr).not.toContain('\u001B')
  })

  it('runs again with another CSV file, prints JSON, and suggests commands that work', async () => {
    await writeAffiliates(30)
    const { code, stdout, stderr } = await runReferly(['quickstart', 'list.csv', '--json'], {
      cwd,
    })
    expect(code, stderr).toBe(0)
    const { report, apiKey: key } = JSON.parse(stdout) as QuickstartDocument
    expect(report.map(({ affiliate }) => affiliate)).toEqual(
      Array.from({ length: 30 }, (_, i) => `John No ${i}`),
    )
    expect(stderr).toContain(`Authorization: Bearer ${key}'`)
    expect(stderr).toMatch(/whole\.mjs quickstart my\.csv\n/)
    expect(stderr).toMatch(/whole\.mjs serve --data \.referly\/quickstart --port 4400\n/)

    const served = startReferly(['serve', '--data', '.referly/quickstart', '--port', '0'], {
      cwd,
    })
    const [, url] = await served.until(/REFERLY_BASE_URL=(\S+)[^]*Ready/)
    const answer = await fetch(`${url}/promotional-codes`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const codes = (await answer.json()) as { code: string }[]
    expect(codes.map((one) => one.code).toSorted()).toEqual(
      report.map((one) => one.code).toSorted(),
    )

    const refused = await runReferly(['quickstart', 'list.csv'], { cwd })
    expect(refused.stderr).toMatch(/Error: \.referly\/quickstart is in use by the server .*\n$/)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    served.child.kill('SIGTERM')
    expect(await served.ended).toBe(0)
    expect(served.stdout).not.toContain('REFERLY_API_KEY')
  })

  it('refuses a port in use before deleting the records of the last run', async () => {
    const records = join(cwd, '.referly/quickstart/pgdata')
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    await writeAffiliates(1)
    const words = ['quickstart', 'list.csv', '--port', String(port)]
    const { code, stdout, stderr } = await runReferly(words, { cwd })
    listener.close()
    expect(stderr).toMatch(new RegExp(`\\nError: [^\\n]*${port}[^\\n]*\\n$`))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(existsSync(records)).toBe(true)
  })

  it('exits with 130 on Ctrl-C, and can be run again in the same directory', async () => {
    await writeAffiliates(2000)
    const interrupted = startReferly(['quickstart', 'list.csv'], { cwd })
    await interrupted.until(/Created the coupon/)
    interrupted.child.kill('SIGINT')
    expect(await interrupted.ended).toBe(130)
    expect(interrupted.stderr).toMatch(/\nInterrupted\.\nTo continue: .* quickstart list\.csv\n$/)
    expect(interrupted.stdout).toBe('')

    await writeAffiliates(1)
    expect(await runReferly(['quickstart', 'list.csv'], { cwd })).toMatchObject({ code: 0 })
  })
})
