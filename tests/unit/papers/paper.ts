/** The project's papers, and what stands in them. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../../..')

export const mark = '†'

const inFolder = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)

export const papers = ['README.md', ...inFolder('build/docs'), ...inFolder('.github')]

export const read = (name: string): string => readFileSync(path.join(root, name), 'utf8')

/** Without what stands between fences. */
export const prose = (text: string): string => text.replace(/^```[^]*?^```$/gm, '')

/** The lines between fences for a shell. */
export function shellLines(text: string): string[] {
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, lines = '']) => lines.split('\n').filter(Boolean))
}

/** What stands between backticks, and whether the mark follows it at once. */
export function quoted(text: string): { readonly text: string; readonly marked: boolean }[] {
  return [...prose(text).matchAll(/`([^`\n]+)`( †)?/g)].map(([, inside = '', after]) => ({
    text: inside,
    marked: after !== undefined,
  }))
}

/** The part of a link to a heading, as GitHub makes it. */
export function anchors(text: string): string[] {
  return [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}
