// What a browser can tell about a page that axe does not look at: each probe answers the offenders it found, none when all is well.
// They are named in French, as the grid of the RGAA names them (docs/accessibility/rgaa.json).
// Probes are text, evaluated by the debugger: the pages' own policy allows no inline script, and stays as it is.
import type { Page } from 'playwright-core'

/** Helpers that every probe may use. */
const helpers = `
  const all = (selector) => [...document.querySelectorAll(selector)]
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0
  const isHidden = (one) => one.closest('.visually-hidden,[aria-hidden=true]') !== null
  const nameOf = (one) => (one.tagName.toLowerCase() + '.' + String(one.getAttribute('class') ?? '')
    .replaceAll(/\\bm_\\w+ ?/g, '').trim().replaceAll(' ', '.')).slice(0, 90) + ' «' + (one.textContent ?? '').trim().slice(0, 40) + '»'
  const parse = (colour) => {
    const parts = (colour.match(/[\\d.]+/g) ?? []).map(Number)
    return { r: parts[0] ?? 0, g: parts[1] ?? 0, b: parts[2] ?? 0, a: parts[3] ?? 1 }
  }
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 })
  const ground = (one) => {
    const layers = []
    for (let at = one; at !== null; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor))
    return layers.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 })
  }
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b)
    return (bright + 0.05) / (dark + 0.05)
  }
`

