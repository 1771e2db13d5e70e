import { describe, expect, test } from 'vitest'
import {
  affiliateFields,
  couponFields,
  findFault,
  promotionalCodeFields,
  referralFields,
  saleFields,
} from '../src/records.js'
import { affiliate, coupon, promotionalCode, referral, sale } from './records.js'

const models = [
  { name: 'a coupon', record: coupon, fields: couponFields },
  { name: 'a promotional code', record: promotionalCode, fields: promotionalCodeFields },
  { name: 'an affiliate', record: affiliate, fields: affiliateFields },
  { name: 'a referral', record: referral, fields: referralFields },
  { name: 'a sale', record: sale, fields: saleFields },
]

describe.each(models)('$name', ({ record, fields }) => {
  test('is taken as the contract has it, also with properties that are not in it', () => {
    expect(findFault(record, fields)).toBeUndefined()
    expect(findFault({ ...record, later: { added: true } }, fields)).toBeUndefined()
  })

  test.each(Object.keys(fields))('without %s is refused, naming it', (property) => {
    expect(findFault({ ...record, [property]: undefined }, fields)).toMatchObject({
      property,
      received: 'undefined',
    })
    expect(findFault({ ...record, [property]: null }, fields)).toMatchObject({ property })
    expect(findFault({ ...record, [property]: {} }, fields)).toMatchObject({ property })
  })
})
