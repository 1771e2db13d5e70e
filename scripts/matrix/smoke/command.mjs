import { createRequire } from 'node:module'
import { reportCases } from './suite.mjs'

// Node, Bun and Deno: the base URL is the last argument.
const require = createRequire(import.meta.url)
const baseUrl = process.argv.at(-1) ?? ''

await reportCases(baseUrl, {
  'require() gives what import gives': () => {
    const { toCodeKey } = require('@referly-kit/codegen-structure')
    const { createCodeSequence } = require('@referly-kit/codegen-structure/sequence')
    const { evaluateRedemption } = require('@referly-kit/redemption')
    const { createReferlyClient } = require('@referly-kit/client')
    const types = [toCodeKey, createCodeSequence, evaluateRedemption, createReferlyClient]
    if (types.some((each) => typeof each !== 'function')) throw new Error('something is missing')
  },
})
