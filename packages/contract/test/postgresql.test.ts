import { describe, expect, it } from 'vitest'
import { findPostgresql } from '../src/postgresql.js'
import { startOnPostgresql } from '../src/referly-server.js'
import { describeTarget } from '../src/suite.js'

if (findPostgresql() === undefined) describeAbsence()
else describeTarget({ name: 'postgresql', start: startOnPostgresql })

/** Prints a loud warning locally, where PostgreSQL may be missing, and fails in CI. */
function describeAbsence(): void {
  const message = `

  THE CONTRACT SUITE DID NOT RUN ON POSTGRESQL: it is not installed on this machine.
  Install it (Debian: apt-get install postgresql), or set REFERLY_TEST_DATABASE_URL.

`
  console.error(message)
  describe('the contract on postgresql', () => {
    it('was not tested: PostgreSQL is not installed on this machine', () => {
      expect(process.env['CI'], message).toBeUndefined()
    })
  })
}
