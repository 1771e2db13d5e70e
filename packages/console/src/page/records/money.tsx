import type { VNode } from 'preact'
import { toMoneyText } from '../format.js'
import { useProgram } from '../program/program.js'

/** An amount in the currency of the program. */
export function Money({ amount }: { readonly amount: number | undefined }): VNode {
  const program = useProgram()
  return <>{toMoneyText(amount ?? 0, program?.currency)}</>
}
