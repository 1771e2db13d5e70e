import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addDelete } from './delete.js'
import { addList } from './list.js'
import { addUpdate } from './update.js'

/** Adds `links` and its commands. */
export function addLinks(program: ReferlyCommand, context: Context): void {
  const links = program
    .command('links')
    .about('Create, rename, and list the links of affiliates')
    .examples([
      'referly links create ada-blog --affiliate ada@example.com',
      'referly links list --affiliate ada@example.com',
    ])
  addCreate(links, context)
  addList(links, context)
  addUpdate(links, context)
  addDelete(links, context)
}
