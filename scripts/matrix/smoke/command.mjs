import { createRequire } from 'node:module'
import { reportCases } from './suite.mjs'

// Runs the suite on Node, Bun, and Deno. The base URL is the last argument.
const require = createRequire(import.meta.url)
const baseUrl = process.argv.at(-1) ?? ''

await reportCases(baseUrl, {
  'require() returns the same names as import': () => {
    const { toCodeKey } = require('@referly-kit/codegen-structure')
    const { createCodeSequence } = require('@referly-kit/codegen-structure/sequence')
    const { parseAffiliates } = require('@referly-kit/csv')
    const { evaluateRedemption } = require('@referly-kit/redemption')
    const { createReferlyClient } = require('@referly-kit/client')
    const { verifyWebhook } = require('@referly-kit/client/webhooks')
    const functions = [
      toCodeKey,
      createCodeSequence,
      parseAffiliates,
      evaluateRedemption,
      createReferlyClient,
      verifyWebhook,
    ]
    if (functions.some((each) => typeof each !== 'function')) {
      throw new Error('An export is missing.')
    }
  },
})
