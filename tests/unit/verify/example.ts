/** The build's modules, and reports that a machine could have sent. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'

export const root = path.resolve(import.meta.dirname, '../../..')

/** @param file below build */
export async function load<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(path.join(root, 'build', file)).href)) as Module
}

export interface Results {
  readonly passed: number
  readonly failed: readonly string[]
  readonly skipped: readonly { readonly title: string; readonly reason: string }[]
  readonly times?: readonly { readonly title: string; readonly ms: number }[]
}

export interface Part extends Results {
  readonly name: string
  readonly seconds: number
  readonly areas: readonly {
    readonly name: string
    readonly passed: number
    readonly failed: number
    readonly skipped: number
  }[]
  readonly reason?: string
}

export const part = (name: string, more: Partial<Part> = {}): Part => ({
  ...{ name, seconds: 1, passed: 3, failed: [], skipped: [], areas: [] },
  ...more,
})

const electron = { kind: 'stand-in', version: '33.4.11', chromium: '130.0.6723.191', sha256: 'e'.repeat(64) }

export const report = {
  schema: 1,
  made: '2026-11-29T12:00:00.000Z',
  koshin: { version: '0.1.0', commit: 'a'.repeat(40), tree: 'b'.repeat(40), clean: true },
  system: { platform: 'linux', name: 'Debian GNU/Linux 12 (bookworm)', arch: 'x64' },
  user: 'ordinary',
  sandbox: true,
  node: '20.20.0',
  electron: electron as typeof electron | undefined,
  selected: 'usual' as string | readonly string[],
  realStore: 'refused',
  parts: [part('unit')] as readonly Part[],
  pictures: [{ name: 'login.png', sha256: 'c'.repeat(64), bytes: 4 }],
}

export type Report = typeof report
