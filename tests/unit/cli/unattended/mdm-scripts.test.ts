/** The scripts in build/mdm say nothing that `--unattended` does not print: an exit code or a field of their own would be silently wrong. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../../main/cli/unattended/command.ts'
import { exitCodes, type Outcome } from '../../../../main/cli/unattended/outcomes.ts'

const build = path.resolve(import.meta.dirname, '../../../../build')
const scripts = ['intune', 'jamf'].flatMap((tool) =>
  readdirSync(path.join(build, 'mdm', tool)).map((name) => `${tool}/${name}`),
)
const read = (script: string): string => readFileSync(path.join(build, 'mdm', script), 'utf8')

interface Shape {
  readonly properties?: Readonly<Record<string, Shape & { readonly const?: unknown }>>
}
const { oneOf } = JSON.parse(readFileSync(path.join(build, 'docs/company/unattended.schema.json'), 'utf8')) as {
  readonly oneOf: readonly Shape[]
}
const result = oneOf.find(({ properties }) => properties?.['event']?.const === 'result')!

/** `certificate.daysLeft` in `$result.certificate.daysLeft` and in `"certificate":{[^}]*"daysLeft":`. */
function fieldsIn(text: string): readonly string[] {
  const inPowerShell = [...text.matchAll(/\$result\.([\w.]+)/g)].map(([, field]) => field!)
  const inShell = [...text.matchAll(/"(\w+)":(?:\{\[\^\}\]\*"(\w+)":)?/g)].map(([, outer, inner]) =>
    inner === undefined ? outer! : `${outer}.${inner}`,
  )
  return [...inPowerShell, ...inShell]
}

/** `14) exit 0 ;; # pending` and `14 { exit 0 } # pending`: what the code is taken for. */
const armsIn = (text: string) => [...text.matchAll(/^ +(\d[\d |]*)(?:\)| \{).*# ([\w, -]+)$/gm)]

describe('the scripts for Intune and Jamf', () => {
  it('are three for each: one that keeps, one that looks, one that renews, each for all banks', () => {
    expect(scripts.sort()).toEqual([
      'intune/collect.ps1',
      'intune/detect.ps1',
      'intune/remediate.ps1',
      'jamf/collect.sh',
      'jamf/extension-attribute.sh',
      'jamf/remediate.sh',
    ])
    const said = scripts.map((script) => /--unattended'?,? '?(\w+)'?,? '?--all-banks/.exec(read(script))?.[1])
    expect(said).toEqual(['status', 'status', 'renew', 'status', 'status', 'renew'])
    expect(commands).toEqual(expect.arrayContaining(said))
  })

  it.each(scripts)('%s reads only fields that a result has', (script) => {
    const fields = fieldsIn(read(script))
    expect(fields).toContain(script.includes('collect') ? 'event' : 'outcome')
    for (const field of fields) {
      const shape = field.split('.').reduce<Shape | undefined>((at, name) => at?.properties?.[name], result)
      expect(shape, field).toBeDefined()
    }
  })

  it.each(scripts.filter((script) => !/collect|extension-attribute/.test(script)))(
    '%s takes each exit code for what it is',
    (script) => {
      const arms = armsIn(read(script))
      expect(arms.length).toBeGreaterThan(1)
      for (const [line, codes, outcomes] of arms) {
        expect(codes!.trim().split(' | ').map(Number), line).toEqual(
          outcomes!.split(', ').map((outcome) => exitCodes[outcome as Outcome]),
        )
      }
    },
  )
})
