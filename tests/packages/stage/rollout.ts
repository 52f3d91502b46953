/** A computer that IT sets up: the machine's policy out of its template, and what its user's app tells. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runIn } from './clean-root.ts'

const template = path.resolve(import.meta.dirname, '../../../build/policy/linux/policy.json')

interface Bank {
  readonly bank: Readonly<Record<string, unknown>>
}

/**
 * Has the app renew by itself at a demo's bank.
 *
 * @param root of the computer
 * @param demo the demo's folder in it
 */
export function manageFromTemplate(root: string, demo: string): void {
  const place = path.join(root, demo, 'bank')
  const { bank } = JSON.parse(readFileSync(path.join(place, 'koshin.json'), 'utf8')) as Bank
  const trustAnchors = readFileSync(path.join(place, 'anchors.pem'), 'utf8')
  const policy = {
    ...(JSON.parse(readFileSync(template, 'utf8')) as object),
    ...{ bank: { ...bank, trustAnchors }, proxy: { mode: 'direct' }, updates: { enabled: false } },
    ...{ consent: 'managed', renewal: 'automatic', spreadHours: 0 },
  }
  const folder = path.join(root, 'etc/koshin')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'policy.json'), JSON.stringify(policy))
}

/** What `--status --json` prints for the user of this home. */
export function statusIn(root: string, home: string): string {
  try {
    // Without what Chromium has to say of a computer that has no bus.
    return runIn(root, ['sh', '-c', 'exec koshin --no-sandbox --status --json 2>/dev/null'], { HOME: home })
  } catch (error) {
    // Its exit code tells what is to be done.
    return (error as { readonly stdout: string }).stdout
  }
}

interface Told {
  readonly version: string
  readonly certificate: { readonly thumbprint: string }
}

export const resultIn = (told: string): Told =>
  JSON.parse(told.split('\n').find((line) => line.includes('"event":"result"')) ?? '') as Told

/** The same package with a newer version, installed over it. */
export function updateIn(root: string, version: string): void {
  const place = path.join(root, 'newer')
  execFileSync('dpkg-deb', ['--raw-extract', process.env['KOSHIN_DEB']!, place])
  const control = path.join(place, 'DEBIAN/control')
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`))
  execFileSync('dpkg-deb', ['-Znone', '--build', place, path.join(root, 'newer.deb')])
  rmSync(place, { recursive: true })
  runIn(root, ['apt-get', '-q', 'install', '--yes', '--no-install-recommends', '/newer.deb'])
}
