/** Two banks that do not exist, with apps of their own, to be installed beside each other and beside Koshin. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { product } from '../../bank-file/product.mjs'
import { readBrand } from '../../brand/folder.mjs'
import { placesIn, writeBuilder } from '../../brand/builder.mjs'
import { writeIcons } from '../../brand/icons.mjs'
import { packBrand } from '../../brand/pack.mjs'
import { output, run } from '../../lib/command.mjs'
import { Foreseen } from '../../lib/console.mjs'
import { productOf } from '../../packaging/packed-product.mjs'

const banks = [
  {
    bank: '見本銀行',
    english: 'Mihon',
    word: 'mihon',
    colour: '#006b3f',
    shape: '<path d="M14 48L32 14l18 34z" fill="#fff"/>',
  },
  {
    bank: '例示信用金庫',
    english: 'Reiji',
    word: 'reiji',
    colour: '#8a1c4a',
    shape: '<circle cx="32" cy="32" r="16" fill="#fff"/>',
  },
]

/**
 * @param {string} work an empty folder
 * @returns {Promise<Record<'deb' | 'rpm', string[]>>} one of each, no rpm where there is no rpmbuild
 */
export async function packMadeUpBanks(work) {
  const targets = output('rpmbuild', ['--version']) === undefined ? ['deb'] : ['deb', 'rpm']
  const made = []
  for (const brand of await madeUp(work)) {
    const result = path.join(work, 'packages', brand.identity.program)
    await packBrand(brand, { targets, result })
    made.push(...readdirSync(result).map((name) => path.join(result, name)))
  }
  const ending = (end) => made.filter((name) => name.endsWith(end))
  return { deb: ending('.deb'), rpm: ending('.rpm') }
}

/**
 * What their Windows installers are made of, without the apps.
 * @param {string} work an empty folder
 * @returns {Promise<import('../../packaging/windows.mjs').Trial[]>}
 */
export async function madeUpTrials(work) {
  return Promise.all(
    (await madeUp(work)).map(async (brand) => {
      const product = await productOf(brand.identity)
      const places = placesIn(path.join(work, `trial-${product.program}`))
      writeIcons(places.icons, brand.icon)
      writeFileSync(places.identity, JSON.stringify(brand.identity))
      await writeBuilder(brand, product, places)
      const env = { KOSHIN_BRAND: places.identity }
      return { config: places.builder, name: product.program, program: product.folder, env }
    }),
  )
}

async function madeUp(work) {
  const app = await product()
  return Promise.all(
    banks.map(async (bank) => {
      const folder = path.join(work, bank.word)
      await writeFolder(folder, bank)
      return readBrand(folder, app)
    }),
  )
}

async function writeFolder(folder, { bank, english, word, colour, shape }) {
  mkdirSync(path.join(folder, 'bank/anchors'), { recursive: true })
  const write = (name, content) =>
    writeFileSync(
      path.join(folder, name),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    )
  write('brand.json', {
    name: { ja: `${bank} 電子証明書更新`, en: `${english} Certificates` },
    program: `${word}-cert`,
    applicationId: `example.${word}.cert`,
    scheme: `${word}-cert`,
    // Debian's wixl reads ASCII alone.
    publisher: `${english} Bank`,
  })
  const box = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
  write('icon.svg', `${box}<rect width="64" height="64" rx="14" fill="${colour}"/>${shape}</svg>\n`)
  write('licence.txt', `${bank}の電子証明書更新アプリの使用条件\n`)
  write('bank/settings.json', { bank: { name: bank, est: { url: `https://est.${word}.example` } } })
  write('bank/help-desk.json', { phone: '0120-000-000', hours: '平日', en: { hours: 'on weekdays' } })
  write('bank/colours.json', { accent: colour })
  const extensions = [
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ]
  const [key, anchor] = [`${folder}.key`, path.join(folder, 'bank/anchors/root.pem')]
  const subject = ['-subj', `/CN=${english} CA`, '-days', '3650']
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    anchor,
    ...subject,
    ...extensions,
  ]
  if ((await run('openssl', args, { quiet: true })) !== 0) throw new Foreseen('openssl makes no authority')
}
