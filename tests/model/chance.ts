/** What may happen at each point where more than one thing may: tried one after the other until nothing is left. */

export interface Option {
  /** In words, for a story; empty where nothing is worth telling. */
  readonly what: string
  /** Faults that it costs. */
  readonly cost: number
}

/** Thrown in place of a power cut: nothing after it is done. */
export class PowerCut extends Error {}

/** The same each time: a trace of where it was thrown would take longer than all the rest. */
const powerCut = new PowerCut('power cut')

/** One course: the first choices are given, the rest is as it should be. */
export class Chance {
  readonly taken: number[] = []
  /** How many there were to choose from, at each point. */
  readonly open: number[] = []
  readonly told: string[] = []
  spent = 0
  cut = false
  private readonly given: readonly number[]
  private readonly purse: number

  constructor(given: readonly number[], purse: number) {
    this.given = given
    this.purse = purse
  }

  /** The first option is what should happen, and costs nothing. */
  choose<T extends Option>(options: readonly T[]): T {
    const affordable = options.filter(({ cost }) => cost <= this.purse - this.spent)
    const index = this.given[this.taken.length] ?? 0
    const chosen = affordable[index]!
    this.taken.push(index)
    this.open.push(affordable.length)
    this.spent += chosen.cost
    if (chosen.what !== '') this.told.push(chosen.what)
    return chosen
  }

  /** A change that lasts, with the power cut before and after it. */
  lasting<T>(what: string, change: () => T): T {
    if (this.cut) throw powerCut
    const { when } = this.choose([
      { what: '', cost: 0, when: 'never' },
      { what: `power cut before ${what}`, cost: 1, when: 'before' },
      { what: `power cut after ${what}`, cost: 1, when: 'after' },
    ])
    if (when === 'before') this.powerCut()
    const value = change()
    if (when === 'after') this.powerCut()
    return value
  }

  private powerCut(): never {
    this.cut = true
    throw powerCut
  }
}

/** All courses of `act`, each with its own chance. @param purse how many faults may still happen */
export async function courses<T>(
  purse: number,
  act: (chance: Chance) => Promise<T>,
): Promise<{ chance: Chance; value: T }[]> {
  const found: { chance: Chance; value: T }[] = []
  const waiting: (readonly number[])[] = [[]]
  for (let given = waiting.pop(); given !== undefined; given = waiting.pop()) {
    const chance = new Chance(given, purse)
    found.push({ chance, value: await act(chance) })
    for (let point = given.length; point < chance.taken.length; point++) {
      for (let other = 1; other < chance.open[point]!; other++) waiting.push([...chance.taken.slice(0, point), other])
    }
  }
  return found
}
