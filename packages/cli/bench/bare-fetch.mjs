import { readFileSync } from 'node:fs'

// The work of any client: send the rows of a plan with fetch, several at a time, and read the responses.
const [plan, coupon, concurrency, count] = process.argv.slice(2)
const rows = readFileSync(plan, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1, Number(count) + 1)
const url = `${process.env.REFERLY_BASE_URL}/promotional-codes`
const headers = {
  authorization: `Bearer ${process.env.REFERLY_API_KEY}`,
  'content-type': 'application/json',
}
let next = 0

async function work() {
  while (next < rows.length) {
    const [, , affiliateEmail, code] = rows[next++].split(',')
    const body = JSON.stringify({ couponId: coupon, code: `B${code}`, affiliateEmail })
    const answer = await fetch(url, { method: 'POST', headers, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    JSON.parse(text)
  }
}

await Promise.all(Array.from({ length: Number(concurrency) }, work))
