/** Runs in the page: what is to be seen and heard of it now. Chromium gets the function's text, so it needs nothing else. */
export interface PageLook {
  readonly window: string
  /** In the order of the document: where each piece is, and what it says. */
  readonly pieces: readonly Piece[]
}

export interface Piece {
  readonly depth: number
  /** Role, name and text: what it is called in the lists of colours. */
  readonly label: string
  readonly box: string
  /** What else there is to say of it but its colours. */
  readonly facts: string
  readonly colours: string
}

/** The part of axe, in the page already, that reads an element as a screen reader does. */
interface Reader {
  setup(): void
  teardown(): void
  readonly commons: {
    readonly aria: { getRole(one: Element): string | null }
    readonly text: { accessibleText(one: Element): string }
  }
}

/** @param isAtRest known to be so: nothing but its colours has changed since it was looked at last */
export async function pageLook(isAtRest: boolean): Promise<PageLook> {
  const { axe: reader } = globalThis as unknown as { axe: Reader }
  const quoted = (text: string): string => JSON.stringify(text.replace(/\s+/g, ' ').trim())
  /** Their names are what is in them, which has a line of its own. */
  const madeOfText = new Set([
    null,
    'heading',
    'listitem',
    'paragraph',
    'definition',
    'strong',
    'cell',
    'columnheader',
    'row',
    'rowgroup',
    'article',
  ])
  const clear = 'rgba(0, 0, 0, 0)'

  function hex(colour: string): string {
    const parts = /^rgba?\(([^)]+)\)$/.exec(colour)?.[1]?.split(/[,/ ]+/)
    if (parts === undefined) return colour
    const [red, green, blue, alpha] = parts.map(Number)
    const digits = [red!, green!, blue!].map((part) => part.toString(16).padStart(2, '0')).join('')
    return `#${digits}${alpha === undefined || alpha === 1 ? '' : ` at ${Math.round(alpha * 100)} %`}`
  }

  function ownText(one: Element): string {
    return [...one.childNodes]
      .flatMap((node) => (node.nodeType === 3 && node.nodeValue!.trim() ? [node.nodeValue!] : []))
      .join(' … ')
  }

  function lines(style: CSSStyleDeclaration): string[] {
    const sides = (['Top', 'Right', 'Bottom', 'Left'] as const).map((side) => {
      const drawn = style[`border${side}Style`] !== 'none' && style[`border${side}Width`] !== '0px'
      return drawn ? `${style[`border${side}Width`]} ${hex(style[`border${side}Color`])}` : 'none'
    })
    const border = sides.every((side) => side === sides[0]) ? sides[0]! : sides.join(', ')
    const outline = style.outlineStyle === 'none' ? 'none' : `${style.outlineWidth} ${hex(style.outlineColor)}`
    return [...(border === 'none' ? [] : [`border ${border}`]), ...(outline === 'none' ? [] : [`outline ${outline}`])]
  }

  /** A piece that CSS puts before or after the text. */
  function added(one: Element): string[] {
    return (['::before', '::after'] as const).flatMap((place) => {
      const style = getComputedStyle(one, place)
      if (style.content === 'none' || style.content === 'normal' || style.display === 'none') return []
      return [
        `${place} ${style.content} ${hex(style.color)}${style.backgroundColor === clear ? '' : ` on ${hex(style.backgroundColor)}`}`,
      ]
    })
  }

  function drawing(one: Element): string[] {
    const shapes = [...one.querySelectorAll('*')].map((shape) => getComputedStyle(shape))
    const paints = (kind: 'fill' | 'stroke') =>
      [...new Set(shapes.map((shape) => hex(shape[kind])))].filter((paint) => paint !== 'none')
    return (['fill', 'stroke'] as const).flatMap((kind) =>
      paints(kind).length === 0 ? [] : [`${kind} ${paints(kind).join(' ')}`],
    )
  }

  /** Which drawing it is: its class, and a number that is another one when a line of it is. */
  function shape(one: Element): string {
    let sum = 0
    for (const letter of one.innerHTML) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0
    return `${one.getAttribute('class') ?? ''} ${(sum >>> 0).toString(16)}`.trim()
  }

  function attributes(one: Element): string[] {
    const told = [...one.attributes].filter(({ name }) =>
      /^(aria-(?!labelledby|describedby|label$|controls)|type$|href$|lang$|open$|placeholder$|disabled$|autocomplete$|maxlength$|tabindex$)/.test(
        name,
      ),
    )
    const texts = told.map(({ name, value }) => (value === '' ? name : `${name}=${value}`))
    if (one instanceof HTMLInputElement && (one.type === 'checkbox' || one.type === 'radio') && one.checked)
      texts.push('checked')
    else if (one instanceof HTMLInputElement && one.value !== '') texts.push(`value ${quoted(one.value)}`)
    if (one instanceof HTMLImageElement && one.naturalWidth === 0) texts.push('WITHOUT ITS PICTURE')
    if (one === document.activeElement && one !== document.body) texts.push('has the focus')
    const described = one
      .getAttribute('aria-describedby')
      ?.split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? 'NOTHING')
    return described === undefined ? texts : [...texts, `described by ${quoted(described.join(' '))}`]
  }

  function limits(one: Element, style: CSSStyleDeclaration): string[] {
    const more = { down: one.scrollHeight - one.clientHeight, sideways: one.scrollWidth - one.clientWidth }
    if (one.clientWidth <= 1 || one instanceof SVGElement) return []
    return (['down', 'sideways'] as const).flatMap((way) => {
      const overflow = way === 'down' ? style.overflowY : style.overflowX
      if (more[way] <= 1) return []
      if (overflow === 'visible') return way === 'sideways' ? ['RUNS OVER ITS SIDE'] : []
      return [overflow === 'auto' || overflow === 'scroll' ? `scrolls ${way}` : `CUT OFF ${way}`]
    })
  }

  function look(): PageLook {
    const pieces: Piece[] = []
    type Above = {
      readonly depth: number
      readonly ground: string
      readonly colours: string
      readonly font: string
      readonly hidden: boolean
    }

    function visit(one: Element, above: Above): void {
      if (!one.checkVisibility({ visibilityProperty: true })) return
      const style = getComputedStyle(one)
      const { backgroundColor, color, opacity } = style
      const ground = backgroundColor === clear ? above.ground : hex(backgroundColor)
      const drawn = one instanceof SVGSVGElement
      const role = drawn ? null : reader.commons.aria.getRole(one)
      const text = drawn ? '' : ownText(one)
      const name = role === null || above.hidden ? '' : reader.commons.text.accessibleText(one)
      const hidden = above.hidden || one.getAttribute('aria-hidden') === 'true'
      const font = [
        `${Math.round(Number.parseFloat(style.fontSize) * 10) / 10}px`,
        ...(style.fontWeight === '400' ? [] : [style.fontWeight]),
        ...(/Mono/.test(style.fontFamily.split(',')[0]!) ? ['mono'] : []),
      ].join(' ')
      const paints = [
        ...lines(style),
        ...added(one),
        ...(style.boxShadow === 'none' ? [] : ['shadow']),
        ...(opacity === '1' ? [] : [`opacity ${opacity}`]),
      ]
      const cut = limits(one, style)
      const telling =
        text !== '' ||
        drawn ||
        paints.length > 0 ||
        cut.length > 0 ||
        ground !== above.ground ||
        (role !== null && !['generic', 'presentation', 'none'].includes(role)) ||
        one.getAttributeNames().some((each) => each.startsWith('aria-'))
      if (!telling) return below(one, above)
      const colours = `${hex(color)} on ${ground}`
      const own = [...(colours === above.colours ? [] : [colours]), ...(drawn ? drawing(one) : []), ...paints]
      const { x, y, width, height } = one.getBoundingClientRect()
      const label = [
        role ?? one.tagName.toLowerCase(),
        ...(drawn ? [shape(one)] : []),
        ...(/^H\d$/.test(one.tagName) ? [one.tagName[1]!] : []),
        ...(text === '' ? [] : [quoted(text)]),
        ...(name === '' || quoted(name) === quoted(text) || madeOfText.has(role) ? [] : [`named ${quoted(name)}`]),
      ].join(' ')
      const facts = [
        ...attributes(one),
        ...(hidden && !above.hidden && !drawn ? ['not read out'] : []),
        ...(font === above.font ? [] : [font]),
        ...cut,
      ].join(', ')
      const box = [x + scrollX, y + scrollY, width, height].map((length) => Math.round(length))
      pieces.push({
        depth: above.depth,
        label,
        facts,
        colours: own.join(', '),
        box: `${box[0]},${box[1]} ${box[2]}x${box[3]}`,
      })
      if (!drawn) below(one, { depth: above.depth + 1, ground, colours, font, hidden })
    }

    function below(one: Element, above: Above): void {
      for (const child of one.children) visit(child, above)
    }

    reader.setup()
    const root = getComputedStyle(document.documentElement)
    visit(document.body, { depth: 0, ground: hex(root.backgroundColor), colours: '', font: '', hidden: false })
    reader.teardown()
    const { scrollHeight, scrollWidth } = document.documentElement
    const over = [
      ...(scrollHeight > innerHeight ? [`scrolls down to ${scrollHeight}`] : []),
      ...(scrollWidth > innerWidth ? [`SCROLLS SIDEWAYS to ${scrollWidth}`] : []),
    ]
    return {
      window: [`${document.title}, ${document.documentElement.lang}, ${innerWidth}x${innerHeight}`, ...over].join(', '),
      pieces,
    }
  }

  const drawnAgain = (): Promise<void> =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
  let last = ''
  // A page that is still being filled is looked at again; one that never comes to rest shows in the text.
  for (let tries = 0; tries < 60; tries++) {
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
    await drawnAgain()
    const now = look()
    if (isAtRest || JSON.stringify(now) === last) return now
    last = JSON.stringify(now)
  }
  throw new Error('the page does not come to rest')
}
