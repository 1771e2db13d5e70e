import type { SpreadsheetValues } from '../spreadsheet.js'
import type { Permutation } from './permutation.js'

/** Conversions between numbers and upper-case random texts. */
export interface TextNumbers {
  toText(number: number): string
  toNumber(text: string): number
}

/**
 * Creates an order without the texts that spreadsheets convert, from an order of all texts.
 *
 * There are as many excluded texts as indexes from `capacity` on, so each excluded text is assigned one of these
 * indexes. An index that leads to an excluded text continues with the index assigned to it (cycle walking, as in J.
 * Black and P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002). All other indexes keep their text.
 */
export function createOpenOrder(
  order: Permutation,
  values: SpreadsheetValues,
  { capacity, texts }: { readonly capacity: number; readonly texts: TextNumbers },
): Permutation {
  function skip(first: number): number {
    let number = first
    for (;;) {
      const text = texts.toText(number)
      if (!values.has(text)) return number
      number = order.forward(capacity + values.toIndex(text))
    }
  }
  return {
    forward: (index) => skip(order.forward(index)),
    backward(number) {
      let index = order.backward(number)
      while (index >= capacity) {
        index = order.backward(texts.toNumber(values.toText(index - capacity)))
      }
      return index
    },
    forwardAll(numbers) {
      order.forwardAll(numbers)
      for (let index = 0; index < numbers.length; index++) numbers[index] = skip(numbers[index]!)
    },
  }
}
