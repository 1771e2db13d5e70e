import type { ContractCase, ExpectedAnswer } from '../../contract-case.js'
import { unknownSaleId } from '../accepted-bodies.js'
import { ownSale } from '../given.js'

const lookup: ExpectedAnswer = {
  operation: 'listSales',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'one',
}

/** The cases about deleting sales. */
export const saleDeletions: readonly ContractCase[] = [
  {
    name: 'deleteSale deletes a sale and frees its unique keys',
    given: [ownSale],
    operation: 'deleteSale',
    body: { saleId: '{own.id}' },
    status: 204,
    afterwards: [
      { ...lookup, shape: 'empty' },
      {
        operation: 'createSale',
        body: {
          totalEarned: 60,
          referralId: '{referral.id}',
          externalId: 'own-{unique}',
          externalInvoiceId: 'invoice-{unique}',
        },
        status: 200,
        shape: 'single',
        shows: { totalEarned: 60, commissionEarned: 15 },
      },
    ],
  },
  {
    name: 'deleteSale does not find an unknown sale',
    operation: 'deleteSale',
    body: { saleId: unknownSaleId },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteSale does not find a sale that was already deleted',
    given: [ownSale, { operation: 'deleteSale', body: { saleId: '{own.id}' } }],
    operation: 'deleteSale',
    body: { saleId: '{own.id}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteSale rejects a string as saleId',
    operation: 'deleteSale',
    body: { saleId: '1' },
    status: 400,
  },
]
