/** The part of its window that a topic speaks of, at its full size, out of the pictures of `npm run screenshots`. */
import type { CSSProperties } from 'react'
import type { Language } from '../../../preload/dates.ts'
import type { Topic } from './entries.ts'

/** Written out for Vite, which puts just these into the built app. */
const addresses = import.meta.glob<string>(
  '../../../build/docs/pictures/{login,notice,preparing,consent-request,completion,main,acquire,ended-failed,watch,genuine,setup}-{ja,en}.png',
  { eager: true, query: '?url', import: 'default' },
)

interface Part {
  readonly scene: string
  /** In pixels of the picture. */
  readonly height: number
  readonly width?: number
  readonly left?: number
  readonly top?: number
}

/** What stands below the line of the bank, as far as the topic goes. */
const parts: Readonly<Record<Topic, Part>> = {
  login: { scene: 'login', height: 492 },
  notice: { scene: 'notice', height: 560 },
  preparing: { scene: 'preparing', height: 490 },
  consent: { scene: 'consent-request', height: 460, width: 560, left: 0, top: 0 },
  completion: { scene: 'completion', height: 360 },
  main: { scene: 'main', height: 404 },
  acquire: { scene: 'acquire', height: 560 },
  ended: { scene: 'ended-failed', height: 394 },
  watch: { scene: 'watch', height: 560 },
  genuine: { scene: 'genuine', height: 560 },
  setup: { scene: 'setup', height: 336 },
}

/** Where the topic's picture is, and which part of it shows. */
export function pictureOf(topic: Topic, language: Language): { src: string | undefined; style: CSSProperties } {
  const { scene, height, width = 728, left = 79, top = 66 } = parts[topic]
  return {
    src: addresses[`../../../build/docs/pictures/${scene}-${language}.png`],
    style: { blockSize: height, maxInlineSize: width, objectPosition: `${-left}px ${-top}px` },
  }
}
