import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../../..')

/** What a bank's own app has in common with Koshin, and nobody sees: file by file, and why. */
const shared: Readonly<Record<string, readonly string[]>> = {
  // The one place.
  'main/renewal/product/identity.ts': [
    'koshin',
    'Koshin',
    '電子証明書更新 Koshin',
    'The Koshin authors',
    'jp.koshin.app',
    'koshin-',
    'koshin-bank',
  ],
  // Said to banks: the address of a bank file on their own servers, and how its code is worked out.
  'main/bank/bank-file.ts': ['/.well-known/koshin-bank'],
  'main/storage/bank-file/code.ts': ['koshin bank file 1'],
  // A certificate that one of them has retired is retired for all.
  'main/keystore/linux/token.ts': ['koshin-retired:'],
  // Some octets to sign.
  'main/keystore/windows/installation.ts': ['koshin'],
  // Inside one process, or between a page and its own app.
  'main/desktop/windows/pages.ts': ['app://koshin', 'koshin'],
  'preload/bridge.ts': ['koshin'],
  'preload/consent.ts': ['koshinConsent'],
  'preload/demo.ts': ['koshinDemo'],
  'preload/password.ts': ['koshinPassword'],
  'preload/proxy.ts': ['koshinProxy'],
  // Made-up customers of the demo bank.
  'main/demo-bank/ca/issuing.ts': ['somebody.else@koshin-shoji.example'],
  'main/demo-bank/ledger/customers.ts': ['hanako.yamada@koshin-shoji.example'],
  // Licences.
  'renderer/locales/ja-side.ts': ['Koshin は MIT ライセンスで公開されています。'],
  'renderer/locales/en-side.ts': ['Koshin is published under the MIT licence.'],
}

/** All that a file says in quotes or on a page, where Koshin is in it. */
function saidIn(file: string): string[] {
  const said = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node))
      said.add(node.text.trim())
    if (ts.isRegularExpressionLiteral(node)) said.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.ESNext, true))
  return [...said].filter((text) => /koshin/i.test(text)).sort()
}

describe('the name of the product', () => {
  const files = ['main', 'preload', 'renderer'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
      .filter((file) => /koshin/i.test(readFileSync(path.join(root, file), 'utf8'))),
  )

  it('stands in one place; whatever else the app says or writes takes it from there', () => {
    const elsewhere = Object.fromEntries(
      files.map((file) => [file, saidIn(file)] as const).filter(([, said]) => said.length > 0),
    )
    expect(elsewhere).toEqual(
      Object.fromEntries(Object.entries(shared).map(([file, said]) => [file, [...said].sort()])),
    )
  })
})
