import { toRefusals, type ContractCase } from '../contract-case.js'

const lookups: readonly ContractCase[] = [
  {
    name: 'listSales returns a list without a filter',
    operation: 'listSales',
    status: 200,
    shape: 'list',
  },
  {
    name: 'listSales returns a list of one by id',
    operation: 'listSales',
    query: { id: '{sale.id}' },
    status: 200,
    shape: 'one',
    shows: { id: '{sale.id}', externalId: '{sale.externalId}' },
  },
  {
    name: 'listSales returns a list of one by saleExternalId',
    operation: 'listSales',
    query: { saleExternalId: '{sale.externalId}' },
    status: 200,
    shape: 'one',
    shows: { id: '{sale.id}', externalId: '{sale.externalId}' },
  },
  {
    name: 'listSales returns a list of one by saleExternalInvoiceId',
    operation: 'listSales',
    query: { saleExternalInvoiceId: '{sale.externalInvoiceId}' },
    status: 200,
    shape: 'one',
    shows: { id: '{sale.id}', externalInvoiceId: '{sale.externalInvoiceId}' },
  },
  {
    name: 'listSales returns a list filtered by affiliateId',
    operation: 'listSales',
    query: { affiliateId: '{affiliate.id}' },
    status: 200,
    shape: 'list',
    shows: { affiliateId: '{affiliate.id}' },
  },
  {
    name: 'listSales returns a list filtered by affiliateEmail',
    operation: 'listSales',
    query: { affiliateEmail: '{affiliate.email}' },
    status: 200,
    shape: 'list',
    shows: { affiliateId: '{affiliate.id}' },
  },
  {
    name: 'listSales returns a list filtered by referralId',
    operation: 'listSales',
    query: { referralId: '{referral.id}' },
    status: 200,
    shape: 'list',
    shows: { referralId: '{referral.id}' },
  },
  {
    name: 'listSales returns an empty list for an unknown id',
    operation: 'listSales',
    query: { id: '9007199254740991' },
    status: 200,
    shape: 'empty',
  },
  {
    name: 'listSales rejects an id that is not an integer',
    operation: 'listSales',
    query: { id: 'first' },
    status: 400,
  },
  {
    name: 'listSales rejects an invalid affiliateEmail',
    operation: 'listSales',
    query: { affiliateEmail: 'nobody' },
    status: 400,
  },
]

const creations: readonly ContractCase[] = [
  {
    name: 'createSale finds the affiliate by referralId and stores the properties that a sale has',
    operation: 'createSale',
    body: {
      totalEarned: 98.25,
      referralId: '{referral.id}',
      name: 'Ada',
      email: 'ada@example.com',
      externalId: 'sale-{unique}',
      externalInvoiceId: 'invoice-{unique}',
      commissionRate: 30,
      product: { productId: 'pro', quantity: 2, price: 49.5, name: 'Pro' },
      tax: 5,
      shipping: 2.5,
    },
    status: 200,
    shape: 'single',
    shows: {
      affiliateId: '{affiliate.id}',
      referralId: '{referral.id}',
      totalEarned: 98.25,
      externalId: 'sale-{unique}',
      externalInvoiceId: 'invoice-{unique}',
      commissionRate: 30,
      // 30% of 98.25 - 5 - 2.50, rounded half up.
      commissionEarned: 27.23,
      taxAmount: 5,
      shippingAmount: 2.5,
      status: 'ACTIVE',
      refundedAt: null,
    },
  },
  {
    name: 'createSale finds the affiliate by the email of a referral',
    operation: 'createSale',
    body: { totalEarned: 20, email: '{referral.email}' },
    status: 200,
    shape: 'single',
    shows: { affiliateId: '{affiliate.id}', totalEarned: 20 },
  },
  {
    name: 'createSale finds the affiliate by promoCode',
    operation: 'createSale',
    body: { totalEarned: 0, promoCode: '{code.lowerCaseCode}', name: 'Ada' },
    status: 200,
    shape: 'single',
    shows: { affiliateId: '{affiliate.id}', totalEarned: 0 },
  },
  {
    name: 'createSale returns the existing sale for a duplicate externalId',
    operation: 'createSale',
    body: { totalEarned: 98, referralId: '{referral.id}', externalId: '{sale.externalId}' },
    status: 200,
    shape: 'single',
    shows: { id: '{sale.id}' },
  },
  {
    name: 'createSale returns the existing sale for a duplicate externalInvoiceId',
    operation: 'createSale',
    body: {
      totalEarned: 98,
      referralId: '{referral.id}',
      externalInvoiceId: '{sale.externalInvoiceId}',
    },
    status: 200,
    shape: 'single',
    shows: { id: '{sale.id}' },
  },
  {
    name: 'createSale ignores an unknown property',
    operation: 'createSale',
    body: { totalEarned: 20, referralId: '{referral.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
]

const conflicts: readonly ContractCase[] = [
  {
    name: 'createSale rejects a promoCode that has reached its limit',
    operation: 'createSale',
    body: { totalEarned: 20, promoCode: '{exhaustedCode.code}', name: 'Ada' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createSale rejects a disabled promoCode',
    operation: 'createSale',
    body: { totalEarned: 20, promoCode: '{disabledCode.code}', name: 'Ada' },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createSale rejects an unknown promoCode',
    operation: 'createSale',
    body: { totalEarned: 20, promoCode: 'NOBODY-{unique}', name: 'Ada' },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createSale rejects an unknown referralId',
    operation: 'createSale',
    body: { totalEarned: 20, referralId: 'nobody-{unique}', name: 'Ada' },
    preferredStatus: 400,
    status: 400,
  },
]

const required: readonly ContractCase[] = [
  {
    name: 'createSale rejects a sale without an affiliate',
    operation: 'createSale',
    body: { totalEarned: 20, name: 'Ada' },
    status: 400,
  },
  {
    name: 'createSale rejects a sale without totalEarned',
    operation: 'createSale',
    body: { referralId: '{referral.id}' },
    status: 400,
  },
]

const refusals = toRefusals({
  operation: 'createSale',
  valid: { totalEarned: 20, referralId: '{referral.id}' },
  faults: [
    ['a string as totalEarned', { totalEarned: '20' }],
    ['a negative totalEarned', { totalEarned: -1 }],
    ['a number as referralId', { referralId: 5 }],
    ['a number as email', { email: 5 }],
    ['an invalid email', { email: 'ada' }],
    ['an empty promoCode', { promoCode: '' }],
    ['a number as name', { name: 5 }],
    ['an empty externalId', { externalId: '' }],
    ['a number as externalInvoiceId', { externalInvoiceId: 5 }],
    ['a negative commissionRate', { commissionRate: -1 }],
    ['a commissionRate above 100', { commissionRate: 100.5 }],
    ['a string as product', { product: 'pro' }],
    ['a string as product.price', { product: { price: '49' } }],
    ['a negative tax', { tax: -1 }],
    ['a string as shipping', { shipping: '2' }],
  ],
})

/** The cases about sales: listing, creating, conflicts, conditional rules, and invalid input. */
export const saleCases: readonly ContractCase[] = [
  ...lookups,
  ...creations,
  ...conflicts,
  ...required,
  ...refusals,
]
