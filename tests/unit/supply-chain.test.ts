import { existsSync, readFileSync } from 'node:fs'
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
    expect(ranges.filter((range) => !/^(npm:@[a-z]+\/[a-z]+@)?\d+\.\d+\.\d+$/.test(range))).toEqual([])
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
  const written = { ci: [], release: [...provenance, ...provenance] }

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

describe('the key that signs what an update server offers', () => {
  const release = read('.github/workflows/release.yml')
  const [, jobs = ''] = release.split('\njobs:\n')
  const named = jobs.split(/^(?= {2}\w+:$)/m).map((job) => [/\w+/.exec(job)![0], job] as const)

  it('is seen by one job alone, which is protected and runs no package', () => {
    expect(named.filter(([, job]) => job.includes('secrets.KOSHIN_UPDATE_KEY')).map(([name]) => name)).toEqual(['sign'])
    const sign = named.find(([name]) => name === 'sign')![1]
    expect(sign).toMatch(/^ {4}environment: \w+$/m)
    expect(sign).not.toMatch(/\bnp[mx]\b/)
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
