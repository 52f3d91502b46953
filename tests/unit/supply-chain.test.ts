import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8')

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
}
const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> }
const { '': _, ...packages } = lock.packages
const manifest = JSON.parse(read('package.json')) as {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

describe('what Koshin is made of', () => {
  it('is pinned by version and by hash, wherever it is fetched from', () => {
    const loose = Object.entries(packages).filter(
      ([, { version, integrity }]) => version === undefined || !integrity?.startsWith('sha512-'),
    )
    expect(loose.map(([name]) => name)).toEqual([])
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([])
    const ranges = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(ranges.filter((range) => !/^(npm:(@[a-z]+\/)?[a-z]+@)?\d+\.\d+\.\d+$/.test(range))).toEqual([])
  })

  it('runs no script when it is installed; those that would are known', () => {
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m)
    const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(scripted.map(([name]) => name)).toEqual([
      'node_modules/electron-winstaller',
      'node_modules/keytar',
      'node_modules/koffi',
    ])
  })

  it('has few packages at run time, each with its reason in CONTRIBUTING.md', () => {
    const names = Object.keys(manifest.dependencies)
    const told = /Runtime packages,[^]*?\n\n/.exec(read('.github/CONTRIBUTING.md'))?.[0] ?? ''
    expect(names.filter((name) => !told.includes(`\`${name}\``))).toEqual([])
    expect(names.length).toBeLessThanOrEqual(5)
  })

  it('carries a licence that the app may be handed out under', () => {
    const runtime = Object.keys(packages).filter((name) => !packages[name]!.dev && !packages[name]!.optional)
    const free = /^\(?(MIT|ISC|BSD|Apache-2\.0|0BSD)/
    const others = runtime.filter((name) => {
      const file = path.join(root, name, 'package.json')
      return (
        !existsSync(file) || !free.test((JSON.parse(readFileSync(file, 'utf8')) as { license?: string }).license ?? '')
      )
    })
    expect(others).toEqual([])
  })
})

describe('the workflows', () => {
  /** What provenance needs, in each job that makes something. */
  const provenance = ['id-token', 'attestations']
  const written = { ci: [], interop: [], release: [...provenance, ...provenance] }

  it.each(Object.keys(written) as (keyof typeof written)[])(
    '%s runs actions by their commit, and may write nothing but what it must',
    (name) => {
      const text = read(`.github/workflows/${name}.yml`)
      const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action!)
      expect(actions).not.toEqual([])
      expect(actions.filter((action) => !/^[\w/-]+@[0-9a-f]{40}$/.test(action))).toEqual([])
      expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/m)
      expect([...text.matchAll(/([\w-]+): write\b/g)].map(([, right]) => right)).toEqual(written[name])
      expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length)
    },
  )
})

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly needs?: string
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<Record<string, Job>>
}
const { load } = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown }
const workflow = (name: string): Workflow => load(read(`.github/workflows/${name}.yml`)) as Workflow
/** All that a job, or a step, says. */
const all = (part: object): string => JSON.stringify(part)

describe.each(['ci', 'release'])('a job of the workflow %s', (name) => {
  const { on, jobs } = workflow(name)

  it('sees a secret in a protected environment alone, and none in what somebody else has proposed', () => {
    const open = Object.entries(jobs).filter(([, job]) => all(job).includes('secrets') && job.environment === undefined)
    expect(open.map(([job]) => job)).toEqual([])
    expect(Object.keys(on).filter((event) => !['push', 'pull_request'].includes(event))).toEqual([])
    expect('pull_request' in on && all(jobs).includes('secrets')).toBe(false)
  })

  it('has nothing put into its commands that the text of a commit or a branch could be', () => {
    const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    expect(commands.length).toBeGreaterThan(1)
    expect(commands.filter((command) => command.includes('${{'))).toEqual([])
  })
})

describe('the key that signs what an update server offers', () => {
  const { jobs } = workflow('release')
  const sign = jobs['sign']!

  it('is seen by one job alone, which is protected and runs no package', () => {
    const seeing = Object.entries(jobs).filter(([, job]) => all(job).includes('secrets.KOSHIN_UPDATE_KEY'))
    expect(seeing.map(([name]) => name)).toEqual(['sign'])
    expect(sign.environment).toBe('release')
    expect(all({ steps: sign.steps.map(({ run }) => run) })).not.toMatch(/npm|npx|yarn|corepack|node_modules/)
    // A cache could bring what another job has put into it.
    const cached = sign.steps.filter(
      (step) => step.uses?.includes('/cache') === true || step.with?.['cache'] !== undefined,
    )
    expect(cached).toEqual([])
    const node = sign.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@') === true)
    expect(node?.with?.['package-manager-cache']).toBe(false)
  })

  it('signs what the build of the same run handed over, and may change nothing in the repository', () => {
    expect(sign.needs).toBe('build')
    expect(sign.steps.some(({ run }) => run?.includes('gh run download "$GITHUB_RUN_ID"') === true)).toBe(true)
    expect(sign.permissions).toEqual({
      contents: 'read',
      actions: 'read',
      'id-token': 'write',
      attestations: 'write',
    })
  })

  it('is used by a script that imports nothing but Node and files of ours that do the same', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const [, from = ''] of read(file).matchAll(/^import [^']*'([^']+)'/gm)) {
        if (from.startsWith('.')) visit(path.join(path.dirname(file), from))
        else expect(from, file).toMatch(/^node:/)
      }
    }
    visit('build/commands/update-release.mjs')
    expect(seen.size).toBeGreaterThan(1)
  })
})
