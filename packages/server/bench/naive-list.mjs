// The baseline for lists: a cursor, row objects, and JSON.stringify, as most people would write it.
import { createServer } from 'node:http'
import process from 'node:process'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env['BENCH_DATABASE_URL'] })

const query = `DECLARE codes CURSOR FOR SELECT p.*, row_to_json(c) AS coupon, row_to_json(a) AS affiliate
  FROM promotional_codes p JOIN coupons c ON c.program_id = p.program_id AND c.id = p.coupon_id
  LEFT JOIN affiliates a ON a.program_id = p.program_id AND a.id = p.affiliate_id
  WHERE p.program_id = '${process.env['BENCH_PROGRAM']}' ORDER BY p.id`

const server = createServer(async (_request, response) => {
  const client = await pool.connect()
  await client.query('BEGIN')
  await client.query(query)
  let comma = '['
  for (;;) {
    const { rows } = await client.query('FETCH 1000 FROM codes')
    if (rows.length === 0) break
    for (const row of rows) {
      const isFree = response.write(comma + JSON.stringify(row))
      comma = ','
      if (!isFree) await new Promise((resolve) => response.once('drain', resolve))
    }
  }
  await client.query('COMMIT')
  client.release()
  response.end(']')
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `> ${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`,
  )
})
