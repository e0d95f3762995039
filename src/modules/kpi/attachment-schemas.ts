// Wire shapes of the files on comments.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Shape, Uuid } from '#kernel/http/schemas.ts'

export const attachmentCountMax = 5

export const AttachmentForm = Shape({ file: Type.String({ format: 'binary' }) })
export const Attachment = Shape({
  id: Uuid,
  comment_id: Uuid,
  name: Type.String({ examples: ['Photo de l’atelier.jpg'] }),
  media_type: Type.String({ examples: ['image/jpeg'] }),
  bytes: Type.Integer({ minimum: 0, examples: [48_213] }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  can_delete: Type.Boolean(),
})

export type Attachment = Static<typeof Attachment>
