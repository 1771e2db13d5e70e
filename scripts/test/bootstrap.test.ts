import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import bootstrap from '../bootstrap.cjs'

const script = fileURLToPath(new URL('../bootstrap.cjs', import.meta.url))

describe('bootstrap', () => {
  it.each([
    ['18.20.4', true],
    ['20.18.3', true],
    ['20.19.0', false],
    ['22.0.0', false],
    ['26.1.0', false],
  ])('treats Node %s as too old: %s', (version, tooOld) => {
    expect(bootstrap.isTooOld(version)).toBe(tooOld)
  })

  it('names the required and the installed version of Node', () => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '18.20.4' })
      process.argv[1] = ${JSON.stringify(script)}
      require('module').runMain()`
    const { status, stderr } = spawnSync(process.execPath, ['-e', pretend, script, 'start'], {
      encoding: 'utf8',
    })
    expect(stderr).toBe(
      'referly-kit: Node.js must be 20.19 or newer, but was 18.20.4. Install a newer version from https://nodejs.org.\n',
    )
    expect(status).toBe(1)
  })

  it.each([
    'npm error code ENOTFOUND',
    'npm error code EAI_AGAIN',
    'ERR_PNPM_META_FETCH_FAIL  GET failed, reason: connect ECONNREFUSED 127.0.0.1:9',
  ])('explains an unreachable registry: %s', (output) => {
    expect(bootstrap.explainInstall(output)).toMatch(
      /npm registry could not be reached.*npm config get registry/,
    )
  })

  it('shows the end of the output for any other failure', () => {
    expect(bootstrap.explainInstall('a\nERR_PNPM_OUTDATED_LOCKFILE')).toContain('OUTDATED_LOCKFILE')
  })

  it('reports an unreachable registry in one line', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, 'start'], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_cache: fileURLToPath(new URL('../reports/empty-cache', import.meta.url)),
        npm_config_fetch_retries: '0',
      },
    })
    expect(stderr).toMatch(/^referly-kit: The npm registry could not be reached, .*$/m)
    expect(status).toBe(1)
  })
})
