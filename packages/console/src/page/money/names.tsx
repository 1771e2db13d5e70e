import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'

const names = new Map<string, Promise<string>>()

/** Reads the name of an affiliate from their balance, which outlives the affiliate. */
function readName(affiliateId: string): Promise<string> {
  const known = names.get(affiliateId)
  if (known !== undefined) return known
  const reading = referly.kit.balances
    .list({ affiliateId, limit: 1 })
    .then(({ data: [balance] }) => balance?.name || texts.money.unnamed)
  names.set(affiliateId, reading)
  reading.catch(() => names.delete(affiliateId))
  return reading
}

/** Returns the name of an affiliate, or nothing until it is known. */
export function useAffiliateName(affiliateId: string): string | undefined {
  const [found, setFound] = useState<{ readonly id: string; readonly name: string }>()
  useEffect(() => {
    let isCurrent = true
    readName(affiliateId).then(
      (name) => isCurrent && setFound({ id: affiliateId, name }),
      () => {},
    )
    return () => void (isCurrent = false)
  }, [affiliateId])
  return found?.id === affiliateId ? found.name : undefined
}

/** The name of an affiliate as a link to their balance, for records that have only the id. */
export function AffiliateLink({ affiliateId }: { readonly affiliateId: string }): VNode {
  const name = useAffiliateName(affiliateId)
  return (
    <a class="cell-link" href={toHref(['money', 'balances', affiliateId])}>
      {name ?? '…'}
    </a>
  )
}
