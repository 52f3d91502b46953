import type { Demo } from './app.ts'

/** Answers each save dialog, in the user's place; '' cancels it. @returns how often it has answered */
export async function saveAs(demo: Demo, filePath: string): Promise<() => Promise<number>> {
  const answered = await demo.app.evaluateHandle(({ dialog }, chosen) => {
    const count = { answers: 0 }
    dialog.showSaveDialog = () => {
      count.answers += 1
      return Promise.resolve({ canceled: chosen === '', filePath: chosen })
    }
    return count
  }, filePath)
  return () => answered.evaluate(({ answers }) => answers)
}
