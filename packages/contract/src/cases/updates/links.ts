import type { ContractCase } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { ownAffiliate, secondLink } from '../given.js'

/** The cases about updating links. */
export const linkUpdates: readonly ContractCase[] = [
  {
    name: 'updateLink changes the text of a link by id',
    given: [ownAffiliate, secondLink],
    operation: 'updateLink',
    body: { id: '{second.id}', newLink: 'new-{unique}' },
    status: 200,
    shape: 'single',
    shows: { id: '{second.id}', link: 'new-{unique}', affiliate: { id: '{own.id}' } },
    afterwards: [
      { operation: 'listLinks', query: { link: 'second-{unique}' }, status: 200, shape: 'empty' },
      {
        operation: 'listLinks',
        query: { link: 'new-{unique}' },
        status: 200,
        shape: 'one',
        shows: { id: '{second.id}' },
      },
    ],
  },
  {
    name: 'updateLink changes the text of a link by its current text',
    given: [ownAffiliate],
    operation: 'updateLink',
    body: { link: 'own-{unique}', newLink: 'new-{unique}' },
    status: 200,
    shape: 'single',
    shows: { link: 'new-{unique}', affiliate: { id: '{own.id}' } },
    afterwards: [
      {
        operation: 'listAffiliates',
        query: { id: '{own.id}' },
        status: 200,
        shape: 'one',
        shows: { link: 'new-{unique}' },
      },
    ],
  },
  {
    name: 'updateLink accepts the current text',
    given: [ownAffiliate],
    operation: 'updateLink',
    body: { link: 'own-{unique}', newLink: 'own-{unique}' },
    status: 200,
    shape: 'single',
    shows: { link: 'own-{unique}' },
  },
  {
    name: 'updateLink rejects a duplicate link',
    given: [ownAffiliate],
    operation: 'updateLink',
    body: { link: 'own-{unique}', newLink: '{affiliate.link}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'updateLink does not find an unknown id',
    operation: 'updateLink',
    body: { id: unknownId, newLink: 'new-{unique}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'updateLink does not find an unknown link',
    operation: 'updateLink',
    body: { link: 'nobody-{unique}', newLink: 'new-{unique}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'updateLink rejects an update without id and link',
    operation: 'updateLink',
    body: { newLink: 'new-{unique}' },
    status: 400,
  },
  {
    name: 'updateLink rejects an update without newLink',
    operation: 'updateLink',
    body: { id: unknownId },
    status: 400,
  },
]
