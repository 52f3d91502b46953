/** What the app uses of Electron, against what has changed between the oldest and the newest that it runs on. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it, onTestFinished } from 'vitest'
import { root, usedApis } from './used-apis.ts'

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

interface Change {
  readonly version: number
  readonly kind: 'removed' | 'deprecated' | 'api' | 'behaviour' | 'default'
  readonly what: Readonly<Record<'en' | 'ja', string>>
  readonly apis: readonly string[]
  readonly ours?: Readonly<Record<'en' | 'ja', string>>
}
const { from, to, changes } = JSON.parse(read('build/electron/changes.json')) as {
  readonly from: number
  readonly to: number
  readonly changes: readonly Change[]
}
const isGone = ({ kind }: Change): boolean => kind === 'removed' || kind === 'deprecated'
const used = usedApis()

describe("Electron's APIs that the app uses", () => {
  it('are found in all their forms', () => {
    for (const name of [
      'App.requestSingleInstanceLock',
      "App.on 'second-instance'",
      'BrowserWindow.constructor',
      'BaseWindowConstructorOptions.autoHideMenuBar',
      'CommandLine.appendSwitch',
      'Session.protocol',
      'IpcMainInvokeEvent.senderFrame',
      "OpenDialogOptions.properties 'openFile'",
      'IpcRenderer.invoke',
    ]) {
      expect(used.get(name)?.at.length, name).toBeGreaterThan(0)
    }
    expect(used.size).toBeGreaterThan(200)
  })

  it('are not called deprecated by its types', () => {
    expect([...used].filter(([, { isDeprecated }]) => isDeprecated).map(([name, { at }]) => [name, ...at])).toEqual([])
  })

  it('are none that were removed or deprecated since the oldest version', () => {
    const gone = changes.filter(isGone).flatMap(({ apis }) => apis)
    expect(gone.filter((name) => used.has(name)).map((name) => [name, ...used.get(name)!.at])).toEqual([])
  })

  it('would be told if they were', () => {
    mkdirSync(path.join(root, 'node_modules/.cache'), { recursive: true })
    const folder = mkdtempSync(path.join(root, 'node_modules/.cache/koshin-electron-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    mkdirSync(path.join(folder, 'main'))
    const old = "import { dialog, protocol } from 'electron'\n\nprotocol.registerFileProtocol('app', () => undefined)\n"
    const hidden = "void dialog.showOpenDialog({ properties: ['showHiddenFiles'] })\n"
    writeFileSync(path.join(folder, 'main/old.ts'), old + hidden)
    const found = usedApis([path.relative(root, path.join(folder, 'main'))])
    const [place] = found.get('Protocol.registerFileProtocol')?.at ?? []
    expect(found.get('Protocol.registerFileProtocol')?.isDeprecated).toBe(true)
    expect(place).toMatch(/main\/old\.ts:3$/)
    expect(found.has("OpenDialogOptions.properties 'showHiddenFiles'")).toBe(true)
  })
})

describe('the table of changes', () => {
  it('has every version from the oldest to the newest but one, in order, and says what Koshin makes of each', () => {
    const versions = [...new Set(changes.map(({ version }) => version))]
    // The newest has no changes in its list yet.
    expect(versions).toEqual(Array.from({ length: to - from }, (_, index) => from + index))
    expect(JSON.parse(read('node_modules/electron/package.json'))).toMatchObject({
      version: expect.stringMatching(`^${to}\\.`) as string,
    })
    for (const change of changes) {
      const { apis, ours, what, kind } = change
      expect(
        [what.en, what.ja].every((text) => text !== ''),
        what.en,
      ).toBe(true)
      const needsWord = apis.length === 0 || (!isGone(change) && apis.some((name) => used.has(name)))
      expect(ours !== undefined, `${kind}: ${what.en}`).toBe(needsWord)
    }
  })

  it('names what there is', () => {
    const there = declared()
    const owners = new Set([...there].map((name) => name.split('.')[0]))
    for (const change of changes) {
      for (const name of change.apis) {
        const known = isGone(change) ? owners.has(name.split('.')[0]) : there.has(name)
        expect(known, name).toBe(true)
      }
    }
  })

  it('stands in the papers', () => {
    const said = execFileSync(process.execPath, ['build/commands/generate/electron-changes.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(said.match(/is as it was/g)).toHaveLength(2)
  })
})

/** The names of all that Electron's types declare. */
function declared(): Set<string> {
  const names = new Set<string>()
  const source = ts.createSourceFile(
    'electron.d.ts',
    read('node_modules/electron/electron.d.ts'),
    ts.ScriptTarget.Latest,
  )
  const text = (node: ts.Node): string => node.getText(source)
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) {
      for (const member of node.members) {
        if (member.name === undefined) continue
        const name = `${node.name!.text}.${text(member.name)}`
        const [first] = 'parameters' in member ? (member.parameters as readonly ts.ParameterDeclaration[]) : []
        names.add(name)
        if (first?.type !== undefined && ts.isLiteralTypeNode(first.type)) names.add(`${name} ${text(first.type)}`)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}
