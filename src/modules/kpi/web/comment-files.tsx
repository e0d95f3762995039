// The files of a comment that stands: pictures small, everything to download, one more by its author.
import { ActionIcon } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { IconPaperclip } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { del } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { useFileCheck } from '#web/components/use-file-check.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Attachment } from '../attachment-schemas.ts'
import type { Comment } from '../schemas.ts'
import { deleteLater, useWithoutDeleted } from './deletions.ts'
import { fileBytesMax, fileKinds } from './file-kinds.ts'
import { KeptFile } from './kept-file.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { attachmentQuery } from './queries.ts'
import { attach } from './use-comment-files.ts'

/** Larger pictures are downloaded by whoever wants them, not by whoever reads the page. */
const previewBytesMax = 3 * 1_048_576

export function CommentFiles({ comment }: { readonly comment: Comment }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const files = useWithoutDeleted(comment.attachments)
  if (files.length === 0) return null
  const remove = ({ id, name }: Attachment): void =>
    deleteLater({
      id,
      message: t('kpi.evidence.deleted', { name }),
      commit: async (options) => {
        await del(`/attachments/${id}`, options)
        await refresh(queryClient, 'comment')
      },
      onFailure,
    })
  const pictures = files.filter(isPicture)
  return (
    <div className="comment-files">
      {pictures.length === 0 ? null : (
        <div className="comment-pictures">
          {pictures.map((file) => (
            <Picture key={file.id} file={file} />
          ))}
        </div>
      )}
      <ul className="plain-list" aria-label={t('kpi.attachments.title')}>
        {files.map((file) => (
          <KeptFile
            key={file.id}
            name={file.name}
            path={`/attachments/${file.id}/content`}
            facts={[format.bytes(file.bytes)]}
            remove={file.can_delete ? () => remove(file) : undefined}
          />
        ))}
      </ul>
    </div>
  )
}

function isPicture({ media_type, bytes }: Attachment): boolean {
  return media_type.startsWith('image/') && bytes <= previewBytesMax
}

/** Small in its place, fetched when it comes into sight; a click shows it whole. */
function Picture({ file }: { readonly file: Attachment }): ReactNode {
  const t = useT<KpiKey>()
  const [isOpen, setOpen] = useState(false)
  const { ref, entry } = useIntersection({ rootMargin: '200px' })
  const { data: bytes } = useQuery({ ...attachmentQuery(file), enabled: entry?.isIntersecting === true })
  return (
    <>
      <button
        ref={ref}
        type="button"
        className="comment-picture"
        aria-label={t('kpi.attachments.show', { name: file.name })}
        disabled={bytes === undefined}
        onClick={() => setOpen(true)}
      >
        {bytes === undefined ? null : <Shown bytes={bytes} alt="" />}
      </button>
      <Dialog opened={isOpen} close={() => setOpen(false)} title={file.name} size="xl">
        {bytes === undefined ? null : <Shown bytes={bytes} alt={file.name} className="comment-picture-whole" />}
      </Dialog>
    </>
  )
}

interface ShownProps {
  readonly bytes: Blob
  readonly alt: string
  readonly className?: string
}

/** Bytes that the page holds, as a picture; their address is given back when it is gone. */
function Shown({ bytes, alt, className }: ShownProps): ReactNode {
  const image = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const address = URL.createObjectURL(bytes)
    image.current?.setAttribute('src', address)
    return () => URL.revokeObjectURL(address)
  }, [bytes])
  return <img ref={image} alt={alt} className={className} />
}

/** One more file on a comment of one's own. */
export function AttachButton({ comment }: { readonly comment: Comment }): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const refusalOf = useFileCheck({ accept: fileKinds, bytesMax: fileBytesMax })
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const send = async (file: File): Promise<void> => {
    setBusy(true)
    try {
      await attach(comment.id, file, () => undefined)
      await refresh(queryClient, 'comment')
      showToast(t('kpi.evidence.added', { name: file.name }))
    } catch (error) {
      onFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <ActionIcon
        size="md"
        color="gray"
        loading={busy}
        aria-label={t('kpi.attachments.addOwn')}
        title={t('kpi.attachments.addOwn')}
        onClick={() => input.current?.click()}
      >
        <IconPaperclip size={14} stroke={1.5} />
      </ActionIcon>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('kpi.attachments.addOwn')}
        accept={fileKinds.join(',')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          event.currentTarget.value = ''
          const refusal = file === undefined ? null : refusalOf(file)
          if (refusal !== null) showToast(refusal, { tone: 'problem' })
          else if (file !== undefined) void send(file)
        }}
      />
    </>
  )
}
