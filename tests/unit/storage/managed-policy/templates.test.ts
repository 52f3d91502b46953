import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { managedSchema } from '../../../../main/storage/managed-policy/schema.ts'

const root = path.resolve(import.meta.dirname, '../../../..')
const template = (name: string): string =>
  readFileSync(path.join(root, 'build/policy', name), 'utf8').replace(/^\ufeff/, '')
const names = [
  'windows/koshin.admx',
  'windows/en-US/koshin.adml',
  'windows/ja-JP/koshin.adml',
  'macos/koshin.mobileconfig',
  'macos/jp.koshin.app.plist',
  'browsers/com.google.Chrome.plist',
  'browsers/com.microsoft.Edge.plist',
]

/** What keeps it from being well-formed XML. TypeScript reads elements as strictly, but lets a bare & pass, and takes braces for code. */
function malformed(xml: string): string[] {
  const elements = xml.replace(/^<\?xml[^>]*\?>\n(<!DOCTYPE[^>]*>\n)?/, '').replace(/[{}]/g, '')
  const { diagnostics = [] } = ts.transpileModule(elements, {
    fileName: 'template.tsx',
    reportDiagnostics: true,
    compilerOptions: { jsx: ts.JsxEmit.Preserve },
  })
  const bare = elements.match(/&(?!(amp|lt|gt|quot);).{0,9}/g) ?? []
  return [...diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')), ...bare]
}

/** The value names of the policies, with the keys they are in. */
function settingsIn(admx: string): string[] {
  return [...admx.matchAll(/<policy [^>]*key="Software\\Policies\\Koshin([^"]*)"[^]*?valueName="([^"]+)"/g)].map(
    ([, key = '', name = '']) => [...key.split('\\').filter((part) => part !== ''), name].join('.'),
  )
}

interface Shape {
  readonly deprecated?: boolean
  readonly properties?: Readonly<Record<string, Shape>>
}
function leaves({ properties = {} }: Shape, above = ''): string[] {
  return Object.entries(properties).flatMap(([name, shape]) =>
    shape.deprecated === true
      ? []
      : shape.properties === undefined
        ? [`${above}${name}`]
        : leaves(shape, `${above}${name}.`),
  )
}

describe('the templates for managed policy', () => {
  it('are what the schema makes, the table in build/docs/company/policy.md, too', () => {
    expect(
      execFileSync(process.execPath, ['build/commands/generate/policy-templates.mjs', '--check'], {
        cwd: root,
        encoding: 'utf8',
      }),
    ).toContain(' 0 changed')
  })

  it.each(names)('%s is well-formed XML', (name) => {
    expect(malformed(template(name))).toEqual([])
  })

  it('are judged by a check that sees what is wrong', () => {
    expect(malformed('<a><b></a>')).not.toEqual([])
    expect(malformed('<a b="1>2</a>')).not.toEqual([])
    expect(malformed('<a>this & that</a>')).toEqual(['& that</a>'])
  })

  it('offer each setting but those that are only read for older files in Group Policy, with its texts in both languages', () => {
    const admx = template('windows/koshin.admx')
    const settings = leaves(z.toJSONSchema(managedSchema, { io: 'input' }) as Shape)
    expect(settingsIn(admx).sort()).toEqual(settings.sort())
    const needed = [...admx.matchAll(/\$\((string|presentation)\.([^)]+)\)/g)].map(
      ([, kind, id]) => `<${kind} id="${id}"`,
    )
    for (const language of ['en-US', 'ja-JP']) {
      const adml = template(`windows/${language}/koshin.adml`)
      expect(needed.filter((one) => !adml.includes(`${one}>`))).toEqual([])
    }
  })

  it('start with an example that Koshin accepts', () => {
    expect(managedSchema.safeParse(JSON.parse(template('linux/policy.json'))).error).toBeUndefined()
  })
})
