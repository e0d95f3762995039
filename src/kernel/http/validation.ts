// Input at the edge: TypeBox schemas compiled once, every mistake reported with its pointer, nothing coerced.
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Settings } from 'typebox/system'
import type { Violation } from '../problem.ts'
import { ExcessPrecision } from './json.ts'

export type Check = (value: unknown) => readonly Violation[]

interface SchemaError {
  readonly keyword: string
  readonly schemaPath: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

const violationsMax = 50
// Some mistakes are reported more than once below; the library's own limit would hide most of the others.
Settings.Set({ maxErrors: violationsMax * 4 })

/** Compiles a schema into a check that lists violations; an empty list means valid. */
export function compileCheck(schema: TSchema): Check {
  const compiled = Compile(schema)
  return (value) => {
    const texts = unreadableTexts(value, '')
    if (texts.length > 0) return texts.slice(0, violationsMax)
    if (compiled.Check(value)) return []
    const errors = compiled.Errors(value) as readonly SchemaError[]
    const violations = errors.flatMap((error) => toViolations(error, value))
    const byPointer = new Map(violations.toReversed().map((violation) => [violation.pointer, violation]))
    const list = [...byPointer.values()].toReversed().slice(0, violationsMax)
    return list.length > 0
      ? list
      : [{ pointer: '', code: 'VALUE_INVALID', detail: 'La demande n’a pas la forme attendue.' }]
  }
}

function toViolations(error: SchemaError, root: unknown): readonly Violation[] {
  const pointer = error.instancePath
  switch (error.keyword) {
    case 'required':
      return names(error.params['requiredProperties']).map((name) => missing(`${pointer}/${escape(name)}`))
    case 'additionalProperties':
      return names(error.params['additionalProperties']).map((name) => unknownField(`${pointer}/${escape(name)}`))
    case 'boolean':
      return error.schemaPath.endsWith('/additionalProperties') ? [unknownField(pointer)] : []
    case 'const':
    case 'if':
      return []
    default:
      return [invalid(pointer, error, root)]
  }
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
}

function missing(pointer: string): Violation {
  return { pointer, code: 'REQUIRED', detail: `Le champ ${pointer} est obligatoire.` }
}

function unknownField(pointer: string): Violation {
  return { pointer, code: 'UNKNOWN_FIELD', detail: `Le champ ${pointer} n’existe pas ici.` }
}

function invalid(pointer: string, error: SchemaError, root: unknown): Violation {
  if (valueAt(root, pointer) instanceof ExcessPrecision) {
    return { pointer, code: 'VALUE_PRECISION', detail: `${pointer} : au plus 15 chiffres significatifs.` }
  }
  return { pointer, code: 'VALUE_INVALID', detail: `${pointer || 'La demande'} : ${sentence(error)}.` }
}

function sentence({ keyword, params }: SchemaError): string {
  const limit = typeof params['limit'] === 'number' ? String(params['limit']) : ''
  switch (keyword) {
    case 'type':
      return `type attendu : ${String(params['type'])}`
    case 'minLength':
      return limit === '1' ? 'ne peut pas être vide' : `au moins ${limit} caractères`
    case 'maxLength':
      return `au plus ${limit} caractères`
    case 'minimum':
    case 'exclusiveMinimum':
      return `au moins ${limit}`
    case 'maximum':
    case 'exclusiveMaximum':
      return `au plus ${limit}`
    case 'enum':
      return `une des valeurs ${names(params['allowedValues']).join(', ')}`
    case 'maxItems':
      return `au plus ${limit} éléments`
    case 'pattern':
      return 'ne peut pas être vide ou n’a pas la forme attendue'
    default:
      return 'valeur refusée'
  }
}

function valueAt(root: unknown, pointer: string): unknown {
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return value
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** PostgreSQL stores neither NUL nor lone surrogates: such texts are refused, wherever they stand. */
function unreadableTexts(value: unknown, pointer: string): Violation[] {
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed()
      ? [{ pointer, code: 'VALUE_INVALID', detail: `${pointer} : contient un caractère interdit.` }]
      : []
  }
  if (typeof value !== 'object' || value === null || value instanceof ExcessPrecision) return []
  return Object.entries(value).flatMap(([key, item]) =>
    key.includes('\0') || !key.isWellFormed()
      ? [{ pointer, code: 'VALUE_INVALID', detail: 'Un nom de champ contient un caractère interdit.' }]
      : unreadableTexts(item, `${pointer}/${escape(key)}`),
  )
}
