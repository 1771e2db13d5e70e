import type { ProgramData, SaleInput, Store } from '../../src/domain/ports.js'
import type { Program } from '../../src/domain/programs.js'
import type { StoredCode } from '../../src/domain/records.js'
import type { ReservationRecord } from '../../src/domain/reservation-records.js'
import { isServerError } from '../../src/errors.js'
import type { Database } from '../../src/store/database.js'
import { createId, createSeed, toNewCode, type Seed } from './records.js'

/** A coupon with codes, whose uses are held and redeemed. */
export interface Uses {
  readonly database: Database
  readonly data: ProgramData
  readonly seed: Seed
  readonly program: Program
  readonly now: () => number
  /** The texts of the codes. */
  readonly texts: readonly string[]
  readonly held: ReservationRecord[]
  /** The sales that are counted as redemptions. */
  readonly sold: Sold[]
}

interface Sold {
  readonly id: number
  readonly codeId: string
}

interface Place {
  readonly store: Store
  readonly database: Database
  readonly now: () => number
}

/** The limits of a coupon and of each of its codes. */
export interface Limits {
  readonly coupon?: number
  readonly codes: readonly (number | null)[]
}

/** Creates a coupon and its codes in a separate program. */
export async function createUses({ store, database, now }: Place, limits: Limits): Promise<Uses> {
  const seed = await createSeed(store)
  const data = store.forProgram(seed.programId)
  const texts: string[] = []
  for (const maxRedemptions of limits.codes) {
    const created = toNewCode(seed, { maxRedemptions })
    await data.promotionalCodes.insert(created)
    texts.push(created.code.code)
  }
  const limit = 'UPDATE coupons SET max_redemptions = $3 WHERE program_id = $1 AND id = $2'
  await database.query(limit, [seed.programId, seed.coupon.id, limits.coupon ?? null])
  const program = await store.programs.find(seed.programId)
  if (program === undefined) throw new Error('no program')
  return { database, data, seed, program, now, texts, held: [], sold: [] }
}

/** Finds a code by its place. */
export async function findCode({ data, texts }: Uses, index: number): Promise<StoredCode> {
  const found = await data.promotionalCodes.find(texts[index] ?? '')
  if (found === undefined) throw new Error('no such code')
  return found
}

/** Holds a use of a code for some minutes. Returns nothing when a limit is reached. */
export async function hold(
  uses: Uses,
  index: number,
  minutes: number,
): Promise<ReservationRecord | undefined> {
  const code = await findCode(uses, index)
  const reservation = toReservation(uses, code, minutes)
  const work = uses.data.transaction(async (data) => {
    if (!(await data.reservations.hold(code))) throw new Refusal()
    await data.reservations.insert(reservation)
    return reservation
  })
  const result = await work.catch(toNothing)
  if (result !== undefined) uses.held.push(result)
  return result
}

/** Records a sale without a reservation. Returns false when a limit is reached. */
export async function redeem(uses: Uses, index: number): Promise<boolean> {
  const work = sell(uses, { promoCode: uses.texts[index] ?? '' })
  return (await work.catch(toNothing)) === true
}

/**
 * Records a sale with a reservation. Returns whether it is counted, and nothing when another sale has redeemed the
 * reservation.
 */
export function pay(
  uses: Uses,
  reservation: ReservationRecord | undefined,
): Promise<boolean | undefined> {
  if (reservation === undefined) throw new Error('nothing was held')
  return sell(uses, {}, reservation).catch(toNothing)
}

/** Records sales with each reservation and each code at once, in one batch or two. */
async function rush(uses: Uses): Promise<void> {
  const codes = uses.texts.map((_text, index) => redeem(uses, index))
  const paid = uses.held.map((reservation) => pay(uses, reservation))
  await Promise.all([...codes, ...paid, ...uses.texts.map((_text, index) => redeem(uses, index))])
}

async function sell(
  { data, program, now, sold }: Uses,
  input: Partial<SaleInput>,
  reservation?: ReservationRecord,
): Promise<boolean> {
  const { id, isRedemption, promotionalCodeId } = await data.recordSale({
    input: { totalEarned: 1, name: 'C', ...input },
    program,
    now: new Date(now()),
    createId,
    reservation,
  })
  if (isRedemption) sold.push({ id, codeId: promotionalCodeId ?? '' })
  return isRedemption
}

