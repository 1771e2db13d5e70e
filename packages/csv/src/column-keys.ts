/** Remarks in column names, in the languages of the dictionary: required and optional. */
const remarks: RegExp =
  /\b(required|mandatory|optional|pflichtfeld|pflicht|erforderlich|obligatoire|requis|obligatorio|requerido|obbligatorio|richiesto|obrigatorio|verplicht|vereist|wymagane|wymagany)\b/g

/**
 * Reduces the name of a column to its letters: without case, accents, punctuation, numbers, and
 * remarks such as `(required)`.
 *
 * @example
 * toColumnKey('E-Mail Address* (required)') //=> 'emailaddress'
 * toColumnKey('Prénom :') //=> 'prenom'
 */
export function toColumnKey(title: string): string {
  return toLetters(title).replace(/[^a-z]/g, '')
}

/** Reduces the name of a column with what is in parentheses: `Name (First)`. */
export function toFullKey(title: string): string {
  return toColumnKey(title.replace(/[()[\]{}]/g, ' '))
}

/** Words in front of the field that a form asks for, in the languages of the dictionary. */
const questionWords: ReadonlySet<string> = new Set(
  (
    'what is s please enter provide type your my the wie lautet ist bitte der die das dein deine ihr ihre mein meine ' +
    'quel quelle est votre vos ton ta le la l cual cuales es son tu tus su sus mi mis el los qual e o a il i tuo tua ' +
    'seu sua teu wat uw je jouw mijn het de podaj swoj swoje twoj twoje moj moje'
  ).split(' '),
)

/** Reduces the name of a column that is a question to the field it asks for. */
export function toAnswerKey(title: string): string {
  const words = toLetters(title)
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
  const start = words.findIndex((word) => !questionWords.has(word))
  return start < 0 ? '' : words.slice(start).join('')
}

function toLetters(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .replace(/[([{][^)\]}]*[)\]}]/g, '')
    .replace(/\p{M}/gu, '')
    .replace(remarks, '')
}