const probes = {
  'titre de page, régions, titres': `
    const found = []
    const title = document.title
    if (!/^.{3,} · Socle$/.test(title)) found.push('title: ' + title)
    const h1 = all('h1').filter(isShown)
    if (h1.length !== 1) found.push(h1.length + ' h1')
    else if (!title.startsWith(h1[0].textContent.trim().slice(0, 20))) found.push('title ' + title + ' is not that of ' + h1[0].textContent)
    if (all('main').filter(isShown).length !== 1) found.push('main')
    let level = 0
    for (const heading of all('h1,h2,h3,h4,h5,h6').filter((one) => isShown(one) && one.closest('[role=dialog]') === null)) {
      const next = Number(heading.tagName[1])
      if (next > level + 1) found.push('h' + level + ' → ' + nameOf(heading))
      level = next
    }
    const navigations = all('nav').filter(isShown).map((one) => one.getAttribute('aria-label') ?? '')
    if (navigations.includes('') || new Set(navigations).size !== navigations.length) found.push('nav: ' + navigations.join('|'))
    return found`,
  'balisage relu sans perte': `
    const found = []
    const shape = (node) => node.nodeType === 1 ? node.tagName + '(' + [...node.children].map(shape).join() + ')' : ''
    const again = new DOMParser().parseFromString(document.body.outerHTML, 'text/html')
    if (shape(again.body) !== shape(document.body)) found.push('nesting')
    const ids = all('[id]').map((one) => one.id)
    for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) found.push('id ' + id)
    if (document.doctype?.name !== 'html') found.push('doctype')
    if (document.documentElement.lang !== 'fr') found.push('lang')
    return found`,
  'rien n’est dit par des balises de présentation': `
    return [
      ...all('center,font,big,tt,basefont,blink,marquee,strike,u,b,i,s').map(nameOf),
      ...all('[align],[bgcolor],[valign],[border],[cellpadding],table [width],td[height]').filter((one) => one.closest('svg') === null).map(nameOf),
      ...all('p,h1,h2,h3,li').filter((one) => isShown(one) && one.textContent.trim() === '' && one.children.length === 0).map((one) => 'empty ' + nameOf(one)),
      ...all('body *').filter((one) => getComputedStyle(one).textAlign === 'justify').map(nameOf),
    ]`,
  'aucun mot dans les feuilles de style': `
    const words = (one, part) => getComputedStyle(one, part).content.replace(/^(none|normal)$/, '').match(/"([^"]*[\\p{L}\\d][^"]*)"/u)?.[1]
    return all('body *').flatMap((one) => ['::before', '::after'].map((part) => words(one, part)).filter((text) => text !== undefined).map((text) => text + ' in ' + nameOf(one)))`,
  'images nommées ou ignorées': `
    return all('svg,img,canvas').filter((one) => isShown(one)).filter((one) => {
      const ignored = one.closest('[aria-hidden=true]') !== null || one.getAttribute('alt') === '' || one.closest('[role=slider]') !== null
      const named = (one.getAttribute('role') === 'img' || one.tagName === 'IMG') && (one.getAttribute('aria-label') ?? one.getAttribute('alt') ?? '').length > 2
      return !ignored && !named
    }).map((one) => nameOf(one.parentElement))`,
  'tableaux : titre et en-têtes': `
    return all('table').filter(isShown).flatMap((table) => {
      const found = []
      if ((table.caption?.textContent.trim() ?? table.getAttribute('aria-label') ?? '') === '' && !table.hasAttribute('aria-labelledby')) found.push('no title: ' + nameOf(table))
      for (const th of table.querySelectorAll('th')) if (!['col', 'row', 'colgroup', 'rowgroup'].includes(th.scope)) found.push('no scope: ' + nameOf(th))
      if (table.querySelector('th') === null) found.push('no header: ' + nameOf(table))
      return found
    })`,
  'mêmes mots, même destination': `
    const places = new Map()
    for (const link of all('a[href]').filter((one) => isShown(one) && one.closest('.frame-trail,.skip-link') === null)) {
      // A link in a row is explained by the row's header, one in a list by its line.
      const context = link.closest('tr')?.querySelector('th[scope=row]')?.textContent ?? link.closest('li,p,section[aria-labelledby],h3')?.textContent ?? ''
      const words = (link.getAttribute('aria-label') ?? link.textContent).trim() + '|' + context
      places.set(words, new Set([...(places.get(words) ?? []), link.getAttribute('href')]))
    }
    return [...places].filter(([words, hrefs]) => words.startsWith('|') || hrefs.size > 1).map(([words, hrefs]) => words + ' → ' + [...hrefs].join(' '))`,
  'aucun lien n’ouvre de fenêtre': `return all('a[target],form[target]').filter((one) => one.target !== '_self').map(nameOf)`,
  'l’ordre du clavier est celui du document': `
    return all('[tabindex]').filter((one) => one.tabIndex > 0).map(nameOf)`,
  'champs : données demandées déclarées': `
    const asked = { email: /username|email/, password: /current-password|new-password/ }
    return all('input').filter(isShown).filter((one) => one.type in asked && (one.form !== null) && !asked[one.type].test(one.autocomplete) && !one.closest('[role=dialog]')).map((one) => nameOf(one) + one.name + one.autocomplete)`,
  'champs et marques se détachent': `
    const found = []
    for (const field of all('input:not([type=hidden]):not([type=range]),select,textarea').filter((one) => isShown(one) && !one.disabled && !isHidden(one))) {
      const style = getComputedStyle(field)
      const under = ground(field.parentElement)
      const sides = ['Bottom', 'Top'].map((side) => parseFloat(style['border' + side + 'Width']) > 0 ? contrast(over(parse(style['border' + side + 'Color']), under), under) : 0)
      const filled = contrast(ground(field), under)
      if (Math.max(...sides, filled) < 3 && style.appearance !== 'auto') found.push(Math.max(...sides, filled).toFixed(2) + ' ' + nameOf(field.parentElement) + field.type)
    }
    return found`,
  'rien ne bouge pour qui ne le veut pas': `
    return all('body *').filter((one) => {
      const style = getComputedStyle(one)
      const seconds = (text) => Math.max(...text.split(',').map(parseFloat))
      return (style.animationName !== 'none' && seconds(style.animationDuration) > 0.05 && isShown(one)) || (style.transitionProperty !== 'all' && seconds(style.transitionDuration) > 0.05)
    }).map(nameOf)`,
  'messages annoncés': `
    return all('[role=status][aria-live=polite]').length === 1 ? [] : ['live region']`,
  'aucun élément de cette nature': `
    return all('iframe,frame,video,audio,object,embed,area,canvas,input[type=image],blockquote,q,[dir],table[role=presentation],img').map(nameOf)`,
  'couleurs du thème, clair et sombre': `
    const style = getComputedStyle(document.body)
    const value = (name) => parse(swatch(style.getPropertyValue('--' + name)))
    const swatch = (colour) => { const one = document.createElement('i'); one.style.color = colour; document.body.append(one); const read = getComputedStyle(one).color; one.remove(); return read }
    const asked = [
      [4.5, ['ink', 'ink-2', 'ink-3', 'green', 'orange', 'red', 'accent'], ['paper', 'paper-2', 'paper-3']],
      [4.5, ['green'], ['green-soft']], [4.5, ['orange'], ['orange-soft']], [4.5, ['red'], ['red-soft']],
      [3, ['line-strong', 'accent', 'green-fill', 'orange-fill', 'red-fill'], ['paper', 'paper-2']],
    ]
    return asked.flatMap(([least, tops, unders]) => tops.flatMap((top) => unders.map((under) => [top, under, contrast(value(top), value(under)), least])))
      .filter(([, , ratio, least]) => ratio < least).map(([top, under, ratio]) => top + ' on ' + under + ' ' + ratio.toFixed(2))`,
} as const