/** Releases a reservation. */
export async function release({ data }: Uses, reservation?: ReservationRecord): Promise<void> {
  await data.transaction((inner) => inner.reservations.release(reservation?.id ?? ''))
}

async function refund({ data, seed, sold }: Uses, pick: number): Promise<void> {
  const [sale] = sold.splice(pick % sold.length, 1)
  if (sale === undefined) return
  await data.transaction(async (inner) => {
    await inner.sales.delete(sale.id)
    await inner.promotionalCodes.giveBack(sale.codeId, seed.coupon.id)
  })
}

/** A random step. */
export interface Step {
  readonly kind: 'hold' | 'redeem' | 'pay' | 'rush' | 'release' | 'refund'
  readonly code: number
  readonly minutes: number
  /** Chooses one of the reservations or sales. */
  readonly pick: number
}

/** Runs one random step. */
export async function runStep(uses: Uses, { kind, code, minutes, pick }: Step): Promise<void> {
  const reservation = uses.held[pick % uses.held.length]
  if (kind === 'hold') await hold(uses, code, minutes)
  if (kind === 'redeem') await redeem(uses, code)
  if (kind === 'pay' && reservation !== undefined) await pay(uses, reservation)
  if (kind === 'rush') await rush(uses)
  if (kind === 'release') await release(uses, reservation)
  if (kind === 'refund') await refund(uses, pick)
}

/** The redeemed and the held uses of a coupon and of each of its codes. */
export interface Counts {
  readonly coupon: readonly number[]
  readonly codes: readonly (readonly number[])[]
}

interface Count {
  readonly redeemed: number
  readonly held: number
}

/** Reads the counts that the database keeps. */
export async function readCounts({ database, seed }: Uses): Promise<Counts> {
  const read = (table: string): Promise<readonly Count[]> =>
    database.query<Count>(
      `SELECT times_redeemed AS redeemed, times_held AS held FROM ${table}
        WHERE program_id = $1 ORDER BY id`,
      [seed.programId],
    )
  const [coupon] = (await read('coupons')).map(toPair)
  return { coupon: coupon ?? [], codes: (await read('promotional_codes')).map(toPair) }
}

/** Counts the sales and reservations themselves. */
export async function recount({ database, seed }: Uses): Promise<Counts> {
  const text = `SELECT
      (SELECT count(*) FROM sales s WHERE s.program_id = p.program_id
        AND s.promotional_code_id = p.id AND s.is_redemption)::integer AS redeemed,
      (SELECT count(*) FROM reservations r WHERE r.program_id = p.program_id
        AND r.promotional_code_id = p.id AND r.status = 'HELD' AND r.holds_use)::integer AS held
    FROM promotional_codes p WHERE p.program_id = $1 ORDER BY p.id`
  const codes = (await database.query<Count>(text, [seed.programId])).map(toPair)
  const sum = (place: number): number =>
    codes.reduce((total, counts) => total + (counts[place] ?? 0), 0)
  return { coupon: [sum(0), sum(1)], codes }
}

function toPair({ redeemed, held }: Count): readonly number[] {
  return [redeemed, held]
}

class Refusal extends Error {}

function toNothing(error: unknown): undefined {
  const isRefusal = error instanceof Refusal || isServerError(error, 'LIMIT_REACHED')
  if (!isRefusal && !isServerError(error, 'RESERVATION_REDEEMED')) throw error
}

/** Returns a reservation to insert. */
export function toReservation(
  { seed, now }: Pick<Uses, 'seed' | 'now'>,
  { code }: StoredCode,
  minutes: number,
): ReservationRecord {
  return {
    id: createId(),
    idempotencyKey: createId(),
    status: 'HELD',
    promotionalCodeId: code.id,
    promoCode: code.code,
    couponId: code.couponId,
    couponTerms: { couponType: 'PERCENTAGE', percentOff: 10, duration: 'once' },
    affiliateId: seed.affiliate.id,
    commissionRate: 10,
    affiliateLinkId: null,
    referralId: null,
    email: null,
    customerId: null,
    holdsUse: true,
    currency: 'USD',
    baseMinor: 1000,
    amountOffMinor: 100,
    totalMinor: 900,
    saleId: null,
    createdAt: new Date(now()).toISOString(),
    expiresAt: new Date(now() + minutes * 60_000).toISOString(),
  }
}
