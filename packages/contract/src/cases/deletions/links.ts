import type { ContractCase } from '../../contract-case.js'
import { ownAffiliate, secondLink } from '../given.js'

/** The cases about deleting links. */
export const linkDeletions: readonly ContractCase[] = [
  {
    name: 'deleteLink deletes a link by id',
    given: [ownAffiliate, secondLink],
    operation: 'deleteLink',
    body: { id: '{second.id}' },
    status: 200,
    shape: 'single',
    shows: { deletedLink: { id: '{second.id}', link: '{second.link}' } },
    afterwards: [
      { operation: 'listLinks', query: { id: '{second.id}' }, status: 200, shape: 'empty' },
      {
        operation: 'createLink',
        body: { link: 'second-{unique}', affiliateId: '{affiliate.id}' },
        status: 200,
        shape: 'single',
      },
    ],
  },
  {
    name: 'deleteLink deletes a link by its text',
    given: [ownAffiliate, secondLink],
    operation: 'deleteLink',
    body: { link: 'own-{unique}' },
    status: 200,
    shape: 'single',
    shows: { deletedLink: { link: 'own-{unique}' } },
    afterwards: [
      {
        operation: 'listAffiliates',
        query: { id: '{own.id}' },
        status: 200,
        shape: 'one',
        shows: { link: 'second-{unique}' },
      },
    ],
  },
  {
    name: 'deleteLink rejects the last link of an affiliate',
    given: [ownAffiliate],
    operation: 'deleteLink',
    body: { link: 'own-{unique}' },
    preferredStatus: 409,
    status: 409,
    afterwards: [
      { operation: 'listLinks', query: { link: 'own-{unique}' }, status: 200, shape: 'one' },
    ],
  },
  {
    name: 'deleteLink does not find an unknown link',
    operation: 'deleteLink',
    body: { link: 'nobody-{unique}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteLink does not find a link that was already deleted',
    given: [ownAffiliate, secondLink, { operation: 'deleteLink', body: { id: '{second.id}' } }],
    operation: 'deleteLink',
    body: { id: '{second.id}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteLink rejects a number as id',
    operation: 'deleteLink',
    body: { id: 5 },
    status: 400,
  },
]
