// The files that are to leave with a comment: chosen, checked, sent one after the other.
import { useState } from 'react'
import { upload } from '#web/api.ts'
import { useFileCheck } from '#web/components/use-file-check.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { Attachment } from '../attachment-schemas.ts'
import { fileBytesMax, fileKinds } from './file-kinds.ts'
import type { KpiKey } from './messages-fr.ts'

export const attachmentCountMax = 5

export interface FailedFile {
  readonly name: string
  readonly error: unknown
}

export interface CommentFiles {
  readonly chosen: readonly File[]
  /** Why files were not taken. */
  readonly mistakes: readonly string[]
  /** Files that the server refused after the comment stood. */
  readonly failures: readonly FailedFile[]
  /** The file under way and its share, 0 to 1. */
  readonly sending: { readonly file: File; readonly share: number } | null
  readonly add: (files: readonly File[]) => void
  readonly remove: (file: File) => void
  readonly send: (commentId: string) => Promise<void>
}

export function useCommentFiles(): CommentFiles {
  const t = useT<KpiKey>()
  const refusalOf = useFileCheck({ accept: fileKinds, bytesMax: fileBytesMax })
  const [chosen, setChosen] = useState<readonly File[]>([])
  const [mistakes, setMistakes] = useState<readonly string[]>([])
  const [failures, setFailures] = useState<readonly FailedFile[]>([])
  const [sending, setSending] = useState<CommentFiles['sending']>(null)
  const add = (files: readonly File[]): void => {
    const refusals = files.map(refusalOf)
    const taken = [...chosen, ...files.filter((_, index) => refusals[index] === null)]
    const tooMany = taken.length > attachmentCountMax ? [t('kpi.attachments.tooMany')] : []
    setChosen(taken.slice(0, attachmentCountMax))
    setMistakes([...refusals.filter((sentence) => sentence !== null), ...tooMany])
    setFailures([])
  }
  const send = async (commentId: string): Promise<void> => {
    const failed: FailedFile[] = []
    setMistakes([])
    for (const file of chosen) {
      setSending({ file, share: 0 })
      try {
        await attach(commentId, file, (share) => setSending({ file, share }))
      } catch (error) {
        failed.push({ name: file.name, error })
      }
    }
    setSending(null)
    // What was added meanwhile waits for the next comment; what was refused meanwhile stays told.
    setChosen((now) => now.filter((file) => !chosen.includes(file)))
    setFailures(failed)
  }
  const remove = (file: File): void => {
    setChosen(chosen.filter((one) => one !== file))
    setMistakes([])
  }
  return { chosen, mistakes, failures, sending, add, remove, send }
}

/** Sends one file to a comment of one's own. */
export async function attach(commentId: string, file: File, onProgress: (share: number) => void): Promise<Attachment> {
  const form = new FormData()
  form.set('file', file)
  return upload<Attachment>(`/comments/${commentId}/attachments`, form, { onProgress })
}

/** Pictures of the clipboard; none where it holds text, which belongs into the field. */
export function pastedPictures(data: DataTransfer, nameOf: (index: number) => string): readonly File[] {
  if (data.types.includes('text/plain')) return []
  const pictures = [...data.files].filter(({ type }) => /^image\/(png|jpeg|webp)$/.test(type))
  return pictures.map((file, index) => {
    const extension = file.type === 'image/jpeg' ? 'jpg' : file.type.slice('image/'.length)
    return new File([file], `${nameOf(index)}.${extension}`, { type: file.type })
  })
}
