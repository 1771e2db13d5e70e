// The import walls and house style that oxlint has no rules for. dependency-cruiser can check the walls too (values,
// types, and dynamic imports), but it adds 51 packages and three seconds to a lint of two, and underlines nothing in
// the editor; its current release also needs Node 22, and we support 20.
import { posix, relative, sep } from 'node:path'
import { toRoom } from './rooms.js'

/** @typedef {import('./rooms.js').Room} Room */

/**
 * @param {string} name the imported module
 * @param {readonly string[]} allowed
 */
function isAllowed(name, allowed) {
  return allowed.some((entry) => {
    if (entry === 'node:') return name.startsWith('node:')
    return name === entry || name.startsWith(`${entry}/`)
  })
}

/**
 * Explains why a package may not be imported here; undefined if it may.
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
  const imported = kind === 'type' ? 'types' : 'values'
  return `${folder} may not import ${imported} of ${name}. ${toCure(name, room)}; see scripts/lint/rooms.js.`
}

/**
 * @param {string} name
 * @param {Room} room
 */
function toCure(name, room) {
  if (isAllowed(name, room.lazy ?? [])) return 'Load it with `import()` or use `import type`'
  if (isAllowed(name, room.types ?? [])) return 'Use `import type`'
  return 'Move this code to a package that may'
}

/**
 * Explains why a file may not be imported here; undefined if it may.
 *
 * @param {string} name
 * @param {'value' | 'type' | 'lazy'} kind
 * @param {{ file: string, folder: string, room: Room }} place
 */
function toRelativeBreach(name, kind, { file, folder, room }) {
  const source = /^packages\/[^/]+\/src/.exec(folder)?.[0] ?? folder
  const target = posix.join(posix.dirname(file), name)
  if (!target.startsWith(`${source}/`)) {
    return `${name} is outside ${source}. Import other packages by name.`
  }
  const closed = (room.closed ?? []).find((inner) => target.startsWith(`${source}/${inner}/`))
  if (closed === undefined || kind === 'type') return undefined
  return `${folder} may not import values of ${source}/${closed}. Use \`import type\` or take the value as an argument; see scripts/lint/rooms.js.`
}

/** Refuses imports that scripts/lint/rooms.js does not allow. */
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

/** Refuses the clock and randomness in pure packages. */
const pure = {
  /** @param {any} context */
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/')
    if (toRoom(file)?.room.pure !== true) return {}
    /** @type {(node: any, name: string, argument: string) => void} */
    const report = (node, name, argument) =>
      context.report({
        node,
        message: `${name} is not allowed in a pure package. Take ${argument} as an argument.`,
      })
    return {
      /** @param {any} node */
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) {
          report(node, 'new Date()', 'the time')
        }
      },
      /** @param {any} node */
      MemberExpression(node) {
        const name = `${node.object.name}.${node.property.name}`
        if (name === 'Date.now') report(node, name, 'the time')
        if (name === 'Math.random') report(node, name, 'a source of randomness')
      },
    }
  },
}

/** Requires `i++` and `i--` for steps of one. */
const steps = {
  /** @param {any} context */
  create(context) {
    return {
      /** @param {any} node */
      AssignmentExpression(node) {
        if (!['+=', '-='].includes(node.operator) || node.right.value !== 1) return
        const left = context.sourceCode.getText(node.left)
        const step = node.operator === '+=' ? '++' : '--'
        const message = `Write \`${left}${step}\` instead of \`${left} ${node.operator} 1\`.`
        context.report({ node, message })
      },
    }
  },
}

/** @param {string} name such as MAX_RETRIES */
function toCamelCase(name) {
  return name.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase())
}

/** Requires camelCase for constants, like every other value. */
const constants = {
  /** @param {any} context */
  create(context) {
    return {
      /** @param {any} node */
      VariableDeclarator(node) {
        const name = node.id.name ?? ''
        if (!/^[A-Z][A-Z0-9_]+$/.test(name)) return
        context.report({ node, message: `Rename ${name} to ${toCamelCase(name)}.` })
      },
    }
  },
}

