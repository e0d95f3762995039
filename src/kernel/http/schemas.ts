// Wire shapes used by every module.
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'

/** A required text: not empty, not blank. */
export const Text = (charactersMax: number, options: Record<string, unknown> = {}) =>
  Type.String({ minLength: 1, maxLength: charactersMax, pattern: '\\S', ...options })

/** An optional remark: may be empty. */
export const FreeText = (charactersMax: number) => Type.String({ maxLength: charactersMax })

export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  examples: ['019a8f3e-7c1d-7000-8000-2b1f0c9d4e55'],
})

/** A calendar day, `YYYY-MM-DD`; impossible days are refused by the rule that reads it. */
export const DayText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2025-12-31'] })

/** An instant, RFC 3339 in UTC. */
export const Instant = Type.String({ examples: ['2025-12-31T09:30:00.123456Z'] })

/** One of several words. */
export function OneOf<const Words extends readonly string[]>(words: Words) {
  return Type.Unsafe<Words[number]>({ type: 'string', enum: [...words] })
}

/** The value or null, written so that the serializer stays fast. */
export function Nullable<Schema extends TSchema>(schema: Schema) {
  const plain = schema as unknown as { readonly type?: string; readonly enum?: readonly unknown[] }
  if (typeof plain.type !== 'string') return Type.Unsafe<Static<Schema> | null>({ anyOf: [schema, { type: 'null' }] })
  return Type.Unsafe<Static<Schema> | null>({
    ...schema,
    type: [plain.type, 'null'],
    ...(plain.enum === undefined ? {} : { enum: [...plain.enum, null] }),
  })
}

/** A strict object: unknown fields are refused on input and do not leave on output. */
export function Shape<const Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false })
}

/** A page of a list. */
export function Page<Item extends TSchema>(item: Item) {
  return Shape({ items: Type.Array(item), next_cursor: Nullable(Type.String()) })
}

export const listLimitDefault = 50
export const listLimitMax = 500

/** Paging parameters, to spread into a list's query. */
export const paging = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: listLimitMax, default: listLimitDefault })),
}

/** application/problem+json. */
export const ProblemDocument = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ examples: ['NOT_FOUND'] }),
    detail: Type.Optional(Type.String()),
    instance: Type.String(),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), code: Type.String(), detail: Type.String() })),
    ),
  },
  { additionalProperties: true },
)
