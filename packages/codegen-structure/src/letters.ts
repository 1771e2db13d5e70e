// Small letters that Unicode does not take apart into a base letter. Each word is the text to write, followed by the
// letters that are written that way. docs/letters.md names the source of each family.

const latin: readonly string[] = [
  // European alphabets, and the letters of African ones that look like them.
  'ssß aeæ oeœ oøɔɵ dđðɖɗƌ thþ lł hħ iıɨ nŋɲ kĸƙ tŧƭ bƀ cƈ eǝəɛ fƒ gɠ uʉ vʋ yƴ zƶʒ',
  // Other alphabets of Africa, America and Asia, with small capitals, which people decorate their names with.
  'aⱥʌɑᴀ bɓƃꞵʙ cǀȼᴄ dᴅ eɇɜᴇ fꜰ gǥɡɢ ghɣƣ hƅⱨɦʜ iɩɪ jȷɉᴊ kⱪᴋ lƚɫɬⱡʟ mɱᴍ nƞꞑɴ oɤꞷᴏ ouȣ pƥᵽʘᴘ qƽǃɋ rʀɍɽɾ',
  'sȿʂꜱ shʃ tʈⱦᴛ tcǂ tlƛ uʊꞹᴜ vⱱᴠ wɯⱳᴡ xǁꭓ yɏɥʏ zƨɀⱬᴢ',
]

const greek: readonly string[] = [
  // ELOT 743 without diacritics.
  'aα vβ gγ dδ eε zζ iηι thθ kκ lλ mμ nν xξ oοω pπ rρ sσς tτ yυ fφ chχ psψ',
]

const cyrillic: readonly string[] = [
  // Slavic alphabets. A soft or hard sign writes nothing by itself.
  'aа bб vв gг dд eеэ yoё zhж zз iи yйы kк lл mм nн oо pп rр sс tт uу fф khх tsц chч shш shchщ yuю yaя',
  'iі yiї yeє gґѓ uў djђ jј ljљ njњ cћ dzџѕ kќ',
  // Alphabets of the Caucasus, the Volga, Siberia and Central Asia, and the Russian one before 1918.
  'aә aeӕ chҽҿ dzӡ eѣԑ fѳ gҝ ghғҕӷӻ hҳһӏӿԧ iѵ jҗҷҹӌ khӽ lӆԓԡԯ mӎ nӊԣԩ ngңҥӈ oҩөѫ pҧԥ qқҟҡӄԛԟ rҏ sҫ tҭ tsҵ',
  'uүұ wԝ yҋ zҙ',
]

/** The text that each letter is written as, in lower case. */
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
 * Signs that are letters to Unicode and that no romanization writes with one: soft and hard signs, glottal stops
 * (an apostrophe in most), length marks, and an iota subscript by itself.
 */
export const silentSigns = 'ьъҍɂʔʕꞌːˑͺ'