/** Runs every probe; answers `probe: offenders` for those that found something. */
export async function probe(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const [name, body] of Object.entries(probes)) {
    const offenders = await page.evaluate<readonly string[]>(`(() => { ${helpers} ${body} })()`)
    if (offenders.length > 0) found.push(`${name}: ${offenders.slice(0, 6).join(' ; ')}`)
  }
  return found
}

const cut = `
  const cut = () => all('body *').filter((one) => isShown(one) && !isHidden(one) && one.closest('svg,[role=slider]') === null).filter((one) => {
    const style = getComputedStyle(one)
    const wide = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1
    const high = /hidden|clip/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 2
    return (wide || high) && one.clientWidth > 0
  })
`

/** Sets the spacing that a reader may choose (WCAG 1.4.12); answers what is cut off by it and was not before. */
export async function cutBySpacing(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => { ${helpers} ${cut}
    const before = new Set(cut())
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    const found = cut().filter((one) => !before.has(one)).map(nameOf)
    const excess = document.documentElement.scrollWidth - innerWidth
    if (excess > 0) found.push(excess + ' px too wide')
    document.adoptedStyleSheets = []
    return found
  })()`)
}

export interface FocusWalk {
  /** Elements that showed no mark, or were covered, while they had the focus. */
  readonly unseen: readonly string[]
  /** Elements that Tab should reach and did not. */
  readonly unreached: readonly string[]
  readonly steps: number
}

const walkStepsMax = 400

/** Presses Tab from the top of the page to its end; a page that keeps the focus for ever fails by `unreached` or by its steps. */
export async function walkByTab(page: Page): Promise<FocusWalk> {
  await page.evaluate(`(async () => { ${helpers}
    document.activeElement?.blur()
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const scope = all('[role=dialog]').filter(isShown).at(-1) ?? document.body
    window.walkRadios = new Set()
    window.walkAll = new Set([...scope.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex]')].filter((one) =>
      isShown(one) && !one.disabled && one.tabIndex >= 0 && one.type !== 'radio' && one.closest('[inert]') === null))
    window.walkUnseen = []
    window.walkLooks = new Map([...window.walkAll].map((one) => [one, look(one)]))
    function look(one) {
      const style = getComputedStyle(one)
      return [style.outlineStyle, style.outlineWidth, style.borderColor, style.boxShadow, style.backgroundColor].join()
    }
    window.walkLook = look
  })()`)
  let steps = 0
  for (; steps < walkStepsMax; steps += 1) {
    // A grid keeps Tab for its cells, and says that Esc lets go of it.
    if (await page.evaluate<boolean>(`document.activeElement?.closest('[role=grid]') != null`))
      await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    const isOver = await page.evaluate<boolean>(`(async () => { ${helpers}
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      const one = document.activeElement
      if (one === null || one === document.body) return true
      // One cell stands for its grid: arrows reach the others.
      for (const cell of one.closest('[role=grid]')?.querySelectorAll('[role=gridcell]') ?? []) if (cell !== one) window.walkAll.delete(cell)
      const isNew = window.walkAll.delete(one)
      if (!isNew) return one.type === 'radio' ? (window.walkRadios.has(one) || (window.walkRadios.add(one), false)) : window.walkAll.size === 0
      const style = getComputedStyle(one)
      const under = ground(one.parentElement)
      const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && contrast(over(parse(style.outlineColor), under), under) >= 3
      const bordered = one.matches('input,select,textarea') && window.walkLook(one) !== window.walkLooks.get(one)
        && contrast(over(parse(style.borderBottomColor), under), under) >= 3
      const ring = one.closest('.mantine-Checkbox-inner,.mantine-Switch-root,label')
      if (!outlined && !bordered && ring === null) window.walkUnseen.push('no mark: ' + nameOf(one))
      const { left, top, width, height } = one.getBoundingClientRect()
      const x = Math.min(innerWidth - 1, Math.max(0, left + width / 2)), y = Math.min(innerHeight - 1, Math.max(0, top + height / 2))
      const top_ = document.elementFromPoint(x, y)
      const isInView = top + height > 0 && top < innerHeight && left + width > 0 && left < innerWidth
      if (!isInView) window.walkUnseen.push('out of view: ' + nameOf(one))
      else if (top_ !== null && !one.contains(top_) && !top_.contains(one) && top_.closest('label') === null) window.walkUnseen.push('covered: ' + nameOf(one) + ' by ' + nameOf(top_))
      return false
    })()`)
    // The first Tab may leave from the last control of a dialog, where its opening had put the focus.
    if (isOver && steps > 0) break
  }
  const [unseen, unreached] = await page.evaluate<[string[], string[]]>(
    `(() => { ${helpers} return [window.walkUnseen, [...window.walkAll].filter((one) => one.isConnected && isShown(one)).map(nameOf)] })()`,
  )
  return { unseen, unreached, steps }
}
