// Wire shapes of organisations and teams.
import Type from 'typebox'
import { Instant, Page, Shape, Text, Uuid } from '../http/schemas.ts'

/** One line for people to read: no control character, nothing that turns the direction of the text around. */
const unwanted = '\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069'
export const Name = Text(200, { pattern: `^[^${unwanted}]*[^\\s${unwanted}][^${unwanted}]*$` })

export const OrganizationShape = Shape({
  id: Uuid,
  name: Type.String(),
  time_zone: Type.String({ examples: ['Europe/Paris'] }),
  fiscal_year_start_month: Type.Integer(),
  created_at: Instant,
  updated_at: Instant,
})

export const OrganizationChangeBody = Shape({
  name: Type.Optional(Name),
  time_zone: Type.Optional(Type.String({ minLength: 1, maxLength: 60, examples: ['Europe/Paris'] })),
  fiscal_year_start_month: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
})

export const TeamShape = Shape({
  id: Uuid,
  name: Type.String(),
  members: Type.Array(Shape({ user_id: Uuid, full_name: Type.String() })),
  created_at: Instant,
  updated_at: Instant,
})

export const TeamBody = Shape({ name: Name })
export const TeamPage = Page(TeamShape)
