// The templates that come with Socle: one JSON file per trade, open data, checked when the server starts.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileCheck } from '#kernel/http/validation.ts'
import { checkTemplateKpis } from './rules/template.ts'
import { Template } from './structure-schemas.ts'

const folder = join(import.meta.dirname, 'templates')

/** Every template by title. Throws when a file is no valid template, or when its name is not its id. */
export function loadTemplates(): readonly Template[] {
  const check = compileCheck(Template)
  const templates = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const template = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Template
      const violations = check(template)
      const faults = violations.length > 0 ? violations : checkTemplateKpis(template.kpis, '/kpis')
      if (faults.length > 0)
        throw new Error(`${name}: ${faults.map((one) => `${one.pointer} ${one.detail}`).join(' ')}`)
      if (name !== `${template.id}.json`) throw new Error(`${name} holds the template ${template.id}`)
      return template
    })
  return templates.toSorted((a, b) => a.title.localeCompare(b.title, 'fr'))
}
