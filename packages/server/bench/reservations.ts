/**
 * Sells the 137 uses of a code to 700 buyers on two server processes and one PostgreSQL, three times. A third of the
 * buyers reserve a use and never pay.
 *
 * Run: pnpm prove:reservations
 */
import { rush } from '../test/buyers.js'
import { listClusters } from '../test/databases.js'
import { serve } from '../test/served.js'

const [open] = listClusters()
if (open === undefined) throw new Error('PostgreSQL is not installed.')
const cluster = open()
const first = await serve(cluster.options)
const second = await serve(cluster.options, first.key)
try {
  for (let round = 1; round <= 3; round++) {
    const startMs = Date.now()
    const result = await rush([first, second], { buyers: 700, uses: 137 })
    console.log(`${round}: ${JSON.stringify(result)} in ${Date.now() - startMs} ms`)
    const { sales, timesRedeemed, notCounted } = result
    if (sales !== 137 || timesRedeemed !== 137 || notCounted !== 0) process.exitCode = 1
  }
} finally {
  await Promise.all([first.kill(), second.kill()])
  cluster.close()
}
