/** What IT departments deploy, out of the schema of the managed policy: for Koshin, or for a bank's own app. */
import { adml, admx } from './admx.mjs'
import { manifest, mobileconfig } from './macos.mjs'
import { example } from './words.mjs'

/**
 * @param {Awaited<ReturnType<typeof import('./settings.mjs').readSettings>>} read
 * @param {import('../../main/renewal/product/derived.ts').Product} product
 * @returns {Record<string, string>} the files' texts by their names
 */
export function templates({ settings: read, schema }, product) {
  const { program, folder, applicationId } = product
  const settings = read.map((setting) => named(setting, product))
  // An example that the program refuses would be worse than none.
  const forFolder = (place) => (schema.parse(example(place, program)), example(place, program))
  return {
    [`windows/${program}.admx`]: windows(admx(settings, product)),
    [`windows/en-US/${program}.adml`]: windows(adml(settings, 'en', product)),
    [`windows/ja-JP/${program}.adml`]: windows(adml(settings, 'ja', product)),
    [`macos/${program}.mobileconfig`]: mobileconfig(forFolder(`/Library/Application Support/${folder}`), product),
    [`macos/${applicationId}.plist`]: manifest(settings, product),
    'linux/policy.json': `${JSON.stringify(forFolder(`/etc/${program}`), undefined, 2)}\n`,
  }
}

/** Its words, with the product's name in them. */
function named(setting, product) {
  const { words, parts } = setting
  const inLanguage = (language) =>
    Object.fromEntries(
      Object.entries(words[language]).map(([kind, text]) => [
        kind,
        text.replaceAll(/\bKoshin\b/g, product.name[language]).replaceAll(/\bkoshin (?=--)/g, `${product.program} `),
      ]),
    )
  return {
    ...setting,
    ...(words === undefined ? {} : { words: { ...words, ja: inLanguage('ja'), en: inLanguage('en') } }),
    ...(parts === undefined ? {} : { parts: parts.map((part) => named(part, product)) }),
  }
}

/** Group Policy's editor reads texts beyond ASCII reliably with a byte order mark only. */
function windows(text) {
  return `\ufeff${text}`
}
