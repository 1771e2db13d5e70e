import { reportCases } from './suite.mjs'

await reportCases(`${location.origin}/api/v1`)
