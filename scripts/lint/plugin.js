import { relative, posix, sep } from 'node:path'
import { toRoom } from './rooms.js'

/** @typedef {import('./rooms.js').Room} Room */

/**
 * @param {string} name what is imported
 * @param {readonly string[]} allowed
 */
function isAllowed(name, allowed) {
  return allowed.some((entry) => {
    if (entry === 'node:') return name.startsWith('node:')
    return name === entry || name.startsWith(`${entry}/`)
  })
}

/**
 * Why a bare import may not stand here, or undefined.
 *
 * @param {string} name
 * @param {'value' | 'type' | 'lazy'} kind
 * @param {{ folder: string, room: Room }} place
 */
function toBareBreach(name, kind, { folder, room }) {
  const allowed = [...room.values]
  if (kind === 'type') allowed.push(...(room.types ?? []), ...(room.lazy ?? []))
  if (kind === 'lazy') allowed.push(...(room.lazy ?? []))
  if (isAllowed(name, allowed)) return undefined
  return `${folder} may not import ${kind === 'type' ? 'types' : 'values'} of ${name} (see scripts/lint/rooms.js)`
}

/**
 * Why a relative import may not stand here, or undefined.
 *
 * @param {string} name
 * @param {'value' | 'type' | 'lazy'} kind
 * @param {{ file: string, folder: string, room: Room }} place
 */
function toRelativeBreach(name, kind, { file, folder, room }) {
  const source = /^packages\/[^/]+\/src/.exec(folder)?.[0] ?? folder
  const target = posix.join(posix.dirname(file), name)
  if (!target.startsWith(`${source}/`)) {
    return `${name} leaves ${source}: import another package by its name, never by path`
  }
  const closed = (room.closed ?? []).find((inner) => target.startsWith(`${source}/${inner}/`))
  if (closed === undefined || kind === 'type') return undefined
  return `${folder} may not import values of ${source}/${closed} (see scripts/lint/rooms.js)`
}

/** Refuses every import that goes through a wall. */
const walls = {
  /** @param {any} context */
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/')
    const place = toRoom(file)
    if (place === undefined) return {}
    /** @type {(node: any, name: unknown, kind: 'value' | 'type' | 'lazy') => void} */
    const check = (node, name, kind) => {
      if (typeof name !== 'string') return
      const breach = name.startsWith('.')
        ? toRelativeBreach(name, kind, { file, ...place })
        : toBareBreach(name, kind, place)
      if (breach !== undefined) context.report({ node, message: breach })
    }
    /** @type {(node: any) => void} */
    const checkDeclaration = (node) => {
      if (!node.source) return
      const kind = (node.importKind ?? node.exportKind) === 'type' ? 'type' : 'value'
      check(node.source, node.source.value, kind)
    }
    return {
      ImportDeclaration: checkDeclaration,
      ExportNamedDeclaration: checkDeclaration,
      ExportAllDeclaration: checkDeclaration,
      /** @param {any} node */
      ImportExpression: (node) => check(node.source, node.source.value, 'lazy'),
    }
  },
}

/** Refuses clock and chance in pure rooms: both are arguments there. */
const pure = {
  /** @param {any} context */
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/')
    if (toRoom(file)?.room.pure !== true) return {}
    /** @type {(node: any, what: string) => void} */
    const report = (node, what) =>
      context.report({ node, message: `${what} in a pure room: make it an argument` })
    return {
      /** @param {any} node */
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) report(node, 'new Date()')
      },
      /** @param {any} node */
      MemberExpression(node) {
        const name = `${node.object.name}.${node.property.name}`
        if (name === 'Date.now' || name === 'Math.random') report(node, name)
      },
    }
  },
}

/** Steps by one are written `i++` and `i--`, everywhere. */
const steps = {
  /** @param {any} context */
  create(context) {
    return {
      /** @param {any} node */
      AssignmentExpression(node) {
        if (!['+=', '-='].includes(node.operator) || node.right.value !== 1) return
        const step = node.operator === '+=' ? '++' : '--'
        context.report({ node, message: `Write \`${step}\` instead of \`${node.operator} 1\`.` })
      },
    }
  },
}

/** Constants are camelCase, like every other value. */
const constants = {
  /** @param {any} context */
  create(context) {
    return {
      /** @param {any} node */
      VariableDeclarator(node) {
        if (/^[A-Z][A-Z0-9_]+$/.test(node.id.name ?? '')) {
          context.report({ node, message: `Write ${node.id.name} in camelCase.` })
        }
      },
    }
  },
}

const refusedOpening =
  /^[\s*]*(What|How|Whether|Who|Whom|Whose|Where|That|Which|Says whether|Tells whether|Makes)\b/

/** Doc comments open with a verb or a noun phrase. */
const docOpenings = {
  /** @param {any} context */
  create(context) {
    for (const comment of context.sourceCode.getAllComments()) {
      const opening = comment.value.startsWith('*') && refusedOpening.exec(comment.value)?.[1]
      if (opening) {
        const message = `Open with a verb or a noun phrase, not with "${opening}": "Creates a coupon.", "Options for \`push\`."`
        context.report({ loc: comment.loc, message })
      }
    }
    return {}
  },
}

export default {
  meta: { name: 'referly' },
  rules: { walls, pure, steps, constants, 'doc-openings': docOpenings },
}
