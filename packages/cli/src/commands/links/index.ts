import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addDelete } from './delete.js'
import { addList } from './list.js'
import { addUpdate } from './update.js'

/** Adds `links` and its commands. */
export function addLinks(links: ReferlyCommand, context: Context): void {
  links.examples([
    'referly links create ada-blog --affiliate ada@example.com',
    'referly links list --affiliate ada@example.com',
  ])
  addCreate(links, context)
  addList(links, context)
  addUpdate(links, context)
  addDelete(links, context)
}
