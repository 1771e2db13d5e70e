import { cpus } from 'node:os'
import { promotionalCodeRules } from '../src/collections/promotional-codes.js'
import { findFault } from '../src/collections/records.js'
import { promotionalCode } from '../test/records.js'

const count = 100_000
const runs = 9

/** CPU milliseconds of the fastest run. */
function measure(work: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return Math.round(best)
}

const records = Array.from({ length: count }, (_, index) => ({
  ...promotionalCode,
  id: `${index}`,
}))
const text = JSON.stringify(records)
const parsing = measure(() => JSON.parse(text))
const { fields } = promotionalCodeRules
const checking = measure(() => {
  for (const record of records) {
    if (findFault(record, fields) !== undefined) throw new Error('a wrong fault')
  }
})

console.log(`${cpus()[0]?.model}, Node ${process.version}, best of ${runs}, CPU ms\n`)
console.log('| promotional codes | MB | JSON.parse | check of required fields |')
console.log('| --- | --- | --- | --- |')
console.log(`| ${count} | ${(text.length / 1e6).toFixed(1)} | ${parsing} | ${checking} |`)
