import { describe, expect, it } from 'vitest'
import { findPostgresql } from '../src/postgresql.js'
import { startOnPostgresql } from '../src/referly-server.js'
import { describeTarget } from '../src/suite.js'

if (findPostgresql() === undefined) describeAbsence()
else describeTarget({ name: 'postgresql', start: startOnPostgresql })

/** Loud at home, where not everybody has PostgreSQL; a failure where everything is meant to run. */
function describeAbsence(): void {
  const message = `

  THE CONTRACT SUITE DID NOT RUN ON POSTGRESQL: this machine has none.
  Install it (Debian: apt-get install postgresql), or name one in REFERLY_TEST_DATABASE_URL.

`
  console.error(message)
  describe('the contract, answered by postgresql', () => {
    it('was skipped, because this machine has no PostgreSQL', () => {
      expect(process.env['CI'], message).toBeUndefined()
    })
  })
}
