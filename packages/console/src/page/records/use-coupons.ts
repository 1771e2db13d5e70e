import { useEffect, useRef, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toProblem } from '../problems.js'
import { onChange } from './changes.js'
import { readCoupon, toCouponRow, type CouponRow } from './collections.js'

/** Coupons that are listed at a time. */
const pageSize = 100

/** The coupons to choose from. */
export interface CouponChoice {
  /** Those that match the search, and the chosen one. */
  readonly rows: readonly CouponRow[]
  readonly status: 'loading' | 'ready' | 'failed'
  readonly problem: string | undefined
  /** True if there are more than can be listed, so that they must be searched. */
  readonly isLong: boolean
  search(text: string): void
}

interface Found {
  readonly rows: readonly CouponRow[]
  readonly hasMore: boolean
}

async function findCoupons(text: string): Promise<Found> {
  const { data, nextCursor } = await referly.kit.search.coupons.list({
    limit: pageSize,
    ...(text !== '' && { q: text }),
  })
  return { rows: data.map(toCouponRow), hasMore: nextCursor !== null }
}

function toStatus(found: Found | undefined, problem: string | undefined): CouponChoice['status'] {
  if (problem !== undefined) return 'failed'
  return found === undefined ? 'loading' : 'ready'
}

/** Reads the first coupons, those that match a search, and a chosen one. */
export function useCoupons(chosenId: string | null): CouponChoice {
  const [text, setText] = useState('')
  const [found, setFound] = useState<Found>()
  const [problem, setProblem] = useState<string>()
  const isLong = useRef(false)
  const chosen = useRef<CouponRow | undefined>(undefined)
  useEffect(() => {
    let isCurrent = true
    const load = async (): Promise<void> => {
      try {
        const next = await findCoupons(text)
        const known = next.rows.find(({ id }) => id === chosenId)
        if (chosenId) chosen.current = known ?? (await readCoupon(chosenId))
        if (!isCurrent) return
        isLong.current ||= next.hasMore
        setFound(next)
        setProblem(undefined)
      } catch (error) {
        if (isCurrent) setProblem(toProblem(error).message)
      }
    }
    void load()
    const stop = onChange(() => void load())
    return () => {
      isCurrent = false
      stop()
    }
  }, [text, chosenId])
  const matches = found?.rows ?? []
  const first = chosen.current
  const isApart = first?.id === chosenId && !matches.some(({ id }) => id === first?.id)
  return {
    rows: first !== undefined && isApart ? [first, ...matches] : matches,
    status: toStatus(found, problem),
    problem,
    isLong: isLong.current,
    search: setText,
  }
}
