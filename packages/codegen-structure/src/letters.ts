// Lower-case letters that Unicode does not decompose into an ASCII letter. Each word is the ASCII text, followed by the
// letters it replaces. The sources are in docs/letters.md.

const latin: readonly string[] = [
  // European alphabets, and African letters that look like theirs.
  'ssß aeæ oeœ oøɔɵ dđðɖɗƌ thþ lł hħ iıɨ nŋɲ kĸƙ tŧƭ bƀ cƈ eǝəɛ fƒ gɠ uʉ vʋ yƴ zƶʒ',
  // Other alphabets of Africa, the Americas, and Asia; small capitals, which some people use to style their names.
  'aⱥʌɑᴀ bɓƃꞵʙ cǀȼᴄ dᴅ eɇɜᴇ fꜰ gǥɡɢ ghɣƣ hƅⱨɦʜ iɩɪ jȷɉᴊ kⱪᴋ lƚɫɬⱡʟ mɱᴍ nƞꞑɴ oɤꞷᴏ ouȣ pƥᵽʘᴘ qƽǃɋ rʀɍɽɾ',
  'sȿʂꜱ shʃ tʈⱦᴛ tcǂ tlƛ uʊꞹᴜ vⱱᴠ wɯⱳᴡ xǁꭓ yɏɥʏ zƨɀⱬᴢ',
]

const greek: readonly string[] = [
  // ELOT 743 without diacritics.
  'aα vβ gγ dδ eε zζ iηι thθ kκ lλ mμ nν xξ oοω pπ rρ sσς tτ yυ fφ chχ psψ',
]

const cyrillic: readonly string[] = [
  // Slavic alphabets.
  'aа bб vв gг dд eеэ yoё zhж zз iи yйы kк lл mм nн oо pп rр sс tт uу fф khх tsц chч shш shchщ yuю yaя',
  'iі yiї yeє gґѓ uў djђ jј ljљ njњ cћ dzџѕ kќ',
  // Alphabets of the Caucasus, the Volga region, Siberia, and Central Asia; Russian letters used until 1918.
  'aә aeӕ chҽҿ dzӡ eѣԑ fѳ gҝ ghғҕӷӻ hҳһӏӿԧ iѵ jҗҷҹӌ khӽ lӆԓԡԯ mӎ nӊԣԩ ngңҥӈ oҩөѫ pҧԥ qқҟҡӄԛԟ rҏ sҫ tҭ tsҵ',
  'uүұ wԝ yҋ zҙ',
]

/** Creates the table of letters and their ASCII text, both in lower case. */
export function createLetterTable(): Map<string, string> {
  const table = new Map<string, string>()
  for (const word of [...latin, ...greek, ...cyrillic].flatMap((line) => line.split(' '))) {
    const [text = ''] = /^[a-z]+/.exec(word) ?? []
    for (const letter of word.slice(text.length)) table.set(letter, text)
  }
  for (const sign of silentSigns) table.set(sign, '')
  return table
}

/**
 * Signs that Unicode counts as letters but romanizations do not write as letters: soft and hard signs, glottal stops
 * (usually an apostrophe), length marks, and the iota subscript.
 */
export const silentSigns = 'ьъҍɂʔʕꞌːˑͺ'
