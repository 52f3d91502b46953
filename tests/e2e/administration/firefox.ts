/** A Firefox without a window, with a profile of its own, that is asked by its own remote protocol (Marionette). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { expect } from '@playwright/test'

/** Answers come in the order of the questions, each as `LENGTH:[1, id, error, result]`; a greeting comes before them. */
function talk(socket: Socket) {
  const waiting: ((answer: string) => void)[] = []
  let unread = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    unread = Buffer.concat([unread, data])
    for (;;) {
      const begin = unread.indexOf(':') + 1
      const end = begin + Number(unread.subarray(0, begin - 1))
      if (begin === 0 || unread.length < end) return
      waiting.shift()?.(unread.subarray(begin, end).toString())
      unread = unread.subarray(end)
    }
  })
  const answer = () => new Promise<string>((resolve) => void waiting.push(resolve))
  const greeted = answer()
  return async function ask(command: string, parameters: object = {}): Promise<unknown> {
    await greeted
    const question = JSON.stringify([0, 1, command, parameters])
    socket.write(`${Buffer.byteLength(question)}:${question}`)
    const [, , error, result] = JSON.parse(await answer()) as [number, number, unknown, { value: unknown } | null]
    if (error !== null) throw new Error(JSON.stringify(error))
    return result?.value
  }
}

/**
 * Runs scripts in it, with the rights of the browser itself, and the page of an address.
 *
 * @param program behind which command it is started
 */
export async function withFirefox<T>(
  program: readonly [string, ...string[]],
  { profile, env }: { readonly profile: string; readonly env: Readonly<Record<string, string>> },
  work: (firefox: {
    readonly run: (script: string) => Promise<unknown>
    readonly open: (address: string) => Promise<unknown>
  }) => Promise<T>,
): Promise<T> {
  mkdirSync(profile, { recursive: true })
  // It chooses a port, and leaves it in a file.
  const portFile = path.join(profile, 'MarionetteActivePort')
  rmSync(portFile, { force: true })
  writeFileSync(path.join(profile, 'user.js'), 'user_pref("marionette.port", 0);\n')
  const [file, ...before] = program
  const switches = ['--headless', '--marionette', '-remote-allow-system-access', '--no-remote', '-profile', profile]
  const child = spawn(file, [...before, ...switches], { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  try {
    await expect.poll(() => portIn(portFile), { timeout: 30_000 }).toBeGreaterThan(0)
    const ask = talk(connect(portIn(portFile), '127.0.0.1'))
    await ask('WebDriver:NewSession', { acceptInsecureCerts: true })
    const script = async (context: 'chrome' | 'content', text: string) => {
      await ask('Marionette:SetContext', { value: context })
      return ask('WebDriver:ExecuteScript', { script: text, args: [], sandbox: context === 'chrome' ? 'system' : null })
    }
    return await work({
      run: (text) => script('chrome', text),
      async open(url) {
        await ask('Marionette:SetContext', { value: 'content' })
        await ask('WebDriver:Navigate', { url })
        return script('content', 'return document.body.innerText')
      },
    })
  } finally {
    child.kill()
    await ended
  }
}

function portIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}