/** Requires the values of an import or export before its types. */
const valuesFirst = {
  meta: { fixable: 'code' },
  /** @param {any} context */
  create(context) {
    /** @type {(node: any) => void} */
    const check = (node) => {
      const specifiers = node.specifiers.filter((/** @type {any} */ { type }) => {
        return type === 'ImportSpecifier' || type === 'ExportSpecifier'
      })
      /** @type {(specifier: any) => boolean} */
      const isType = ({ importKind, exportKind }) => (importKind ?? exportKind) === 'type'
      const first = specifiers.findIndex(isType)
      const late = specifiers.find((/** @type {any} */ each, /** @type {number} */ index) => {
        return first !== -1 && index > first && !isType(each)
      })
      if (late === undefined) return
      const sorted = specifiers.toSorted((/** @type {any} */ a, /** @type {any} */ b) => {
        return Number(isType(a)) - Number(isType(b))
      })
      const text = sorted.map((/** @type {any} */ each) => context.sourceCode.getText(each))
      context.report({
        node: late,
        message: 'Put values before types, as in `import { value, type Type }`.',
        /** @param {any} fixer */
        fix: (fixer) =>
          fixer.replaceTextRange(
            [specifiers[0].range[0], specifiers.at(-1).range[1]],
            text.join(', '),
          ),
      })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check }
  },
}

const refusedOpening =
  /^[\s*]*(What|How|Whether|Who|Whom|Whose|Where|That|Which|Says whether|Tells whether|Makes)\b/

/** Requires doc comments to start with a verb or a noun phrase. */
const docOpenings = {
  /** @param {any} context */
  create(context) {
    for (const comment of context.sourceCode.getAllComments()) {
      const opening = comment.value.startsWith('*') && refusedOpening.exec(comment.value)?.[1]
      if (!opening) continue
      const message = `Start with a verb or a noun phrase instead of "${opening}", as in "Creates a coupon." or "Options for \`push\`."`
      context.report({ loc: comment.loc, message })
    }
    return {}
  },
}

/** Words that the house style replaces, with their replacements. */
const replacements = new Map([
  ['anew', 'again'],
  ['became of', 'the result of'],
  ['by turns', 'alternately'],
  ['in due form', 'valid'],
  ['meanwhile', 'in the meantime'],
  ["of one's own", 'self-hosted'],
  ['per cent', 'percent'],
  ['programme', 'program'],
  ['reason for which', 'reason why'],
  ['server of your own', 'your own server'],
  ['there is none', 'it does not exist'],
  ['whoever', 'anyone who'],
])

const refusedWording = new RegExp(`\\b(${[...replacements.keys()].join('|')})\\b`, 'i')

/** Refuses these words in comments and in strings of more than one word. */
const wording = {
  /** @param {any} context */
  create(context) {
    /** @type {(loc: any, text: unknown) => void} */
    const check = (loc, text) => {
      if (typeof text !== 'string' || !text.trim().includes(' ')) return
      const found = refusedWording.exec(text)?.[1]
      if (found === undefined) return
      const replacement = replacements.get(found.toLowerCase())
      context.report({ loc, message: `Write "${replacement}" or rephrase instead of "${found}".` })
    }
    for (const comment of context.sourceCode.getAllComments()) check(comment.loc, comment.value)
    return {
      /** @param {any} node */
      Literal: (node) => check(node.loc, node.value),
      /** @param {any} node */
      TemplateElement: (node) => check(node.loc, node.value.cooked),
    }
  },
}

export default {
  meta: { name: 'referly' },
  rules: {
    walls,
    pure,
    steps,
    constants,
    'doc-openings': docOpenings,
    'values-first': valuesFirst,
    wording,
  },
}
